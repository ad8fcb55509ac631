/** What a write needs to know of the kinds beside their facts. Loaded with the first write. */
import type { Kind } from '../api/contract/kind.js'
import type { Strategy } from '../api/contract/strategy.js'
import type { Subresources, WritingParts } from '../api/registry/core.js'
import type { KubeObject } from '../model/objects/object.js'
import { customParts } from './apiextensions/customresource/strategy.js'
import { customResourceDefinition } from './apiextensions/customresourcedefinition/facts.js'
import { customResourceDefinitionStrategy } from './apiextensions/customresourcedefinition/strategy.js'
import { customResourceDefinitionSubresources } from './apiextensions/customresourcedefinition/subresources.js'
import { deployment } from './apps/deployment/facts.js'
import { deploymentStrategy } from './apps/deployment/strategy.js'
import { deploymentSubresources } from './apps/deployment/subresources.js'
import { replicaSet } from './apps/replicaset/facts.js'
import { replicaSetStrategy } from './apps/replicaset/strategy.js'
import { replicaSetSubresources } from './apps/replicaset/subresources.js'
import { selfSubjectReview } from './authentication/selfsubjectreview/facts.js'
import { selfSubjectReviewStrategy } from './authentication/selfsubjectreview/strategy.js'
import { tokenReview } from './authentication/tokenreview/facts.js'
import { tokenReviewStrategy } from './authentication/tokenreview/strategy.js'
import { localSubjectAccessReview } from './authorization/localsubjectaccessreview/facts.js'
import { localSubjectAccessReviewStrategy } from './authorization/localsubjectaccessreview/strategy.js'
import { selfSubjectAccessReview } from './authorization/selfsubjectaccessreview/facts.js'
import { selfSubjectAccessReviewStrategy } from './authorization/selfsubjectaccessreview/strategy.js'
import { selfSubjectRulesReview } from './authorization/selfsubjectrulesreview/facts.js'
import { selfSubjectRulesReviewStrategy } from './authorization/selfsubjectrulesreview/strategy.js'
import { subjectAccessReview } from './authorization/subjectaccessreview/facts.js'
import { subjectAccessReviewStrategy } from './authorization/subjectaccessreview/strategy.js'
import { lease } from './coordination/lease/facts.js'
import { leaseStrategy } from './coordination/lease/strategy.js'
import { bindPod } from './core/binding/creation.js'
import { binding } from './core/binding/facts.js'
import { bindingStrategy } from './core/binding/strategy.js'
import { componentStatus } from './core/componentstatus/facts.js'
import { componentStatusStrategy } from './core/componentstatus/strategy.js'
import { configMap } from './core/configmap/facts.js'
import { configMapStrategy } from './core/configmap/strategy.js'
import { endpoints } from './core/endpoints/facts.js'
import { endpointsStrategy } from './core/endpoints/strategy.js'
import { event } from './core/event/facts.js'
import { eventStrategy } from './core/event/strategy.js'
import { namespace } from './core/namespace/facts.js'
import { namespaceStrategy } from './core/namespace/strategy.js'
import { namespaceSubresources } from './core/namespace/subresources.js'
import { node } from './core/node/facts.js'
import { nodeStrategy } from './core/node/strategy.js'
import { nodeSubresources } from './core/node/subresources.js'
import { pod } from './core/pod/facts.js'
import { podStrategy } from './core/pod/strategy.js'
import { podSubresources } from './core/pod/subresources.js'
import { replicationController } from './core/replicationcontroller/facts.js'
import { replicationControllerStrategy } from './core/replicationcontroller/strategy.js'
import { replicationControllerSubresources } from './core/replicationcontroller/subresources.js'
import { secret } from './core/secret/facts.js'
import { secretStrategy } from './core/secret/strategy.js'
import { service } from './core/service/facts.js'
import { serviceStrategy } from './core/service/strategy.js'
import { serviceSubresources } from './core/service/subresources.js'
import { serviceAccount } from './core/serviceaccount/facts.js'
import { serviceAccountStrategy } from './core/serviceaccount/strategy.js'
import { serviceAccountSubresources } from './core/serviceaccount/subresources.js'
import { endpointSlice } from './discovery/endpointslice/facts.js'
import { endpointSliceStrategy } from './discovery/endpointslice/strategy.js'
import { machine } from './kubesim/machine/facts.js'
import { machineStrategy } from './kubesim/machine/strategy.js'
import { proxy } from './kubesim/proxy/facts.js'
import { proxyStrategy } from './kubesim/proxy/strategy.js'
import { sandbox } from './kubesim/sandbox/facts.js'
import { sandboxStrategy } from './kubesim/sandbox/strategy.js'
import { podDisruptionBudget } from './policy/poddisruptionbudget/facts.js'
import { podDisruptionBudgetStrategy } from './policy/poddisruptionbudget/strategy.js'
import { podDisruptionBudgetSubresources } from './policy/poddisruptionbudget/subresources.js'
import { clusterRole } from './rbac/clusterrole/facts.js'
import { clusterRoleStrategy } from './rbac/clusterrole/strategy.js'
import { clusterRoleBinding } from './rbac/clusterrolebinding/facts.js'
import { clusterRoleBindingStrategy } from './rbac/clusterrolebinding/strategy.js'
import { role } from './rbac/role/facts.js'
import { roleStrategy } from './rbac/role/strategy.js'
import { roleBinding } from './rbac/rolebinding/facts.js'
import { roleBindingStrategy } from './rbac/rolebinding/strategy.js'
import { priorityClass } from './scheduling/priorityclass/facts.js'
import { priorityClassStrategy } from './scheduling/priorityclass/strategy.js'

