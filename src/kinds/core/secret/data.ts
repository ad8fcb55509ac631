import type { Secret } from '../../../model/objects/types.js'
import { setField } from '../../../model/values/json-values.js'

/** Write-only `stringData` becomes data, over what data says of the same keys. */
export function mergeStringData(draft: Secret): void {
  if (draft.stringData === undefined) return
  const data = { ...draft.data }
  for (const [key, value] of Object.entries(draft.stringData)) {
    setField(data, key, Buffer.from(value ?? '', 'utf8').toString('base64'))
  }
  draft.data = data
  delete draft.stringData
}

/** The text under a key; undefined without the key. */
export function decoded({ data = {} }: Secret, key: string): string | undefined {
  return Object.hasOwn(data, key) ? Buffer.from(data[key] ?? '', 'base64').toString('utf8') : undefined
}
