import { formatJson } from '../model/json/json.js'

/** An object for people, with its final newline. */
export function printJson(value: unknown, keepOrder = false): string {
  return `${formatJson(value, { indent: '    ', keepOrder })}\n`
}
