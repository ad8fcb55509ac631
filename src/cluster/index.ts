/**
 * A cluster put together: the store, the api before it, the control loops behind it, the clock that drives them, and the
 * file that holds it between commands. It decides when things run and when they are saved; what they do is decided below
 * (kinds, api, controllers, runtime, network), and what users type above.
 */
export {
  Cluster,
  type NewClusterOptions,
  NoClusterError,
  type OpenOptions,
} from './cluster.js'
export type { Machines } from './machines.js'