function parts<T extends KubeObject>(
  kind: Kind<T>,
  strategy: Strategy<T>,
  subresources: Subresources<T> = {},
  special: Pick<WritingParts, 'create' | 'defined'> = {},
): WritingParts {
  return { kind, strategy, subresources, ...special } as unknown as WritingParts
}

const all: readonly WritingParts[] = [
  parts(customResourceDefinition, customResourceDefinitionStrategy, customResourceDefinitionSubresources, {
    defined: customParts,
  }),
  parts(deployment, deploymentStrategy, deploymentSubresources),
  parts(replicaSet, replicaSetStrategy, replicaSetSubresources),
  parts(selfSubjectReview, selfSubjectReviewStrategy),
  parts(tokenReview, tokenReviewStrategy),
  parts(localSubjectAccessReview, localSubjectAccessReviewStrategy),
  parts(selfSubjectAccessReview, selfSubjectAccessReviewStrategy),
  parts(selfSubjectRulesReview, selfSubjectRulesReviewStrategy),
  parts(subjectAccessReview, subjectAccessReviewStrategy),
  parts(lease, leaseStrategy),
  parts(binding, bindingStrategy, {}, { create: bindPod }),
  parts(componentStatus, componentStatusStrategy),
  parts(configMap, configMapStrategy),
  parts(endpoints, endpointsStrategy),
  parts(event, eventStrategy),
  parts(namespace, namespaceStrategy, namespaceSubresources),
  parts(node, nodeStrategy, nodeSubresources),
  parts(pod, podStrategy, podSubresources),
  parts(replicationController, replicationControllerStrategy, replicationControllerSubresources),
  parts(secret, secretStrategy),
  parts(service, serviceStrategy, serviceSubresources),
  parts(serviceAccount, serviceAccountStrategy, serviceAccountSubresources),
  parts(endpointSlice, endpointSliceStrategy),
  parts(machine, machineStrategy),
  parts(priorityClass, priorityClassStrategy),
  parts(proxy, proxyStrategy),
  parts(sandbox, sandboxStrategy),
  parts(podDisruptionBudget, podDisruptionBudgetStrategy, podDisruptionBudgetSubresources),
  parts(clusterRole, clusterRoleStrategy),
  parts(clusterRoleBinding, clusterRoleBindingStrategy),
  parts(role, roleStrategy),
  parts(roleBinding, roleBindingStrategy),
]

const byKind = new Map(all.map((each) => [each.kind, each]))
const defining = all.flatMap(({ defined }) => (defined === undefined ? [] : [defined]))

/** The parts of a kind, which may be one that an object of the cluster has brought. */
export function partsOf(kind: Kind): WritingParts {
  const found = byKind.get(kind)
  if (found !== undefined) return found
  for (const defined of defining) {
    const parts = defined(kind)
    if (parts !== undefined) return parts
  }
  throw new Error(`nothing is known of how a ${kind.names.kind} is written: list it in kinds/writing.ts`)
}
