import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { isDNS1035Label } from '../../../model/objects/names.js'
import type { DefinitionNames } from './types.js'

/** `ValidateCustomResourceDefinitionNames` */
export function namesErrors(names: Partial<DefinitionNames>, path: string): FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names
  const mixedCase = 'may have mixed case, but should otherwise match: '
  return [
    ...labelErrors(plural, `${path}.plural`),
    ...labelErrors(singular, `${path}.singular`),
    ...labelErrors(kind, `${path}.kind`, mixedCase),
    ...labelErrors(listKind, `${path}.listKind`, mixedCase),
    ...shortNames.flatMap((name, index) => labelErrors(name, `${path}.shortNames[${index}]`, '', true)),
    ...(kind !== '' && kind === listKind
      ? [invalidValue(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => labelErrors(name, `${path}.categories[${index}]`, '', true)),
  ]
}

function labelErrors(value: string, path: string, introduction = '', evenEmpty = false): FieldError[] {
  if (value === '' && !evenEmpty) return []
  const wrong = isDNS1035Label(introduction === '' ? value : value.toLowerCase())
  return wrong.length === 0 ? [] : [invalidValue(path, value, introduction + wrong.join(','))]
}
