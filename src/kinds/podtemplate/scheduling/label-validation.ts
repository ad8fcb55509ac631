import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, required } from '../../../api/contract/field-errors.js'
import { validateLabels } from '../../../api/requests/metadata.js'
import { isQualifiedName, isValidLabelValue } from '../../../model/objects/names.js'
import type { SelectorSpec } from '../../../model/selectors/label-selectors.js'

/** Everything that is wrong with a value, in the words of a check of `model/names`. */
export function wrongs(path: string, value: string, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalidValue(path, value, message))
}

export function validateLabelName(name: string, path: string): FieldError[] {
  return wrongs(path, name, isQualifiedName(name))
}

/** `ValidateLabelSelector` of apimachinery. */
export function validateLabelSelector(selector: SelectorSpec | undefined, path: string): FieldError[] {
  if (selector == null) return []
  return [
    ...validateLabels(selector.matchLabels ?? {}, `${path}.matchLabels`),
    ...(selector.matchExpressions ?? []).flatMap((expression, index) =>
      validateRequirement(expression, `${path}.matchExpressions[${index}]`),
    ),
  ]
}

type Requirement = NonNullable<SelectorSpec['matchExpressions']>[number]

function validateRequirement(
  { key = '', operator = '', values = [] }: Partial<Requirement>,
  path: string,
): FieldError[] {
  return [
    ...validateCount(operator, values, path),
    ...validateLabelName(key, `${path}.key`),
    ...values.flatMap((value, index) => wrongs(`${path}.values[${index}]`, value, isValidLabelValue(value))),
  ]
}

function validateCount(operator: string, values: readonly string[], path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return []
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return []
      return [forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}
