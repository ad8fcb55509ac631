import type { OpenOptions } from '../cluster/cluster.js'

/** The REST protocol for programs in the cluster, loaded when the first of them asks. */
export const answerInside: NonNullable<OpenOptions['api']> = async (...request) =>
  (await import('../http/server/inside.js')).answerInside(...request)
