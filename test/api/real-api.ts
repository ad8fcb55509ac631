import { loadSchemas } from '../../src/kinds/index.js'
import { defaultSettings } from '../../src/model/objects/settings.js'
import { namespaceKind, plainStore, seeded, start } from './fixture.js'
import { builtInParts, createApi } from './test-api.js'

const schemas = await loadSchemas()

/** An api over the real kinds, with a namespace. */
export function real() {
  const api = createApi({
    store: plainStore(),
    parts: builtInParts,
    settings: defaultSettings,
    random: seeded,
    now: () => start,
    schemas,
  })
  api.create('namespaces', namespaceKind.example)
  return api
}
