import { goQuote } from '../go/quote.js'
import { isQualifiedName, isValidLabelValue } from '../objects/names.js'
import { append } from '../values/append.js'

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'

/** One condition of a label selector. */
export interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** `labels.NewRequirement`: checks operator, key and values together. */
export function newRequirement(key: string, operator: Operator, values: readonly string[]): Requirement {
  const errors: string[] = []
  const keyErrors = isQualifiedName(key)
  if (keyErrors.length > 0) errors.push(`key: Invalid value: ${goQuote(key)}: ${keyErrors.join('; ')}`)
  append(errors, countErrors(operator, values))
  values.forEach((value, index) => {
    const wrong = isValidLabelValue(value)
    if (wrong.length > 0) errors.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`)
  })
  if (errors.length === 1) throw new Error(errors[0])
  if (errors.length > 1) throw new Error(`[${errors.join(', ')}]`)
  return { key, operator, values }
}

function countErrors(operator: Operator, values: readonly string[]): string[] {
  const wrong = (detail: string) => [`values: Invalid value: [${values.map(goQuote).join(',')}]: ${detail}`]
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length === 0 ? wrong("for 'in', 'notin' operators, values set can't be empty") : []
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist')
    case 'gt':
    case 'lt': {
      const errors = values.length === 1 ? [] : wrong("for 'Gt', 'Lt' operators, exactly one value is required")
      values.forEach((value, index) => {
        if (/^[+-]?\d+$/.test(value)) return
        const detail = "for 'Gt', 'Lt' operators, the value must be an integer"
        errors.push(`values[${index}]: Invalid value: ${goQuote(value)}: ${detail}`)
      })
      return errors
    }
    default:
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value')
  }
}
