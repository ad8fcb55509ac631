/**
 * Everything known about every kind, one folder a kind: names, scope, defaults, validation, columns, describe, and what
 * commands may do with it. Nothing outside this folder branches on a kind. A kind looks at the cluster through the
 * Reader or Client it is given; it never writes, and it knows no command, printer or control loop.
 */
import type { Kind } from '../api/contract/kind.js'
import { customResourceDefinition } from './apiextensions/customresourcedefinition/index.js'
import { deployment } from './apps/deployment/index.js'
import { replicaSet } from './apps/replicaset/index.js'
import { selfSubjectReview } from './authentication/selfsubjectreview/index.js'
import { tokenReview } from './authentication/tokenreview/index.js'
import { localSubjectAccessReview } from './authorization/localsubjectaccessreview/index.js'
import { selfSubjectAccessReview } from './authorization/selfsubjectaccessreview/index.js'
import { selfSubjectRulesReview } from './authorization/selfsubjectrulesreview/index.js'
import { subjectAccessReview } from './authorization/subjectaccessreview/index.js'
import { lease } from './coordination/lease/index.js'
import { binding } from './core/binding/index.js'
import { componentStatus } from './core/componentstatus/index.js'
import { configMap } from './core/configmap/index.js'
import { endpoints } from './core/endpoints/index.js'
import { event } from './core/event/index.js'
import { namespace } from './core/namespace/index.js'
import { node } from './core/node/index.js'
import { pod } from './core/pod/index.js'
import { replicationController } from './core/replicationcontroller/index.js'
import { secret } from './core/secret/index.js'
import { service } from './core/service/index.js'
import { serviceAccount } from './core/serviceaccount/index.js'
import { endpointSlice } from './discovery/endpointslice/index.js'
import { machine } from './kubesim/machine/index.js'
import { proxy } from './kubesim/proxy/index.js'
import { sandbox } from './kubesim/sandbox/index.js'
import { podDisruptionBudget } from './policy/poddisruptionbudget/index.js'
import { clusterRole } from './rbac/clusterrole/index.js'
import { clusterRoleBinding } from './rbac/clusterrolebinding/index.js'
import { role } from './rbac/role/index.js'
import { roleBinding } from './rbac/rolebinding/index.js'

export { type Descriptions, loadDescriptions, loadSchemas } from './schemas.js'

export const kinds = [
  binding,
  clusterRole,
  clusterRoleBinding,
  componentStatus,
  configMap,
  customResourceDefinition,
  deployment,
  endpoints,
  endpointSlice,
  event,
  lease,
  machine,
  namespace,
  node,
  pod,
  podDisruptionBudget,
  proxy,
  replicaSet,
  replicationController,
  role,
  roleBinding,
  sandbox,
  secret,
  service,
  serviceAccount,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectReview,
  selfSubjectRulesReview,
  subjectAccessReview,
  tokenReview,
] as readonly Kind[]
