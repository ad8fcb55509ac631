import type { KubeObject } from '../../model/objects/object.js'
import { badRequest } from '../contract/status-errors.js'
import { DecodingError, decode } from '../schema/decoder.js'
import { type SchemaSource, structureOf } from '../schema/structure.js'
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

/** What a subresource takes, which is no resource of its own. */
export interface RequestType {
  /** Of `requestTypes`. */
  readonly definition: string
  /** The Go type of its internal version: `core.Binding` */
  readonly internal: string
  readonly apiVersions: readonly string[]
}

/** A decoded request of that type; refused as objects are that cannot be decoded. */
export function decodeRequest(
  core: { readonly registry: Registry },
  { definition, internal, apiVersions }: RequestType,
  object: KubeObject,
  options: DecodingOptions,
): KubeObject {
  const structure = structureOf(requestTypes, definition)!
  const said = { apiVersion: object.apiVersion || apiVersions[0]!, kind: object.kind || structure.goName }
  const version = said.apiVersion.slice(said.apiVersion.indexOf('/') + 1)
  const refused = (why: string) =>
    badRequest(`${said.kind} in version "${version}" cannot be handled as a ${structure.goName}: ${why}`)
  if (said.kind !== structure.goName || !apiVersions.includes(said.apiVersion)) {
    throw refused(foreignType(said.apiVersion, said.kind, internal, core.registry))
  }
  try {
    const { value, unknownFields } = decode(requestTypes, structure, object)
    reportStrict(strictErrors(unknownFields, options), options, (list) => refused(strictError(list)))
    return value as KubeObject
  } catch (error) {
    throw error instanceof DecodingError ? refused(error.message) : error
  }
}
