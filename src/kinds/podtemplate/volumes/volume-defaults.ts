import type { PodSpec } from '../../../model/objects/types.js'
import { defaultPullPolicy } from '../containers/container-defaults.js'
import { canonicalText } from '../containers/resource-lists.js'

export type Volume = NonNullable<PodSpec['volumes']>[number]
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

/** 0644, as JSON has it. */
const fileMode = 420

/** `SetDefaults_Volume` and the defaults of each source; a volume without a source is an emptyDir. */
export function setVolumeDefaults(volume: Volume): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume.emptyDir = {}
  if (volume.emptyDir?.sizeLimit != null) volume.emptyDir.sizeLimit = canonicalText(volume.emptyDir.sizeLimit)
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference ?? '')
  if (volume.hostPath) volume.hostPath.type ??= ''
  for (const source of [volume.secret, volume.configMap, volume.downwardAPI, volume.projected]) {
    if (source) source.defaultMode ??= fileMode
  }
  for (const item of volume.downwardAPI?.items ?? []) setFieldVersion(item)
  for (const source of volume.projected?.sources ?? []) setProjectionDefaults(source)
  const claim = volume.ephemeral?.volumeClaimTemplate
  if (claim) claim.spec = { volumeMode: 'Filesystem', ...claim.spec }
  setNetworkDefaults(volume)
}

function setProjectionDefaults(source: Projection): void {
  for (const item of source.downwardAPI?.items ?? []) setFieldVersion(item)
  if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600
}

function setFieldVersion(item: { fieldRef?: { apiVersion?: string } }): void {
  if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1'
}

function setNetworkDefaults(volume: Volume): void {
  if (volume.iscsi) volume.iscsi.iscsiInterface ||= 'default'
  if (volume.rbd) {
    volume.rbd.pool ||= 'rbd'
    volume.rbd.user ||= 'admin'
    volume.rbd.keyring ||= '/etc/ceph/keyring'
  }
  if (volume.azureDisk) {
    volume.azureDisk.cachingMode ??= 'ReadWrite'
    volume.azureDisk.kind ??= 'Shared'
    volume.azureDisk.fsType ??= 'ext4'
    volume.azureDisk.readOnly ??= false
  }
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ||= 'ThinProvisioned'
    volume.scaleIO.fsType ||= 'xfs'
  }
}
