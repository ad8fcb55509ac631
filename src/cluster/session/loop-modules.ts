/** What a cluster needs as soon as it changes, and not for looking at it: loaded at the first write. */

export { controllers } from '../../controllers/index.js'
export { recordEvent } from '../../controllers/machinery/event-recorder.js'
export { createCatalogue } from '../../runtime/catalogue/catalogue.js'
export * as writing from './writing-modules.js'
