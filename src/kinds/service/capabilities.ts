import { UsageError } from '../../api/errors.js'
import type { Capabilities } from '../../api/kind.js'
import { formatSelector, selectorFromSet } from '../../model/selectors.js'
import type { Service } from '../../model/types.js'

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
}
