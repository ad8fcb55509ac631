/**
 * The control loops: one file (or folder) a loop, listed here in the order in which a change wakes them. A loop is given
 * a key and the world at one instant; what it knows is in the store, what it wants next is its return value. They lie with
 * the component that runs them: manager/<group>/ (kube-controller-manager), scheduler/, kubelet/ (of all nodes), cloud/
 * (the provider's), apiserver/; machinery/ is what all of them are made of.
 *
 * Not here: whatever answers a user (api, commands), how objects look (kinds), and who runs the loops and when (cluster).
 */
import { customResourceDefinitionController } from './apiserver/customresourcedefinition.js'
import { eventExpiry } from './apiserver/event-expiry.js'
import { serviceLoadBalancer } from './cloud/service-loadbalancer.js'
import { kubelet } from './kubelet/index.js'
import { programs } from './kubelet/program-questions.js'
import type { Controller } from './machinery/controller.js'
import { deploymentController } from './manager/apps/deployment/index.js'
import { replicaSetController } from './manager/apps/replicaset.js'
import { replicationController } from './manager/apps/replicationcontroller.js'
import { endpointsController } from './manager/core/endpoints.js'
import { garbageCollector } from './manager/core/garbage-collector.js'
import { namespaceController } from './manager/core/namespace.js'
import { nodeLifecycle } from './manager/core/node-lifecycle/index.js'
import { podGarbageCollector } from './manager/core/pod-garbage-collector.js'
import { serviceAccountTokens } from './manager/core/service-account-tokens.js'
import { rootCaPublisher, serviceAccountController } from './manager/core/serviceaccount.js'
import { endpointSliceController } from './manager/discovery/endpointslice.js'
import { endpointSliceMirroringController } from './manager/discovery/endpointslice-mirroring.js'
import { disruptionController } from './manager/policy/disruption.js'
import { clusterRoleAggregation } from './manager/rbac/clusterrole-aggregation.js'
import { scheduler } from './scheduler/index.js'

export const controllers: readonly Controller[] = [
  customResourceDefinitionController,
  namespaceController,
  serviceAccountController,
  serviceAccountTokens,
  rootCaPublisher,
  clusterRoleAggregation,
  garbageCollector,
  podGarbageCollector,
  deploymentController,
  replicaSetController,
  replicationController,
  scheduler,
  kubelet,
  programs,
  nodeLifecycle,
  disruptionController,
  serviceLoadBalancer,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroringController,
  eventExpiry,
]
