import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, tooLong } from '../../../api/contract/field-errors.js'
import { isConfigMapKey } from '../../../model/objects/names.js'
import type { ConfigMap } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { base64Length, mostBytes, utf8Length } from '../../bytes.js'

/** `ValidateConfigMap` and `ValidateConfigMapUpdate`. */
export function validate(configMap: ConfigMap, previous?: ConfigMap): FieldError[] {
  return [...(previous === undefined ? [] : immutableErrors(configMap, previous)), ...contentErrors(configMap)]
}

const immutable = 'field is immutable when `immutable` is set'

function immutableErrors(configMap: ConfigMap, previous: ConfigMap): FieldError[] {
  if (previous.immutable !== true) return []
  const errors = configMap.immutable === true ? [] : [forbiddenField('immutable', immutable)]
  for (const field of ['data', 'binaryData'] as const) {
    if (!deepEqual(configMap[field] ?? {}, previous[field] ?? {})) errors.push(forbiddenField(field, immutable))
  }
  return errors
}

function contentErrors({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const [key, value] of Object.entries(data)) {
    for (const detail of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, detail))
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
    size += utf8Length(value)
  }
  for (const [key, value] of Object.entries(binaryData)) {
    for (const detail of isConfigMapKey(key)) errors.push(invalidValue(`binaryData[${key}]`, key, detail))
    size += base64Length(value)
  }
  // The path of the whole object is spelt as Go spells an empty one.
  if (size > mostBytes) errors.push(tooLong('[]', mostBytes))
  return errors
}
