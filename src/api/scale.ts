import { humanDuration } from '../model/duration.js'
import type { Instant, KubeObject, ObjectKey } from '../model/object.js'
import { keyParts } from '../model/object.js'
import { instantOf } from '../model/time.js'
import { type Core, type RequestOptions, resourceOf } from './core.js'
import { DecodingError, decode } from './decoder.js'
import { invalidValue } from './field-errors.js'
import type { ServedResource } from './resources.js'
import { badRequest, conflict, invalid, notFound, unknownResource } from './status-errors.js'
import { type SchemaSource, structureOf } from './structure.js'
import type { Table } from './table.js'
import { update } from './update.js'

/** `autoscaling/v1` Scale: how many replicas are wanted, whatever the kind. */
export interface Scale extends KubeObject {
  spec: { replicas?: number }
  status: { replicas: number; selector?: string }
}

export function scaleOf(resource: ServedResource, object: KubeObject): Scale {
  const replicas = replicasOf(resource)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const desired = replicas.desired(object)
  const selector = replicas.selector(object)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as Scale['metadata'],
    spec: desired === 0 ? {} : { replicas: desired },
    status: { replicas: replicas.current(object), ...(selector === '' ? {} : { selector }) },
  }
}

/** `printScale` of `pkg/printers/internalversion`: no kind has these columns. */
export function scaleTable(scales: readonly Scale[], now: Instant): Table {
  const column = (name: string, type: 'string' | 'integer', format = '') => ({
    name,
    type,
    format,
    description: '',
    priority: 0,
  })
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: [
      column('Name', 'string', 'name'),
      column('Desired', 'integer'),
      column('Available', 'integer'),
      column('Age', 'string'),
    ],
    rows: scales.map((scale) => ({
      cells: [scale.metadata.name, scale.spec.replicas ?? 0, scale.status.replicas, ageOf(scale, now)],
      object: scale,
    })),
  }
}

function ageOf({ metadata: { creationTimestamp } }: KubeObject, now: Instant): string {
  return creationTimestamp === undefined ? '<unknown>' : humanDuration(now - instantOf(creationTimestamp))
}

/** Writes the wanted number through the kind; a resourceVersion in the Scale is a precondition. */
export function updateScale(
  core: Core,
  resource: ServedResource,
  key: ObjectKey,
  scale: KubeObject,
  options: RequestOptions,
): Scale {
  const of = resourceOf(resource)
  const { name } = keyParts(key)
  const sent = decodeScale(scale)
  if (sent.metadata?.name !== undefined && sent.metadata.name !== name) {
    throw badRequest(`the name of the object (${sent.metadata.name}) does not match the name on the URL (${name})`)
  }
  const object = core.store.get(key)
  if (object === undefined) throw notFound(of, name)
  const { resourceVersion } = sent.metadata ?? {}
  if (resourceVersion && resourceVersion !== object.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again'
    throw conflict({ group: 'autoscaling', resource: 'scales' }, name, why)
  }
  const wanted = sent.spec?.replicas ?? 0
  if (wanted < 0) {
    const error = invalidValue('spec.replicas', wanted, 'must be greater than or equal to 0')
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [error])
  }
  const { subresource: _, as: __, ...rest } = options
  const next = replicasOf(resource).withDesired(object, wanted)
  return scaleOf(resource, update(core, resource, next, { ...rest, typed: true }))
}

const schemas: SchemaSource = {
  definitions: {
    'autoscaling.v1.Scale':
      'apiVersion:s kind:s metadata:@autoscaling.v1.Metadata spec:@autoscaling.v1.ScaleSpec status:o',
    'autoscaling.v1.Metadata': 'name:s resourceVersion:s',
    'autoscaling.v1.ScaleSpec': 'replicas:i',
  },
}

interface SentScale {
  readonly metadata?: { readonly name?: string; readonly resourceVersion?: string }
  readonly spec?: { readonly replicas?: number }
}

function decodeScale(scale: unknown): SentScale {
  try {
    return decode(schemas, structureOf(schemas, 'autoscaling.v1.Scale')!, scale).value
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error
    throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${error.message}`)
  }
}

function replicasOf(resource: ServedResource) {
  const { replicas } = resource.kind.capabilities
  if (replicas === undefined) throw unknownResource()
  return replicas
}
