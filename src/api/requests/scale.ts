import { humanDuration } from '../../model/objects/duration.js'
import type { Instant, KubeObject } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import { admissionFor } from '../admission/admit.js'
import { invalidValue } from '../contract/field-errors.js'
import type { Columns } from '../contract/kind.js'
import { badRequest, conflict, invalid, notFound } from '../contract/status-errors.js'
import type { Core, Subresource, SubresourceCall, SubresourceType } from '../registry/core.js'
import { resourceOf } from '../registry/objects.js'
import { decodeRequest } from '../registry/request-types.js'
import { checkRevision } from './revisions.js'
import { unnamed } from './unnamed.js'
import { update } from './update.js'

/** `autoscaling/v1` Scale: how many replicas are wanted, whatever the kind. */
export interface Scale extends KubeObject {
  spec: { replicas?: number }
  status: { replicas: number; selector?: string }
}

/** How many there shall be, of a kind that keeps a number of something. */
export interface Replicas<T extends KubeObject = KubeObject> {
  desired(object: T): number
  current(object: T): number
  withDesired(object: T, replicas: number): T
  /** Label selector text of the scale's status. */
  selector(object: T): string
}

const scaleType: SubresourceType = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

/** The scale subresource of such a kind. */
export const scale = <T extends KubeObject>(replicas: Replicas<T>): Subresource<T> => ({
  type: scaleType,
  columns,
  get: (object) => scaleOf(replicas, object),
  update: (core, call) => updateScale(core, replicas as unknown as Replicas, call),
})

function scaleOf<T extends KubeObject>(replicas: Replicas<T>, object: T): Scale {
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
const columns: Columns = [
  { name: 'Name', format: 'name', value: ({ metadata }) => metadata.name },
  { name: 'Desired', type: 'integer', value: ({ spec }) => spec.replicas ?? 0 },
  { name: 'Available', type: 'integer', value: ({ status }) => status.replicas },
  { name: 'Age', value: ageOf },
]

function ageOf({ metadata: { creationTimestamp } }: KubeObject, { now }: { now: Instant }): string {
  return creationTimestamp === undefined ? '<unknown>' : humanDuration(now - instantOf(creationTimestamp))
}

/** Writes the wanted number through the kind; a resourceVersion in the Scale is a precondition. */
function updateScale(
  core: Core,
  replicas: Replicas,
  { resource, key, object: scale, options }: SubresourceCall,
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
  const asked = { operation: 'UPDATE', subresource: 'scale', ...keyParts(key), old: scaleOf(replicas, object) } as const
  const admission = admissionFor(core, resource, asked, options)
  admission.mutate(sent as KubeObject)
  admission.validate(sent as KubeObject)
  const { subresource: _, as: __, ...rest } = options
  const next = replicas.withDesired(object, sent.spec?.replicas ?? 0)
  return scaleOf(replicas, update(core, resource, next, { ...rest, typed: true, through: 'scale', admitted: true }))
}

interface SentScale {
  readonly metadata?: Partial<Record<'name' | 'namespace' | 'uid' | 'resourceVersion', string>>
  readonly spec?: { readonly replicas?: number }
}
