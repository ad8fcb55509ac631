/**
 * Admission: what the API server asks of requests that change something beside what their kinds do, one file a plugin. A
 * plugin looks at the request, the draft and the cluster; it stores nothing. What allocates (cluster IPs, node ports) or
 * guards its own kind (the escalation of roles) is the registry's and lies with the kind.
 */
import type { AdmissionPlugin } from '../contract/admission.js'
import { defaultTolerationSeconds } from './default-toleration-seconds.js'
import { namespaceLifecycle } from './namespace-lifecycle.js'
import { podTopologyLabels } from './pod-topology-labels.js'
import { priority } from './priority.js'
import { runtimeClass } from './runtime-class.js'
import { serviceAccount } from './service-account.js'
import { taintNodesByCondition } from './taint-nodes-by-condition.js'

/** In the order of kube-apiserver (`pkg/kubeapiserver/options/plugins.go`, `AllOrderedPlugins`). */
export const builtInPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  runtimeClass,
  podTopologyLabels,
]
