import { Cluster } from '../../src/index.js'

/**
 * The cluster with which every way through a scenario begins: at the same instant on a virtual clock, so that names,
 * addresses, uids and revisions are the same too, today and another day.
 */
export const newCluster = () => Cluster.open({ create: { clock: 'virtual', seed: 'differential' }, strict: true })
