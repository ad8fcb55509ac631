/**
 * The cluster's network: which address belongs to whom, what a name resolves to, where a connection ends. It knows
 * services, endpoints, pods and nodes, and asks `Applications` (implemented by runtime/) what a program answers. It must
 * not know images or programs, and it must not wait: a question gets its answer at one instant.
 */
export type * from './contract.js'
export { createNetwork } from './network.js'
export { hostAddress } from './places.js'
export { candidates, type ResolverSettings, resolverSettings } from './resolver.js'
export { clusterDomain } from './zone.js'
