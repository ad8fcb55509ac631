import type { KubeObject } from '../../model/objects/object.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest } from '../contract/status-errors.js'
import type { SchemaSource } from '../schema/contract.js'
import { DecodingError, decode } from '../schema/decoder.js'
import { type Structure, structureOf } from '../schema/structure.js'
import type { SubresourceType } from './core.js'
import { type DecodingOptions, reportStrict, strictError, strictErrors } from './decoding.js'
import { foreignType } from './object-type.js'
import type { Registry } from './resources.js'

/** Structures of what requests carry beside the objects that are kept: options, and what subresources take. */
export const requestTypes: SchemaSource = {
  definitions: {
    'meta.v1.DeleteOptions':
      'apiVersion:s kind:s gracePeriodSeconds?:l preconditions:@meta.v1.Preconditions orphanDependents?:b ' +
      'propagationPolicy?:s dryRun:[s ignoreStoreReadErrorWithClusterBreakingPotential?:b',
    'meta.v1.Preconditions': 'uid?:s resourceVersion?:s',
    'meta.v1.ObjectMeta':
      'name:s generateName:s namespace:s selfLink:s uid:s resourceVersion:s generation:l creationTimestamp:t ' +
      'deletionTimestamp:t deletionGracePeriodSeconds?:l labels:{s annotations:{s ownerReferences:[o finalizers:[s ' +
      'managedFields:[o',
    'core.v1.Binding': 'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta target:@core.v1.ObjectReference',
    'core.v1.ObjectReference': 'apiVersion:s kind:s name:s namespace:s uid:s resourceVersion:s fieldPath:s',
    'policy.v1.Eviction': 'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta deleteOptions:@meta.v1.DeleteOptions',
    'autoscaling.v1.Scale':
      'apiVersion:s kind:s metadata:@meta.v1.ObjectMeta spec:@autoscaling.v1.ScaleSpec status:@autoscaling.v1.ScaleStatus',
    'autoscaling.v1.ScaleSpec': 'replicas:i',
    'autoscaling.v1.ScaleStatus': 'replicas:i selector:s',
  },
}

/** `core`, `policy`: a group as Go's packages are called. */
const packageOf = ({ group }: SubresourceType): string => (group === '' ? 'core' : group.split('.')[0]!)

/** The structure of what a subresource takes. */
export function requestStructure(type: SubresourceType): Structure {
  const definition = `${packageOf(type)}.${type.version}.${type.kind}`
  const structure = structureOf(requestTypes, definition)
  if (structure === undefined) throw new Error(`no structure for requests of ${definition}`)
  return structure
}

/** What an object of this type that is something else cannot become, in apimachinery's words. */
export const foreignRequest = (type: SubresourceType, said: Pick<KubeObject, 'apiVersion' | 'kind'>, known: Registry) =>
  foreignType(said.apiVersion, said.kind, `${packageOf(type)}.${type.kind}`, known)

/** A decoded request of that type; refused as objects are that cannot be decoded. */
export function decodeRequest(
  core: { readonly registry: Registry },
  type: SubresourceType,
  object: KubeObject,
  options: DecodingOptions,
): KubeObject {
  const structure = requestStructure(type)
  const own = apiVersionOf(type)
  const said = { apiVersion: object.apiVersion || own, kind: object.kind || type.kind }
  const version = said.apiVersion.slice(said.apiVersion.indexOf('/') + 1)
  const refused = (why: string) =>
    badRequest(`${said.kind} in version "${version}" cannot be handled as a ${type.kind}: ${why}`)
  if (said.kind !== type.kind || ![own, ...(type.older ?? [])].includes(said.apiVersion)) {
    throw refused(foreignRequest(type, said, core.registry))
  }
  try {
    const { value, unknownFields } = decode(requestTypes, structure, object)
    reportStrict(strictErrors(unknownFields, options), options, (list) => refused(strictError(list)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}
