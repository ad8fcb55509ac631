/** What the api needs to change objects, and to tell who owns their fields: loaded when either is first asked for. */
export * as management from '../../api/field-managers/index.js'
export { createWriting } from '../../api/requests/writing.js'
export { structuresOf } from '../../kinds/structures.js'
export { partsOf } from '../../kinds/writing.js'
