/**
 * The pieces that descriptions of several kinds are made of, as kubectl's `pkg/describe/describe.go` prints them: lines,
 * labels and annotations, tolerations, the table of events. What one kind alone shows belongs to that kind's folder.
 * Loaded only by `describe`.
 */

export { ageText as age } from '../columns.js'
export { type About, eventLines, eventsAbout, eventTable } from './events.js'
export { describeGeneric } from './generic.js'
export { bool, lines, noneIfEmpty, time } from './lines.js'
export { listOf, oneOf } from './lookup.js'
export { annotationLines, controllerText, labelLines, taintLines, tolerationLines } from './metadata.js'
export { conditionTable, podCountLines } from './pods.js'
