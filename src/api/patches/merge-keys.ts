/**
 * Which lists a strategic merge patch merges and by what key (`patchStrategy` and `patchMergeKey` of the Go types;
 * `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key` in the OpenAPI): `field:key` merges a list of
 * objects by that key, `field` alone a list of scalars; `+retainKeys` and `=replace` as they say. All else is replaced.
 */
const table: Readonly<Record<string, string>> = {
  'meta.v1.ObjectMeta': 'finalizers ownerReferences:uid',
  'admissionregistration.v1.MutatingWebhook': 'matchConditions:name',
  'admissionregistration.v1.MutatingWebhookConfiguration': 'webhooks:name',
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': 'matchConditions:name variables:name',
  'admissionregistration.v1.ValidatingWebhook': 'matchConditions:name',
  'admissionregistration.v1.ValidatingWebhookConfiguration': 'webhooks:name',
  'apps.v1.DaemonSetStatus': 'conditions:type',
  'apps.v1.DeploymentSpec': 'strategy+retainKeys',
  'apps.v1.DeploymentStatus': 'conditions:type',
  'apps.v1.ReplicaSetStatus': 'conditions:type',
  'apps.v1.StatefulSetStatus': 'conditions:type',
  'autoscaling.v2.HorizontalPodAutoscalerStatus': 'conditions:type',
  'batch.v1.JobStatus': 'conditions:type',
  'core.v1.ComponentStatus': 'conditions:type',
  'core.v1.Container': 'env:name ports:containerPort volumeDevices:devicePath volumeMounts:mountPath',
  'core.v1.ContainerStatus': 'allocatedResourcesStatus:name volumeMounts:mountPath',
  'core.v1.EphemeralContainer': 'env:name ports:containerPort volumeDevices:devicePath volumeMounts:mountPath',
  'core.v1.NamespaceStatus': 'conditions:type',
  'core.v1.NodeSpec': 'podCIDRs',
  'core.v1.NodeStatus': 'addresses:type conditions:type',
  'core.v1.PersistentVolumeClaimStatus': 'conditions:type',
  'core.v1.PodSpec':
    'containers:name ephemeralContainers:name hostAliases:ip imagePullSecrets:name initContainers:name ' +
    'resourceClaims:name+retainKeys schedulingGates:name topologySpreadConstraints:topologyKey volumes:name+retainKeys',
  'core.v1.PodStatus': 'conditions:type hostIPs:ip podIPs:ip resourceClaimStatuses:name+retainKeys',
  'core.v1.ReplicationControllerStatus': 'conditions:type',
  'core.v1.ServiceAccount': 'secrets:name',
  'core.v1.ServiceSpec': 'ports:port',
  'core.v1.ServiceStatus': 'conditions:type',
  'flowcontrol.v1.FlowSchemaStatus': 'conditions:type',
  'flowcontrol.v1.PriorityLevelConfigurationStatus': 'conditions:type',
  'networking.v1.ServiceCIDRStatus': 'conditions:type',
  'policy.v1.PodDisruptionBudgetSpec': 'selector=replace',
  'policy.v1.PodDisruptionBudgetStatus': 'conditions:type',
  'storage.v1.CSINodeSpec': 'drivers:name',
  'apiregistration.v1.APIServiceStatus': 'conditions:type',
}

export interface FieldStrategy {
  /** Lists: merge element by element. Objects merge unless they are to be replaced. */
  readonly merge: boolean
  readonly replace: boolean
  readonly retainKeys: boolean
  /** The field that tells elements apart; undefined for scalars. */
  readonly mergeKey?: string
}

const ordinary: FieldStrategy = { merge: false, replace: false, retainKeys: false }

/** How a patch treats a field of a definition (`io.k8s.api.core.v1.PodSpec`). */
export function strategyOf(definition: string, field: string): FieldStrategy {
  const name = definition.split('.').slice(-3).join('.')
  const entry = Object.hasOwn(table, name) ? table[name] : undefined
  const own = entry?.split(' ').find((text) => text.split(/[:+=]/, 1)[0] === field)
  if (own === undefined) return ordinary
  const mergeKey = /:(\w+)/.exec(own)?.[1]
  const retainKeys = own.endsWith('+retainKeys')
  const replace = own.endsWith('=replace')
  const merge = mergeKey !== undefined || !(retainKeys || replace)
  return { merge, replace, retainKeys, ...(mergeKey === undefined ? {} : { mergeKey }) }
}

/** Every entry of the table, for whoever wants to compare it with another source. */
export function* mergeKeyEntries(): Iterable<{ definition: string; field: string; strategy: FieldStrategy }> {
  for (const [definition, fields] of Object.entries(table)) {
    for (const text of fields.split(' ')) {
      const field = text.split(/[:+=]/, 1)[0] ?? ''
      yield { definition, field, strategy: strategyOf(definition, field) }
    }
  }
}
