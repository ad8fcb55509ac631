/**
 * The Kubernetes types that the code touches, taken from the published OpenAPI models and narrowed to what the API
 * server guarantees of a stored object: metadata, spec and status are always there.
 */
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet'
import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease'
import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule'
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role'
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding'
import type { ISubject } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Subject'
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IEndpoints } from 'kubernetes-models/v1/Endpoints'
import type { IEvent } from 'kubernetes-models/v1/Event'
import type { INamespace } from 'kubernetes-models/v1/Namespace'
import type { INode } from 'kubernetes-models/v1/Node'
import type { IPod } from 'kubernetes-models/v1/Pod'
import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController'
import type { ISecret } from 'kubernetes-models/v1/Secret'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import type { KubeObject, ObjectMeta } from './object.js'

type Stored<T> = T extends { spec?: infer S; status?: infer U }
  ? Omit<T, 'metadata' | 'spec' | 'status'> & { metadata: ObjectMeta; spec: NonNullable<S>; status: NonNullable<U> }
  : Omit<T, 'metadata'> & { metadata: ObjectMeta }

/** With fields that are always there, though the OpenAPI calls them optional. */
type Having<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> }

export type Pod = Stored<IPod> & KubeObject
export type PodSpec = Pod['spec']
export type PodStatus = Pod['status']
export type Container = PodSpec['containers'][number]
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number]
export type PodCondition = NonNullable<PodStatus['conditions']>[number]
export type Node = Stored<INode> & KubeObject
export type Taint = NonNullable<Node['spec']['taints']>[number]
export type Toleration = NonNullable<PodSpec['tolerations']>[number]
export type Namespace = Stored<INamespace> & KubeObject
export type ReplicationController = Stored<IReplicationController> & KubeObject
export type ReplicaSet = Stored<IReplicaSet> & KubeObject
export type Deployment = Stored<IDeployment> & KubeObject
export type PodTemplate = Deployment['spec']['template']
export type Service = Stored<IService> & KubeObject
export type ServicePort = NonNullable<Service['spec']['ports']>[number]
export type Endpoints = Stored<IEndpoints> & KubeObject
export type EndpointSlice = Having<Stored<IEndpointSlice>, 'endpoints'> & KubeObject
export type ConfigMap = Stored<IConfigMap> & KubeObject
export type Secret = Stored<ISecret> & KubeObject
export type ServiceAccount = Stored<IServiceAccount> & KubeObject
export type Event = Stored<IEvent> & KubeObject
export type Lease = Omit<ILease, 'metadata'> & { metadata: ObjectMeta; spec: NonNullable<ILease['spec']> } & KubeObject
/** What a role allows. */
export type PolicyRule = IPolicyRule
export type Role = Stored<IRole> & KubeObject
export type ClusterRole = Stored<IClusterRole> & KubeObject
type RoleRef = Having<IRoleBinding['roleRef'], 'apiGroup'>
export type RoleBinding = Stored<IRoleBinding> & { roleRef: RoleRef } & KubeObject
export type ClusterRoleBinding = Stored<IClusterRoleBinding> & { roleRef: RoleRef } & KubeObject
/** Whom a binding gives its role. */
export type Subject = ISubject
type BudgetStatus = NonNullable<IPodDisruptionBudget['status']>
export type PodDisruptionBudget = Stored<IPodDisruptionBudget> & {
  status: Having<BudgetStatus, 'currentHealthy' | 'desiredHealthy' | 'disruptionsAllowed' | 'expectedPods'>
} & KubeObject
export type PriorityClass = Stored<IPriorityClass> & KubeObject
