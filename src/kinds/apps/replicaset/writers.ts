import type { OwnedFields, Writers } from '../../../api/contract/writers.js'
import type { KubeObject } from '../../../model/objects/object.js'

const all: OwnedFields = {}

/** A set that was scaled before it had no pods has had some. */
export const replicaSetWriters = ({ status }: KubeObject): Writers =>
  status?.replicas === 0 && status.observedGeneration > 1 ? { emptied: { 'f:status': { 'f:replicas': all } } } : {}
