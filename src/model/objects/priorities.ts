/** The classes that every cluster has, and their priorities (`pkg/apis/scheduling/types.go`). */
export const systemPriorities = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
} as const
