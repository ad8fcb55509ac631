import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, required, tooLong } from '../../../api/contract/field-errors.js'
import { jsonProblem } from '../../../model/json/json-syntax.js'
import { isConfigMapKey } from '../../../model/objects/names.js'
import type { Secret } from '../../../model/objects/types.js'
import { deepEqual } from '../../../model/values/json-values.js'
import { base64Length, mostBytes } from '../../bytes.js'
import { decoded } from './data.js'

/** `ValidateSecret` and `ValidateSecretUpdate`. */
export function validate(secret: Secret, previous?: Secret): FieldError[] {
  return [
    ...(previous === undefined ? [] : updateErrors(secret, previous)),
    ...keyErrors(secret),
    ...typeErrors(secret),
  ]
}

const immutable = 'field is immutable when `immutable` is set'

function updateErrors(secret: Secret, previous: Secret): FieldError[] {
  const errors: FieldError[] = []
  if (secret.type !== previous.type) errors.push(invalidValue('type', secret.type ?? '', 'field is immutable'))
  if (previous.immutable !== true) return errors
  if (secret.immutable !== true) errors.push(forbiddenField('immutable', immutable))
  if (!deepEqual(secret.data ?? {}, previous.data ?? {})) errors.push(forbiddenField('data', immutable))
  return errors
}

function keyErrors({ data = {} }: Secret): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const [key, value] of Object.entries(data)) {
    for (const detail of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, detail))
    size += base64Length(value)
  }
  if (size > mostBytes) errors.push(tooLong('data', mostBytes))
  return errors
}

/** What a type asks of its secret. */
const rules: Readonly<Record<string, (secret: Secret) => FieldError[]>> = {
  'kubernetes.io/service-account-token': ({ metadata }) => {
    const annotation = 'kubernetes.io/service-account.name'
    return metadata.annotations?.[annotation] ? [] : [required(`metadata.annotations[${annotation}]`)]
  },
  'kubernetes.io/dockercfg': (secret) => jsonErrors(secret, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (secret) => jsonErrors(secret, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': ({ data = {} }) =>
    Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
      ? []
      : [required('data[username]'), required('data[password]')],
  'kubernetes.io/ssh-auth': ({ data = {} }) => (data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')]),
  'kubernetes.io/tls': ({ data = {} }) =>
    ['tls.crt', 'tls.key'].filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`)),
}

function typeErrors(secret: Secret): FieldError[] {
  const type = secret.type ?? ''
  return Object.hasOwn(rules, type) ? (rules[type]?.(secret) ?? []) : []
}

function jsonErrors(secret: Secret, key: string): FieldError[] {
  const text = decoded(secret, key)
  if (text === undefined) return [required(`data[${key}]`)]
  const problem = jsonObjectProblem(text)
  return problem === undefined ? [] : [invalidValue(`data[${key}]`, '<secret contents redacted>', problem)]
}

/** Why a text is no JSON object, in Go's words. */
function jsonObjectProblem(text: string): string | undefined {
  const problem = jsonProblem(text)
  if (problem !== undefined) return problem
  const value: unknown = JSON.parse(text)
  const found = Array.isArray(value) ? 'array' : value === null ? 'object' : typeof value
  if (found === 'object') return undefined
  const name = found === 'boolean' ? 'bool' : found
  return `json: cannot unmarshal ${name} into Go value of type map[string]interface {}`
}
