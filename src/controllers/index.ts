/**
 * The control loops: one file (or folder) a loop, listed here in the order in which a change wakes them. A loop is given
 * a key and the world at one instant; what it knows is in the store, what it wants next is its return value.
 *
 * Not here: whatever answers a user (api, commands), how objects look (kinds), and who runs the loops and when (cluster).
 */
import { kinds } from '../kinds/index.js'
import { clusterRoleAggregation } from './clusterrole-aggregation.js'
import type { Controller } from './controller.js'
import { customResourceDefinitionController } from './customresourcedefinition.js'
import { deploymentController } from './deployment/index.js'
import { disruptionController } from './disruption.js'
import { endpointsController } from './endpoints.js'
import { endpointSliceController } from './endpointslice.js'
import { endpointSliceMirroringController } from './endpointslice-mirroring.js'
import { eventExpiry } from './event-recorder-expiry.js'
import { garbageCollector } from './garbage-collector.js'
import { kubelet } from './kubelet/index.js'
import { namespaceController } from './namespace.js'
import { nodeLifecycle } from './node-lifecycle/index.js'
import { podGarbageCollector } from './pod-garbage-collector.js'
import { programs } from './programs.js'
import { replicaSetController } from './replicaset.js'
import { replicationController } from './replicationcontroller.js'
import { scheduler } from './scheduler/index.js'
import { serviceAccountTokens } from './service-account-tokens.js'
import { serviceLoadBalancer } from './service-loadbalancer.js'
import { rootCaPublisher, serviceAccountController } from './serviceaccount.js'

export const controllers: readonly Controller[] = [
  customResourceDefinitionController,
  namespaceController(kinds),
  serviceAccountController,
  serviceAccountTokens,
  rootCaPublisher,
  clusterRoleAggregation,
  garbageCollector(kinds),
  podGarbageCollector,
  deploymentController,
  replicaSetController,
  replicationController,
  scheduler,
  kubelet,
  programs,
  nodeLifecycle,
  disruptionController(kinds),
  serviceLoadBalancer,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroringController,
  eventExpiry,
]
