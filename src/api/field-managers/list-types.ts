import type { SchemaSource } from '../schema/contract.js'
import { structureOf, zeroOf } from '../schema/structure.js'

/**
 * What the OpenAPI says of ownership: `field:key,key` a list of objects told apart by these keys
 * (`x-kubernetes-list-type: map`), `field` alone a set, `field=atomic` and `field=granular` maps and objects as they say
 * (`x-kubernetes-map-type`). Lists that are not named are atomic, maps and objects granular.
 */
const table: Readonly<Record<string, string>> = {
  'meta.v1.ObjectMeta': 'finalizers ownerReferences:uid',
  'admissionregistration.v1.MutatingWebhook': 'matchConditions:name',
  'admissionregistration.v1.MutatingWebhookConfiguration': 'webhooks:name',
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': 'validationActions',
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': 'matchConditions:name variables:name',
  'admissionregistration.v1.ValidatingAdmissionPolicyStatus': 'conditions:type',
  'admissionregistration.v1.ValidatingWebhook': 'matchConditions:name',
  'admissionregistration.v1.ValidatingWebhookConfiguration': 'webhooks:name',
  'apps.v1.DaemonSetStatus': 'conditions:type',
  'apps.v1.DeploymentStatus': 'conditions:type',
  'apps.v1.ReplicaSetStatus': 'conditions:type',
  'apps.v1.StatefulSetStatus': 'conditions:type',
  'autoscaling.v2.HorizontalPodAutoscalerStatus': 'conditions:type',
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': 'values',
  'batch.v1.UncountedTerminatedPods': 'failed succeeded',
  'certificates.v1.CertificateSigningRequestStatus': 'conditions:type',
  'core.v1.ComponentStatus': 'conditions:type',
  'core.v1.Container': 'env:name ports:containerPort,protocol volumeDevices:devicePath volumeMounts:mountPath',
  'core.v1.ContainerRestartRuleOnExitCodes': 'values',
  'core.v1.ContainerStatus': 'allocatedResourcesStatus:name volumeMounts:mountPath',
  'core.v1.EphemeralContainer': 'env:name ports:containerPort,protocol volumeDevices:devicePath volumeMounts:mountPath',
  'core.v1.NamespaceStatus': 'conditions:type',
  'core.v1.NodeAllocatableResourceClaimStatus': 'containers',
  'core.v1.NodeSpec': 'podCIDRs',
  'core.v1.NodeStatus': 'addresses:type conditions:type',
  'core.v1.PersistentVolumeClaimStatus': 'allocatedResourceStatuses=granular conditions:type',
  'core.v1.PersistentVolumeSpec': 'claimRef=granular',
  'core.v1.PodSpec':
    'containers:name ephemeralContainers:name hostAliases:ip imagePullSecrets:name initContainers:name ' +
    'nodeSelector=atomic resourceClaims:name schedulingGates:name ' +
    'topologySpreadConstraints:topologyKey,whenUnsatisfiable volumes:name',
  'core.v1.PodStatus': 'conditions:type podIPs:ip resourceClaimStatuses:name',
  'core.v1.ReplicationControllerSpec': 'selector=atomic',
  'core.v1.ReplicationControllerStatus': 'conditions:type',
  'core.v1.ResourceRequirements': 'claims:name',
  'core.v1.ResourceStatus': 'resources:resourceID',
  'core.v1.ServiceAccount': 'secrets:name',
  'core.v1.ServiceSpec': 'ports:port,protocol selector=atomic',
  'core.v1.ServiceStatus': 'conditions:type',
  'discovery.v1.Endpoint': 'addresses',
  'flowcontrol.v1.FlowSchemaStatus': 'conditions:type',
  'flowcontrol.v1.NonResourcePolicyRule': 'nonResourceURLs verbs',
  'flowcontrol.v1.PriorityLevelConfigurationStatus': 'conditions:type',
  'flowcontrol.v1.ResourcePolicyRule': 'apiGroups namespaces resources verbs',
  'networking.v1.ServiceCIDRStatus': 'conditions:type',
  'node.v1.Scheduling': 'nodeSelector=atomic',
  'policy.v1.PodDisruptionBudgetStatus': 'conditions:type',
  'storage.v1.CSIDriverSpec': 'volumeLifecycleModes',
  'storage.v1.CSINodeSpec': 'drivers:name',
  'apiextensions.v1.CustomResourceDefinitionStatus': 'conditions:type',
  'apiextensions.v1.JSONSchemaProps': 'x-kubernetes-validations:rule',
  'apiregistration.v1.APIServiceStatus': 'conditions:type',
}

