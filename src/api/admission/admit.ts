import type { KubeObject } from '../../model/objects/object.js'
import type { AdmissionPlugin, AdmittedRequest, PluginAdmission } from '../contract/admission.js'
import type { Core, RequestOptions } from '../registry/core.js'
import { admissionOf } from '../registry/objects.js'
import type { ServedResource } from '../registry/resources.js'
import { builtInPlugins } from './index.js'

/** The admission of one request: its two turns, between which the kind validates the object. */
export interface RequestAdmission {
  /** Whether there is anybody to ask. */
  readonly asks: boolean
  mutate(draft: KubeObject): void
  validate(object: KubeObject): void
}

type Asked = Pick<AdmittedRequest, 'operation' | 'namespace' | 'name'> & {
  readonly subresource?: string | undefined
  /** The object as it is stored. */
  readonly old?: KubeObject
}

/** Asks nobody: of the simulator's own records, and of what follows from a request that has been admitted. */
const unasked: RequestAdmission = { asks: false, mutate: () => {}, validate: () => {} }

export function admissionFor(
  core: Core,
  { kind, info }: ServedResource,
  { operation, subresource = '', namespace, name, old }: Asked,
  options: RequestOptions,
): RequestAdmission {
  if (kind.served === false || options.admitted === true) return unasked
  const { user } = options
  const request = { operation, resource: info, subresource, namespace, name, ...(user === undefined ? {} : { user }) }
  const asked = pluginsOf(core).filter((plugin) => plugin.handles(request))
  if (asked.length === 0) return unasked
  const admission: PluginAdmission = { ...admissionOf(core, options), request, ...(old === undefined ? {} : { old }) }
  return {
    asks: true,
    mutate: (draft) => {
      for (const plugin of asked) plugin.mutate?.(draft, admission)
    },
    validate: (object) => {
      for (const plugin of asked) plugin.validate?.(object, admission)
    },
  }
}

/** Those of every API server, and behind them what this cluster has beside. */
const pluginsOf = ({ plugins = [] }: Core): readonly AdmissionPlugin[] =>
  plugins.length === 0 ? builtInPlugins : [...builtInPlugins, ...plugins]
