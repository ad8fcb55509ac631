import { createHash } from 'node:crypto'
import { formatJson } from '../../model/json/json.js'

/** kubectl's `hash.ConfigMapHash` and `SecretHash`: SHA-256 of the canonical data, ten characters spelled without bad words. */
export async function nameHash(content: object): Promise<string> {
  const hex = createHash('sha256').update(formatJson(content)).digest('hex').slice(0, 10)
  const spelled: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }
  return [...hex].map((digit) => spelled[digit] ?? digit).join('')
}
