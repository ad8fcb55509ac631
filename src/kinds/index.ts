/**
 * Everything known about every kind, one folder a kind: names, scope, defaults, validation, columns, describe, and what
 * commands may do with it. Nothing outside this folder branches on a kind. A kind looks at the cluster through the
 * Reader or Client it is given; it never writes, and it knows no command, printer or control loop.
 */
import type { Kind } from '../api/contract/kind.js'
import { binding } from './binding/index.js'
import { clusterRole } from './clusterrole/index.js'
import { clusterRoleBinding } from './clusterrolebinding/index.js'
import { componentStatus } from './componentstatus/index.js'
import { configMap } from './configmap/index.js'
import { customResourceDefinition } from './customresourcedefinition/index.js'
import { deployment } from './deployment/index.js'
import { endpoints } from './endpoints/index.js'
import { endpointSlice } from './endpointslice/index.js'
import { event } from './event/index.js'
import { lease } from './lease/index.js'
import { localSubjectAccessReview } from './localsubjectaccessreview/index.js'
import { machine } from './machine/index.js'
import { namespace } from './namespace/index.js'
import { node } from './node/index.js'
import { pod } from './pod/index.js'
import { podDisruptionBudget } from './poddisruptionbudget/index.js'
import { proxy } from './proxy/index.js'
import { replicaSet } from './replicaset/index.js'
import { replicationController } from './replicationcontroller/index.js'
import { role } from './role/index.js'
import { roleBinding } from './rolebinding/index.js'
import { sandbox } from './sandbox/index.js'
import { secret } from './secret/index.js'
import { selfSubjectAccessReview } from './selfsubjectaccessreview/index.js'
import { selfSubjectReview } from './selfsubjectreview/index.js'
import { selfSubjectRulesReview } from './selfsubjectrulesreview/index.js'
import { service } from './service/index.js'
import { serviceAccount } from './serviceaccount/index.js'
import { subjectAccessReview } from './subjectaccessreview/index.js'
import { tokenReview } from './tokenreview/index.js'

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
