import { type SchemaSource, type Structure, structureOf } from '../structure.js'

/**
 * Fields of the Go types that are structs and no pointers, so that they are written out even of an empty object. What
 * an object of one kind begins with matters to ownership: whoever fills in `spec.strategy` of a new Deployment owns
 * what is in it, but not the struct, which was there before.
 */
const structs: Readonly<Record<string, string>> = {
  'apps.v1.DeploymentSpec': 'strategy template',
  'apps.v1.ReplicaSetSpec': 'template',
  'apps.v1.DaemonSetSpec': 'template updateStrategy',
  'apps.v1.StatefulSetSpec': 'template updateStrategy',
  'autoscaling.v1.HorizontalPodAutoscalerSpec': 'scaleTargetRef',
  'autoscaling.v2.HorizontalPodAutoscalerSpec': 'scaleTargetRef',
  'batch.v1.CronJobSpec': 'jobTemplate',
  'batch.v1.JobSpec': 'template',
  'core.v1.Event': 'involvedObject source',
  'core.v1.NodeDaemonEndpoints': 'kubeletEndpoint',
  'core.v1.NodeStatus': 'daemonEndpoints nodeInfo',
  'core.v1.PersistentVolumeClaimSpec': 'resources',
  'core.v1.PodTemplate': 'template',
  'core.v1.ServiceStatus': 'loadBalancer',
  'events.v1.Event': 'deprecatedSource regarding',
  'networking.v1.IngressStatus': 'loadBalancer',
  'networking.v1.NetworkPolicySpec': 'podSelector',
  'rbac.v1.ClusterRoleBinding': 'roleRef',
  'rbac.v1.RoleBinding': 'roleRef',
  'apiextensions.v1.CustomResourceDefinitionSpec': 'names',
  'apiextensions.v1.CustomResourceDefinitionStatus': 'acceptedNames',
  'meta.v1.ObjectMeta': '',
}

/** These are structs in every definition. */
const always = ['metadata', 'spec', 'status']

/** An object of a definition before anybody has written to it, as Go's encoder shows it. */
export function emptyObject(source: SchemaSource | undefined, definition: string | undefined): object {
  const structure = source && definition !== undefined ? structureOf(source, definition) : undefined
  if (source === undefined || structure === undefined) return { metadata: {} }
  return zero(source, structure)
}

function zero(source: SchemaSource, structure: Structure): object {
  const { definition, fields, zeros } = structure
  const inline = Object.hasOwn(structs, definition) ? structs[definition]!.split(' ') : []
  const result: Record<string, unknown> = Object.fromEntries(zeros)
  for (const [name, { type, written }] of fields) {
    if (type.startsWith('@') && (always.includes(name) || inline.includes(name))) {
      const under = structureOf(source, type.slice(1))
      result[name] = under === undefined ? {} : zero(source, under)
    } else if (written && result[name] === undefined) result[name] = null
  }
  return result
}
