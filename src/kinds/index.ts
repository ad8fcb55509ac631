/**
 * Everything known about every kind, one folder a kind below its group, in parts that are loaded apart:
 *
 * - `facts.ts`: names, scope, definition, versions, selectable fields, and where the rest is: what every `get` needs;
 * - `columns.ts`, `describe.ts`, `capabilities.ts`: its table, its description, what commands may do with it, each loaded
 *   when somebody asks;
 * - `strategy.ts`: defaults, preparation, validation, warnings, deletion: what a write needs;
 * - `subresources.ts`: a map of handlers, which discovery, OpenAPI, routes and clients read.
 *
 * A new kind is a folder with the facts and a strategy at least, a line below and one in `writing.ts`; the contract suite
 * (`test/contracts`) then tries it on its own example. Its control loop is a file or folder of `controllers/`, with a line
 * there. Nothing outside this folder branches on a kind. A kind looks at the cluster through the Reader or Client it is
 * given; it never writes, and it knows no command, printer or control loop.
 */
import type { Kind } from '../api/contract/kind.js'
import { createRegistry, type Registry } from '../api/registry/resources.js'
import { customResourceDefinition } from './apiextensions/customresourcedefinition/facts.js'
import { deployment } from './apps/deployment/facts.js'
import { replicaSet } from './apps/replicaset/facts.js'
import { selfSubjectReview } from './authentication/selfsubjectreview/facts.js'
import { tokenReview } from './authentication/tokenreview/facts.js'
import { localSubjectAccessReview } from './authorization/localsubjectaccessreview/facts.js'
import { selfSubjectAccessReview } from './authorization/selfsubjectaccessreview/facts.js'
import { selfSubjectRulesReview } from './authorization/selfsubjectrulesreview/facts.js'
import { subjectAccessReview } from './authorization/subjectaccessreview/facts.js'
import { lease } from './coordination/lease/facts.js'
import { binding } from './core/binding/facts.js'
import { componentStatus } from './core/componentstatus/facts.js'
import { configMap } from './core/configmap/facts.js'
import { endpoints } from './core/endpoints/facts.js'
import { event } from './core/event/facts.js'
import { namespace } from './core/namespace/facts.js'
import { node } from './core/node/facts.js'
import { pod } from './core/pod/facts.js'
import { replicationController } from './core/replicationcontroller/facts.js'
import { secret } from './core/secret/facts.js'
import { service } from './core/service/facts.js'
import { serviceAccount } from './core/serviceaccount/facts.js'
import { endpointSlice } from './discovery/endpointslice/facts.js'
import { machine } from './kubesim/machine/facts.js'
import { proxy } from './kubesim/proxy/facts.js'
import { sandbox } from './kubesim/sandbox/facts.js'
import { podDisruptionBudget } from './policy/poddisruptionbudget/facts.js'
import { clusterRole } from './rbac/clusterrole/facts.js'
import { clusterRoleBinding } from './rbac/clusterrolebinding/facts.js'
import { role } from './rbac/role/facts.js'
import { roleBinding } from './rbac/rolebinding/facts.js'
import { priorityClass } from './scheduling/priorityclass/facts.js'

export { type Descriptions, loadDescriptions, loadSchemas } from './schemas.js'

export const kinds = [
  customResourceDefinition,
  deployment,
  replicaSet,
  selfSubjectReview,
  tokenReview,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectRulesReview,
  subjectAccessReview,
  lease,
  binding,
  componentStatus,
  configMap,
  endpoints,
  event,
  namespace,
  node,
  pod,
  replicationController,
  secret,
  service,
  serviceAccount,
  endpointSlice,
  machine,
  priorityClass,
  proxy,
  sandbox,
  podDisruptionBudget,
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
] as readonly Kind[]

let registry: Registry | undefined

/** The built-in kinds in every version that any release serves. */
export function builtIn(): Registry {
  registry ??= createRegistry(kinds)
  return registry
}
