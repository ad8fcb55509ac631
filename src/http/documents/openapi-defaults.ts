import type { Structure } from '../../api/schema/structure.js'

const named = { name: '' }

/** Defaults that the Go types declare of themselves (`+default=`), by definition. */
const declared: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'core.v1.AzureDiskVolumeSource': { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
  'core.v1.ConfigMapEnvSource': named,
  'core.v1.ConfigMapKeySelector': named,
  'core.v1.ConfigMapProjection': named,
  'core.v1.ConfigMapVolumeSource': named,
  'core.v1.ContainerPort': { protocol: 'TCP' },
  'core.v1.FileKeySelector': { optional: false },
  'core.v1.GRPCAction': { service: '' },
  'core.v1.ISCSIVolumeSource': { iscsiInterface: 'default' },
  'core.v1.LocalObjectReference': named,
  'core.v1.RBDVolumeSource': { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
  'core.v1.ReplicationControllerSpec': { minReadySeconds: 0, replicas: 1 },
  'core.v1.ScaleIOVolumeSource': { fsType: 'xfs', storageMode: 'ThinProvisioned' },
  'core.v1.SecretEnvSource': named,
  'core.v1.SecretKeySelector': named,
  'core.v1.SecretProjection': named,
  'core.v1.ServicePort': { protocol: 'TCP' },
  'meta.v1.FieldSelectorRequirement': { key: '', operator: '' },
}

const zeros: Readonly<Record<string, unknown>> = { s: '', b: false, i: 0, l: 0, d: 0 }

/**
 * What the documents give as a field's default: what its type declares, or Go's zero value of a field that is always
 * written (kube-openapi's `pkg/generators/openapi.go`). Times, quantities, lists and maps have none.
 */
export function documentedDefault({ definition, written }: Structure, name: string): { default?: unknown } {
  const own = Object.hasOwn(declared, definition) ? declared[definition]! : {}
  if (Object.hasOwn(own, name)) return { default: own[name] }
  const type = written.find(([field]) => field === name)?.[1] ?? ''
  if (type.startsWith('@')) return { default: {} }
  return Object.hasOwn(zeros, type) ? { default: zeros[type] } : {}
}
