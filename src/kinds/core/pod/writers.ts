import type { OwnedFields, Writers } from '../../../api/contract/writers.js'
import type { Pod } from '../../../model/objects/types.js'

const mirrorAnnotation = 'kubernetes.io/config.mirror'
/** Where admission mounts the token of a service account. */
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const tokenVolume = 'kube-api-access-'
const addedTolerations = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])

const named = (name: string) => `k:${JSON.stringify({ name })}`
const all: OwnedFields = {}

/**
 * Pods that control loops make: what their template says is the loop's, what happens to them the kubelet's. What
 * admission adds, the binding to a node and the quality of service are nobody's.
 */
export function podWriters({ metadata, spec, status }: Pod): Writers {
  const mirror = metadata.annotations?.[mirrorAnnotation] !== undefined
  const scheduled = `k:${JSON.stringify({ type: 'PodScheduled' })}`
  const refused = status?.conditions?.some(({ type, status }) => type === 'PodScheduled' && status === 'False')
  const conditions = { '.': {}, [scheduled]: {} }
  return {
    ...(mirror ? { creator: 'kubelet' } : {}),
    status: 'kubelet',
    others:
      refused === true
        ? [{ manager: 'kube-scheduler', subresource: 'status', fields: { 'f:status': { 'f:conditions': conditions } } }]
        : [],
    nobody: {
      'f:spec': { 'f:preemptionPolicy': all, 'f:priority': all, ...(mirror ? {} : admitted(spec)) },
      'f:status': {
        'f:qosClass': all,
        ...(status?.phase === 'Pending' ? { 'f:phase': all } : {}),
        ...(refused === true ? {} : { 'f:conditions': conditions }),
      },
    },
  }
}

function admitted(spec: Pod['spec']): OwnedFields {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  const tolerations = spec.tolerations ?? []
  const volumes = spec.volumes ?? []
  const tokens = volumes.filter(({ name }) => name.startsWith(tokenVolume))
  const list = spec.initContainers === undefined ? {} : { 'f:initContainers': mounts(containers) }
  return {
    'f:nodeName': all,
    ...(spec.serviceAccountName === 'default' ? { 'f:serviceAccount': all, 'f:serviceAccountName': all } : {}),
    ...(tolerations.every(({ key }) => addedTolerations.has(key ?? '')) ? { 'f:tolerations': all } : {}),
    ...(tokens.length === volumes.length
      ? { 'f:volumes': all }
      : { 'f:volumes': Object.fromEntries(tokens.map(({ name }) => [named(name), all])) }),
    'f:containers': mounts(spec.containers),
    ...list,
  }
}

function mounts(containers: Pod['spec']['containers']): OwnedFields {
  const token = `k:${JSON.stringify({ mountPath: tokenPath })}`
  return Object.fromEntries(
    containers.map(({ name, volumeMounts = [] }) => {
      const added = volumeMounts.every(({ mountPath }) => mountPath === tokenPath)
      return [named(name), { 'f:volumeMounts': added ? all : { [token]: all } }]
    }),
  )
}