/** Objects that are owned as one, wherever they stand (`x-kubernetes-map-type: atomic` of a definition). */
const atomicDefinitions = new Set(
  (
    'admissionregistration.v1.MatchResources admissionregistration.v1.NamedRuleWithOperations ' +
    'admissionregistration.v1.ParamKind admissionregistration.v1.ParamRef admissionregistration.v1.Variable ' +
    'autoscaling.v1.CrossVersionObjectReference core.v1.ConfigMapKeySelector core.v1.EndpointAddress ' +
    'core.v1.EndpointPort core.v1.FileKeySelector core.v1.LocalObjectReference core.v1.NodeSelector core.v1.NodeSelectorTerm ' +
    'core.v1.ObjectFieldSelector core.v1.ObjectReference core.v1.ResourceFieldSelector core.v1.ScopeSelector ' +
    'core.v1.SecretKeySelector core.v1.SecretReference core.v1.TopologySelectorTerm ' +
    'core.v1.TypedLocalObjectReference discovery.v1.EndpointPort networking.v1.ServiceBackendPort rbac.v1.RoleRef ' +
    'rbac.v1.Subject meta.v1.LabelSelector meta.v1.OwnerReference'
  ).split(' '),
)

/** Keys of list elements that stand in for what is not said (`default` of the OpenAPI). */
const defaults: Readonly<Record<string, unknown>> = {
  'core.v1.ContainerPort.protocol': 'TCP',
  'core.v1.LocalObjectReference.name': '',
  'core.v1.ServicePort.protocol': 'TCP',
}

/** Rules of definitions that come with their schemas (custom resources), in the notation of the table. */
export interface OwnershipRules {
  readonly listTypes?: Readonly<Record<string, string>>
}

function rulesOf(source: SchemaSource & OwnershipRules, definition: string): string | undefined {
  const own = source.listTypes
  if (own !== undefined && Object.hasOwn(own, definition)) return own[definition]
  return Object.hasOwn(table, definition) ? table[definition] : undefined
}

/** Keys separated by commas, '' for a set, `=atomic`, `=granular`; undefined where nothing is said. */
export function listRule(source: SchemaSource, definition: string, field: string): string | undefined {
  const rules = rulesOf(source, definition)
  const rule = rules?.split(' ').find((text) => text.split(/[:=]/, 1)[0] === field)
  if (rule === undefined) return undefined
  const rest = rule.slice(field.length)
  return rest.startsWith(':') ? rest.slice(1) : rest
}

export function isAtomicDefinition(source: SchemaSource, definition: string): boolean {
  return atomicDefinitions.has(definition) || rulesOf(source, definition) === '=atomic'
}

/** What a key is that is not said: its default, or what Go writes of one that it always writes. */
export function keyDefault(source: SchemaSource, definition: string, key: string): unknown {
  const own = defaults[`${definition}.${key}`]
  if (own !== undefined) return own
  const written = structureOf(source, definition)?.written.find(([name]) => name === key)
  return written?.[1] === undefined ? undefined : zeroOf(source, written[1])
}

/** Every rule, for whoever wants to compare it with another source. */
export function* listRules(): Iterable<{ definition: string; field: string; rule: string }> {
  for (const [definition, rules] of Object.entries(table)) {
    for (const text of rules.split(' ')) {
      const field = text.split(/[:=]/, 1)[0] ?? ''
      yield { definition, field, rule: text.slice(field.length) }
    }
  }
}

export const atomicTypes = (): readonly string[] => [...atomicDefinitions]
