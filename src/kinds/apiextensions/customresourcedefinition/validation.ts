/** `pkg/apis/apiextensions/validation/validation.go` of apiextensions-apiserver. */
import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isDNS1035Label, isDNS1123Subdomain } from '../../../model/objects/names.js'
import { approvalErrors } from './approval.js'
import { goVersions, type InternalSpec, internalSpec } from './internal.js'
import { namesErrors } from './names-validation.js'
import { schemaErrors } from './schema-validation.js'
import { type CustomResourceDefinition, type DefinitionVersion, isConditionTrue } from './types.js'
import { columnErrors, deprecationErrors, selectableFieldErrors, subresourceErrors } from './version-validation.js'

export function validateDefinition(
  object: CustomResourceDefinition,
  previous?: CustomResourceDefinition,
  subresource?: string,
): FieldError[] {
  const statusErrors = namesErrors(object.status.acceptedNames ?? {}, 'status.acceptedNames')
  if (subresource === 'status') return statusErrors
  return [
    ...(previous === undefined ? nameErrors(object) : []),
    ...specErrors(object, previous),
    ...(previous === undefined ? [] : changeErrors(object, previous)),
    ...statusErrors,
    ...storedVersionErrors(object),
    ...approvalErrors(object, previous),
    ...preservingErrors(object),
  ]
}

