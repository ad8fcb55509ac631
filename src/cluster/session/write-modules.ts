/** What a cluster needs as soon as it changes, and not for looking at it: loaded at the first write. */

import { controllers } from '../../controllers/index.js'
import { recordEvent } from '../../controllers/machinery/event-recorder.js'
import { structuresOf } from '../../kinds/structures.js'
import { createCatalogue } from '../../runtime/catalogue/catalogue.js'

export * as management from '../../api/field-managers/index.js'
export { controllers, createCatalogue, recordEvent, structuresOf }
