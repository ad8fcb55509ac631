import { goQuote } from '../../model/go/quote.js'
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '../../model/objects/names.js'
import type { KubeObject, ObjectMeta } from '../../model/objects/object.js'
import { append } from '../../model/values/append.js'
import { deepEqual } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import type { FieldError } from '../contract/errors.js'
import { forbiddenField, invalidValue, required, tooLong } from '../contract/field-errors.js'
import { GoStruct } from '../contract/go-values.js'
import type { Kind } from '../contract/kind.js'
import type { Strategy } from '../contract/strategy.js'

/** What a kind says of the metadata of its objects. */
export interface MetadataRules {
  readonly kind: Pick<Kind, 'scope'>
  readonly strategy: Pick<Strategy, 'nameRule' | 'openFinalizers'>
}

const annotationBytes = 256 * 1024

/** `ValidateObjectMeta` of apimachinery's `pkg/api/validation/objectmeta.go`. */
export function validateMetadata(rules: MetadataRules, object: KubeObject, path = 'metadata'): FieldError[] {
  const metadata = object.metadata
  const errors: FieldError[] = []
  const rule = rules.strategy.nameRule ?? isDNS1123Subdomain
  if (metadata.generateName !== undefined && metadata.generateName !== '') {
    const wrong = rule(maskTrailingDash(metadata.generateName))
    for (const detail of wrong) errors.push(invalidValue(`${path}.generateName`, metadata.generateName, detail))
  }
  if (!metadata.name) errors.push(required(`${path}.name`, 'name or generateName is required'))
  else for (const detail of rule(metadata.name)) errors.push(invalidValue(`${path}.name`, metadata.name, detail))
  append(errors, namespaceErrors(rules, metadata, path))
  const { generation = 0 } = metadata
  if (generation < 0) {
    errors.push(invalidValue(`${path}.generation`, generation, 'must be greater than or equal to 0'))
  }
  append(errors, openFieldErrors(metadata, path))
  validateFinalizers(rules, metadata.finalizers ?? [], `${path}.finalizers`, errors)
  return errors
}

/** `ValidateObjectMetaUpdate`. */
export function validateMetadataUpdate(rules: MetadataRules, metadata: ObjectMeta, previous: ObjectMeta): FieldError[] {
  if (metadata === previous) return []
  const errors: FieldError[] = []
  if (previous.deletionTimestamp !== undefined) {
    const old = new Set(previous.finalizers)
    const added = [...new Set(metadata.finalizers)].filter((finalizer) => !old.has(finalizer)).sort(compareKeys)
    const detail = 'no new finalizers can be added if the object is being deleted, found new finalizers'
    if (added.length > 0)
      errors.push(forbiddenField('metadata.finalizers', `${detail} []string{${added.map(goQuote).join(', ')}}`))
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    const unchanged = (metadata[field] ?? '') === (previous[field] ?? '')
    if (!unchanged) errors.push(invalidValue(`metadata.${field}`, metadata[field] ?? '', 'field is immutable'))
  }
  append(errors, openFieldErrors(metadata, 'metadata', previous))
  if (!deepEqual(metadata.finalizers, previous.finalizers)) {
    validateFinalizers(rules, metadata.finalizers ?? [], 'metadata.finalizers', errors)
  }
  return errors
}

/** Labels, annotations and owners: what may change after creation. What has not changed is not checked again. */
function openFieldErrors(metadata: ObjectMeta, path: string, previous?: ObjectMeta): FieldError[] {
  const { labels, annotations, ownerReferences } = metadata
  return [
    ...(labels && !deepEqual(labels, previous?.labels) ? validateLabels(labels, `${path}.labels`) : []),
    ...(annotations && !deepEqual(annotations, previous?.annotations)
      ? validateAnnotations(annotations, `${path}.annotations`)
      : []),
    ...(ownerReferences && !deepEqual(ownerReferences, previous?.ownerReferences)
      ? validateOwners(ownerReferences, `${path}.ownerReferences`)
      : []),
  ]
}

