import type { FieldError } from '../../api/errors.js'
import { invalidValue } from '../../api/field-errors.js'
import { isDNS1123Subdomain } from '../../model/names.js'
import type { Event } from '../../model/types.js'

/** `legacyValidateEvent` of `pkg/apis/core/validation/events.go`: an event lies in the namespace of what it is about. */
export function validate({ metadata, involvedObject }: Event): FieldError[] {
  const namespace = metadata.namespace ?? ''
  const about = involvedObject?.namespace ?? ''
  const mismatch = invalidValue('involvedObject.namespace', about, 'does not match event.namespace')
  if (about === '') return namespace === '' || namespace === 'default' ? [] : [mismatch]
  const errors = namespace === about ? [] : [mismatch]
  return [...errors, ...isDNS1123Subdomain(namespace).map((detail) => invalidValue('namespace', namespace, detail))]
}
