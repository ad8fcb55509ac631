import { humanDuration } from '../../model/objects/duration.js'
import type { Instant, KubeObject, ObjectKey } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { ApiError } from '../contract/errors.js'
import { invalidValue } from '../contract/field-errors.js'
import { badRequest, conflict, invalid, notFound, unknownResource } from '../contract/status-errors.js'
import type { Table } from '../contract/table.js'
import { type Core, type RequestOptions, resourceOf } from '../registry/core.js'
import { decodeRequest, type RequestType } from '../registry/request-types.js'
import type { ServedResource } from '../registry/resources.js'
import { checkRevision } from './revisions.js'
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
  const sent: SentScale = decodeRequest(core, scaleType, scale, options)
  const { resourceVersion, uid, name: own, namespace } = sent.metadata ?? {}
  if (!own) throw unnamed(name)
  if (namespace && namespace !== keyParts(key).namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
  const object = core.store.get(key)
  if (object === undefined) throw notFound(of, name)
  if (uid && uid !== object.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`
    throw conflict({ ...of, resource: `${of.resource}/scale` }, name, why)
  }
  checkRevision(of, name, resourceVersion, object.metadata.resourceVersion)
  const wanted = sent.spec?.replicas ?? 0
  if (wanted < 0) {
    const error = invalidValue('spec.replicas', wanted, 'must be greater than or equal to 0')
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [error])
  }
  const { subresource: _, as: __, ...rest } = options
  const next = replicasOf(resource).withDesired(object, wanted)
  return scaleOf(resource, update(core, resource, next, { ...rest, typed: true, through: 'scale' }))
}

/** A Scale that does not say whose it is. */
export const unnamed = (name: string): ApiError =>
  badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)

interface SentScale {
  readonly metadata?: Partial<Record<'name' | 'namespace' | 'uid' | 'resourceVersion', string>>
  readonly spec?: { readonly replicas?: number }
}

export const scaleType: RequestType = {
  definition: 'autoscaling.v1.Scale',
  internal: 'autoscaling.Scale',
  apiVersions: ['autoscaling/v1'],
}

function replicasOf(resource: ServedResource) {
  const { replicas } = resource.kind.capabilities
  if (replicas === undefined) throw unknownResource()
  return replicas
}
