import type { ReplicaSet } from '../../../model/objects/types.js'
import { selectorOf } from '../../../model/selectors/label-selectors.js'
import { replicasController } from './replicas.js'

export const replicaSetController = replicasController<ReplicaSet>({
  name: 'replicaset',
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  component: 'replicaset-controller',
  countsTerminating: true,
  selector: (owner) => selectorOf(owner.spec.selector),
})
