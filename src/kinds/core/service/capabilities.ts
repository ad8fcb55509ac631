import type { Capabilities } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import { declaredPort } from '../../../model/objects/pods.js'
import type { Service } from '../../../model/objects/types.js'
import { formatSelector, selectorFromSet } from '../../../model/selectors/label-selectors.js'

/** What commands may do with a service (kubectl's `polymorphichelpers`). */
export const capabilities: Capabilities<Service> = {
  expose: {
    selector(service) {
      const selector = service.spec.selector ?? {}
      if (Object.keys(selector).length > 0) return selector
      throw new UsageError('the service has no pod selector set')
    },
    ports: ({ spec }) =>
      (spec.ports ?? []).map(({ port, protocol = 'TCP', name }) => ({ port, protocol, ...(name ? { name } : {}) })),
  },
  podSelector({ metadata, spec }) {
    if (Object.keys(spec.selector ?? {}).length > 0) return formatSelector(selectorFromSet(spec.selector))
    throw new UsageError(`invalid service '${metadata.name}': Service is defined without a selector`)
  },
  forward: {
    ports: ({ spec }) => spec.ports ?? [],
    named({ metadata, spec }, name) {
      const found = spec.ports?.find((port) => port.name === name)
      if (found !== undefined) return found.port
      throw new UsageError(`Service '${metadata.name}' does not have a named port '${name}'`)
    },
    target({ metadata, spec }, port, pod) {
      const found = spec.ports?.find((each) => each.port === port)
      if (found === undefined) throw new UsageError(`Service ${metadata.name} does not have a service port ${port}`)
      if (spec.clusterIP === 'None') return port
      const { targetPort = port } = found
      if (typeof targetPort === 'number') return targetPort || port
      const declared = declaredPort(pod, targetPort)
      if (declared !== undefined) return declared
      throw new UsageError(`Pod '${pod.metadata.name}' does not have a named port '${targetPort}'`)
    },
  },
}
