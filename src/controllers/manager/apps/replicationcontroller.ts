import type { ReplicationController } from '../../../model/objects/types.js'
import { nothing, selectorFromSet } from '../../../model/selectors/label-selectors.js'
import { replicasController } from './replicas.js'

export const replicationController = replicasController<ReplicationController>({
  name: 'replicationcontroller',
  apiVersion: 'v1',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  component: 'replication-controller',
  selector: ({ spec }) => (Object.keys(spec.selector ?? {}).length === 0 ? nothing : selectorFromSet(spec.selector)),
})
