/**
 * Patches as pure functions over JSON values: applying them, and making the ones that clients send. Nothing here knows
 * the store, requests, or how errors become answers.
 */
export { goPrint, orderPrefix, PatchError } from './directives.js'
export { applyJsonPatch, InapplicablePatch, MalformedPatch } from './json-patch.js'
export { mergeKeyEntries, strategyOf } from './merge-keys.js'
export { applyMergePatch, createMergePatch, createThreeWayMergePatch } from './merge-patch.js'
export { type PatchField, type PatchSchema, patchSchemaOf } from './patch-schema.js'
export { inWrittenOrder } from './shown-result.js'
export { strategicDiff } from './strategic-diff.js'
export { strategicMerge } from './strategic-merge.js'
export { conflicts, createThreeWayPatch, type ThreeWay } from './three-way.js'
