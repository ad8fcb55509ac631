import { compareKeys } from '../values/order.js'

export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Reads a field selector: `status.phase!=Running,metadata.name=web`. Throws with apimachinery's message. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  const terms = splitTerms(text).sort(compareKeys)
  return terms.filter((term) => term !== '').map((term) => parseTerm(term, text))
}

/** Splits at commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[\s\S]|[^,\\]|\\$)+/g) ?? []
}

function parseTerm(term: string, selector: string): FieldRequirement {
  const match = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(term)
  if (match === null) throw new Error(`invalid selector: '${selector}'; can't understand '${term}'`)
  const [, field = '', operator, value = ''] = match
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) }
}

function unescapeValue(text: string): string {
  let value = ''
  const characters = [...text]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === ',' || character === '=') {
      throw new Error(`invalid field selector: unescaped character in value: ${character.codePointAt(0)}`)
    }
    if (character !== '\\') {
      value += character
      continue
    }
    const next = characters[++i] ?? ''
    if (!['\\', ',', '='].includes(next)) {
      throw new Error(`invalid field selector: invalid escape sequence: \\${next}`)
    }
    value += next
  }
  return value
}
