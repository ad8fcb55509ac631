import { nothing, selectorFromSet } from '../model/selectors.js'
import type { ReplicationController } from '../model/types.js'
import { replicasController } from './replicas.js'

export const replicationController = replicasController<ReplicationController>({
  name: 'replicationcontroller',
  apiVersion: 'v1',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  component: 'replication-controller',
  selector: ({ spec }) => (Object.keys(spec.selector ?? {}).length === 0 ? nothing : selectorFromSet(spec.selector)),
})