function namespaceErrors(rules: MetadataRules, { namespace = '' }: ObjectMeta, path: string): FieldError[] {
  const field = `${path}.namespace`
  if (rules.kind.scope === 'Cluster') return namespace === '' ? [] : [forbiddenField(field, 'not allowed on this type')]
  if (namespace === '') return [required(field)]
  return isDNS1123Label(namespace).map((detail) => invalidValue(field, namespace, detail))
}

export function validateLabels(labels: Readonly<Record<string, string>>, path: string): FieldError[] {
  const errors: FieldError[] = []
  for (const key of Object.keys(labels)) {
    const value = labels[key] ?? ''
    append(
      errors,
      isQualifiedName(key).map((detail) => invalidValue(path, key, detail)),
    )
    append(
      errors,
      isValidLabelValue(value).map((detail) => invalidValue(path, value, detail)),
    )
  }
  return errors
}

/** Keys as labels have them, but in any case; 256 KiB altogether. */
export function validateAnnotations(annotations: Readonly<Record<string, string>>, path: string): FieldError[] {
  const errors: FieldError[] = []
  let length = 0
  for (const key of Object.keys(annotations)) {
    length += key.length + (annotations[key] ?? '').length
    for (const detail of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(path, key, detail))
  }
  // Bytes are at most three for each UTF-16 unit: only sizes near the limit are counted exactly.
  if (length * 3 > annotationBytes && bytes(annotations) > annotationBytes) errors.push(tooLong(path, annotationBytes))
  return errors
}

function bytes(annotations: Readonly<Record<string, string>>): number {
  const encoder = new TextEncoder()
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + encoder.encode(key + value).length, 0)
}

type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number]

function validateOwners(owners: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = []
  let controller: string | undefined
  let others = 0
  for (const owner of owners) {
    append(errors, ownerErrors(owner, path))
    if (owner.controller !== true) continue
    const name = `${owner.kind}/${owner.name}`
    if (controller === undefined) controller = name
    else if (others++ * owners.length < mostOwnersTold)
      errors.push(invalidValue(path, owners.map(goOwner), twoControllers(controller, name)))
  }
  return errors
}

/** Of two controllers all owners are told, so that thousands would make gigabytes: these are enough. */
const mostOwnersTold = 10_000

const twoControllers = (first: string, second: string) =>
  `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`

/** `validateOwnerReference`, which tells no index: of an apiVersion that is none the version is empty. */
function ownerErrors(owner: OwnerReference, path: string): FieldError[] {
  const { apiVersion = '' } = owner
  const empty = 'must not be empty'
  const errors: FieldError[] = []
  if (!/^([^/]*\/)?[^/]+$/.test(apiVersion)) {
    errors.push(invalidValue(`${path}.apiVersion`, apiVersion, 'version must not be empty'))
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if (!owner[field]) errors.push(invalidValue(`${path}.${field}`, owner[field] ?? '', empty))
  }
  if (apiVersion === 'v1' && owner.kind === 'Event') {
    errors.push(invalidValue(path, goOwner(owner), '/v1, Kind=Event is disallowed from being an owner'))
  }
  return errors
}

function goOwner({ apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion }: OwnerReference) {
  return new GoStruct({
    apiVersion,
    kind,
    name,
    uid,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  })
}

function validateFinalizers(
  rules: MetadataRules,
  finalizers: readonly string[],
  path: string,
  errors: FieldError[],
): void {
  for (const finalizer of finalizers) {
    for (const detail of isQualifiedName(finalizer)) errors.push(invalidValue(path, finalizer, detail))
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set'
    errors.push(invalidValue(path, finalizers, detail))
  }
  if (rules.strategy.openFinalizers !== true) append(errors, unknownFinalizers(finalizers, path))
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

/** `validateKubeFinalizerName` of `pkg/apis/core/validation`: without a domain only Kubernetes' own. */
function unknownFinalizers(finalizers: readonly string[], path: string): FieldError[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified'
  return finalizers.flatMap((finalizer, index) => {
    const known = finalizer.includes('/') || standardFinalizers.includes(finalizer)
    return known ? [] : [invalidValue(`${path}[${index}]`, finalizer, detail)]
  })
}

/** The last dash of a generateName stands for what will follow it (`maskTrailingDash`, its cut of two included). */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name
}