function nameErrors({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  // What has no name is told of that alone.
  if (!metadata.name || metadata.name === `${spec.names.plural ?? ''}.${spec.group ?? ''}`) return []
  return [invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]
}

function specErrors(object: CustomResourceDefinition, previous: CustomResourceDefinition | undefined): FieldError[] {
  const { spec } = object
  const internal = internalSpec(object)
  const before = previous && internalSpec(previous)
  return [
    ...groupErrors(spec.group ?? ''),
    ...scopeErrors(spec.scope ?? ''),
    ...missingSchemas(internal),
    ...internal.versions.flatMap((version, index) =>
      versionErrors(version, internal, `spec.versions[${index}]`, before),
    ),
    ...versionListErrors(internal),
    ...requiredNames(object),
    ...namesErrors(spec.names, 'spec.names'),
    ...sharedErrors(internal, before),
    ...conversionErrors(object),
  ]
}

function groupErrors(group: string): FieldError[] {
  if (group === '') return [required('spec.group')]
  const wrong = isDNS1123Subdomain(group)
  if (wrong.length > 0) return [invalidValue('spec.group', group, wrong.join(','))]
  return group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')]
}

function scopeErrors(scope: string): FieldError[] {
  if (scope === '') return [required('spec.scope')]
  const scopes = ['Cluster', 'Namespaced']
  return scopes.includes(scope) ? [] : [notSupported('spec.scope', scope, scopes)]
}

function missingSchemas({ schema, versions }: InternalSpec): FieldError[] {
  if (schema?.openAPIV3Schema !== undefined) return []
  return versions.flatMap((version, index) =>
    version.schema?.openAPIV3Schema === undefined ? [required(`spec.versions[${index}].schema.openAPIV3Schema`)] : [],
  )
}

function versionErrors(
  version: DefinitionVersion,
  internal: InternalSpec,
  path: string,
  before: InternalSpec | undefined,
): FieldError[] {
  const earlier = before?.versions.find(({ name }) => name === version.name)
  const hasStatus = (version.subresources ?? internal.subresources)?.status !== undefined
  const wrong = isDNS1035Label(version.name)
  return [
    ...(wrong.length === 0 ? [] : [invalidValue(`${path}.name`, version.name, wrong.join(','))]),
    ...deprecationErrors(version, path),
    ...schemaErrors(
      version.schema?.openAPIV3Schema,
      hasStatus,
      `${path}.schema.openAPIV3Schema`,
      (earlier?.schema ?? before?.schema)?.openAPIV3Schema,
    ),
    ...subresourceErrors(version.subresources, `${path}.subresources`),
    ...columnErrors(version.additionalPrinterColumns, `${path}.additionalPrinterColumns`),
    ...selectableFieldErrors(
      version.selectableFields,
      (version.schema ?? internal.schema)?.openAPIV3Schema,
      `${path}.selectableFields`,
    ),
  ]
}

function versionListErrors({ versions }: InternalSpec): FieldError[] {
  const names = versions.map(({ name }) => name)
  const about = (detail: string) => invalidValue('spec.versions', goVersions(versions), detail)
  return [
    ...(new Set(names).size === names.length ? [] : [about('must contain unique version names')]),
    ...(versions.filter(({ storage }) => storage).length === 1
      ? []
      : [about('must have exactly one version marked as storage version')]),
  ]
}

function requiredNames({ spec }: CustomResourceDefinition): FieldError[] {
  const fields = ['plural', 'singular', 'kind', 'listKind'] as const
  return fields.flatMap((field) => (spec.names[field] ? [] : [required(`spec.names.${field}`)]))
}

/** What all versions have in common. */
function sharedErrors(internal: InternalSpec, before: InternalSpec | undefined): FieldError[] {
  const parts = [internal.subresources, ...internal.versions.map(({ subresources }) => subresources)]
  const hasStatus = parts.some((part) => part?.status !== undefined)
  return [
    ...schemaErrors(
      internal.schema?.openAPIV3Schema,
      hasStatus,
      'spec.validation.openAPIV3Schema',
      (before?.schema ?? before?.versions[0]?.schema)?.openAPIV3Schema,
    ),
    ...subresourceErrors(internal.subresources, 'spec.subresources'),
    ...columnErrors(internal.additionalPrinterColumns, 'spec.additionalPrinterColumns'),
    ...selectableFieldErrors(
      internal.selectableFields,
      internal.schema?.openAPIV3Schema ?? internal.versions[0]?.schema?.openAPIV3Schema,
      'spec.selectableFields',
    ),
  ]
}

function conversionErrors({ spec }: CustomResourceDefinition): FieldError[] {
  const { strategy = '', webhook } = spec.conversion ?? {}
  if (strategy === '') return [required('spec.conversion.strategy')]
  if (strategy === 'Webhook') {
    const detail = 'conversion by webhooks is left out of this simulated cluster, use None'
    return [forbiddenField('spec.conversion.strategy', detail)]
  }
  if (strategy !== 'None') return [notSupported('spec.conversion.strategy', strategy, ['None', 'Webhook'])]
  const misplaced = (field: string) =>
    forbiddenField(`spec.conversion.${field}`, 'should not be set when strategy is not set to Webhook')
  return [
    ...(webhook?.clientConfig === undefined ? [] : [misplaced('webhookClientConfig')]),
    ...((webhook?.conversionReviewVersions ?? []).length === 0 ? [] : [misplaced('conversionReviewVersions')]),
  ]
}

/** What may not change: the names of objects that are stored. */
function changeErrors(object: CustomResourceDefinition, previous: CustomResourceDefinition): FieldError[] {
  const errors: FieldError[] = []
  const fixed = (field: string, value: string, before: string) => {
    if (value !== before) errors.push(invalidValue(field, value, 'field is immutable'))
  }
  if (isConditionTrue(previous, 'Established')) {
    fixed('spec.scope', object.spec.scope, previous.spec.scope)
    fixed('spec.names.kind', object.spec.names.kind, previous.spec.names.kind)
  }
  fixed('spec.group', object.spec.group, previous.spec.group)
  fixed('spec.names.plural', object.spec.names.plural, previous.spec.names.plural)
  return errors
}

function storedVersionErrors({ spec, status }: CustomResourceDefinition): FieldError[] {
  const stored = status.storedVersions ?? []
  const path = 'status.storedVersions'
  if (stored.length === 0) return [invalidValue(path, null, 'must have at least one stored version')]
  const names = (spec.versions ?? []).map(({ name }) => name)
  return stored.flatMap((name, index) => {
    if (names.includes(name)) return []
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    return [invalidValue(`${path}[${index}]`, name, detail)]
  })
}

function preservingErrors({ spec }: CustomResourceDefinition): FieldError[] {
  if (spec.preserveUnknownFields !== true) return []
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
  return [invalidValue('spec.preserveUnknownFields', true, detail)]
}
