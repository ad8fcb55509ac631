import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isDNS1123Label, isDNS1123Subdomain } from '../../../model/objects/names.js'
import { append } from '../../../model/values/append.js'
import { wrongs } from '../scheduling/label-validation.js'
import type { Volume } from './volume-defaults.js'

/** The rules of volumes that lie on a network, as `validation.go` of Kubernetes' core group has them. */
export type VolumeCheck = (volume: Volume, path: string) => FieldError[]

/** Fields that must not be empty; an empty list is empty too. */
export const needs =
  (source: keyof Volume, ...fields: readonly string[]): VolumeCheck =>
  (volume, path) => {
    const value = volume[source] as unknown as Readonly<Record<string, unknown>>
    const isEmpty = (field: unknown) => !field || (Array.isArray(field) && field.length === 0)
    return fields.filter((field) => isEmpty(value[field])).map((field) => required(`${path}.${field}`))
  }

const between = (least: number, most: number) => `must be between ${least} and ${most}, inclusive`

/** Kubernetes tells of partitions from 1, and takes 0. */
const validatePartition = (partition = 0, path: string): FieldError[] =>
  partition >= 0 && partition <= 255 ? [] : [invalidValue(path, partition, between(1, 255))]

/** Kubernetes calls it `persistentDisk` in what it says. */
export function validatePersistentDisk(volume: Volume, path: string): FieldError[] {
  const at = path.replace(/gcePersistentDisk$/, 'persistentDisk')
  return [
    ...needs('gcePersistentDisk', 'pdName')(volume, at),
    ...validatePartition(volume.gcePersistentDisk?.partition, `${at}.partition`),
  ]
}

export function validateBlockStore(volume: Volume, path: string): FieldError[] {
  return [
    ...needs('awsElasticBlockStore', 'volumeID')(volume, path),
    ...validatePartition(volume.awsElasticBlockStore?.partition, `${path}.partition`),
  ]
}

export function validateNfs(volume: Volume, path: string): FieldError[] {
  const target = volume.nfs?.path ?? ''
  return [
    ...needs('nfs', 'server', 'path')(volume, path),
    ...(target.startsWith('/') ? [] : [invalidValue(`${path}.path`, target, 'must be an absolute path')]),
  ]
}

const iscsiNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
}

function validateIscsiName(name: string, path: string): FieldError[] {
  const form = iscsiNames[name.slice(0, 3)]
  if (form === undefined) return [invalidValue(path, name, 'must be valid format starting with iqn, eui, or naa')]
  return form.test(name) ? [] : [invalidValue(path, name, 'must be valid format')]
}

export function validateIscsi(volume: Volume, path: string): FieldError[] {
  const { iqn = '', lun = 0, initiatorName, secretRef, targetPortal = '' } = volume.iscsi!
  const authenticates = volume.iscsi!.chapAuthDiscovery || volume.iscsi!.chapAuthSession
  const tooLong =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
  return [
    ...needs('iscsi', 'targetPortal', 'iqn')(volume, path),
    ...(iqn === '' ? [] : validateIscsiName(iqn, `${path}.iqn`)),
    ...(lun >= 0 && lun <= 255 ? [] : [invalidValue(`${path}.lun`, lun, between(0, 255))]),
    ...(authenticates && secretRef == null ? [required(`${path}.secretRef`)] : []),
    ...(initiatorName == null ? [] : validateIscsiName(initiatorName, `${path}.initiatorname`)),
    ...(initiatorName != null && `${volume.name}:${targetPortal}`.length > 64
      ? [invalidValue(path.replace(/iscsi$/, 'name'), volume.name, tooLong)]
      : []),
  ]
}

export function validateFlocker({ flocker }: Volume, path: string): FieldError[] {
  const { datasetName = '', datasetUUID = '' } = flocker!
  const both = 'datasetName and datasetUUID can not be specified simultaneously'
  return [
    ...(datasetName === '' && datasetUUID === ''
      ? [required(path, 'one of datasetName and datasetUUID is required')]
      : []),
    ...(datasetName !== '' && datasetUUID !== '' ? [invalidValue(path, 'resource', both)] : []),
    ...(datasetName.includes('/') ? [invalidValue(`${path}.datasetName`, datasetName, "must not contain '/'")] : []),
  ]
}

export function validateCinder(volume: Volume, path: string): FieldError[] {
  const { secretRef } = volume.cinder!
  const nameless = secretRef != null && !secretRef.name
  return [...needs('cinder', 'volumeID')(volume, path), ...(nameless ? [required(`${path}.secretRef.name`)] : [])]
}

export function validateQuobyte(volume: Volume, path: string): FieldError[] {
  const { registry = '', tenant = '' } = volume.quobyte!
  const pairs = 'must be a host:port pair or multiple pairs separated by commas'
  const isPair = (text: string) => /^(?:\[[^\]]*\]|[^:[\]]*):[^:[\]]*$/.test(text)
  const errors: FieldError[] = []
  if (registry === '') errors.push(required(`${path}.registry`, pairs))
  else if (tenant.length >= 65) {
    errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'))
  } else {
    const wrong = registry.split(',').filter((pair) => !isPair(pair))
    append(
      errors,
      wrong.map(() => invalidValue(`${path}.registry`, registry, pairs)),
    )
  }
  return [...errors, ...needs('quobyte', 'volume')(volume, path)]
}

export function validateFibreChannel({ fc }: Volume, path: string): FieldError[] {
  const { targetWWNs = [], wwids = [], lun } = fc!
  const target = `${path}.targetWWNs`
  const errors: FieldError[] = []
  if (targetWWNs.length === 0 && wwids.length === 0) {
    errors.push(required(target, 'must specify either targetWWNs or wwids, but not both'))
  }
  if (targetWWNs.length === 0) return errors
  const both = 'targetWWNs and wwids can not be specified simultaneously'
  if (wwids.length > 0) errors.push(invalidValue(target, targetWWNs, both))
  if (lun == null) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'))
  else if (lun < 0 || lun > 255) errors.push(invalidValue(`${path}.lun`, lun, between(0, 255)))
  return errors
}

export function validateFlexVolume(volume: Volume, path: string): FieldError[] {
  const isReserved = (name: string) => /\.(?:kubernetes|k8s)\.io$/.test(`.${name.split('/')[0]!.toLowerCase()}`)
  const reserved = Object.keys(volume.flexVolume?.options ?? {}).filter(isReserved)
  const detail = 'kubernetes.io and k8s.io namespaces are reserved'
  return [
    ...needs('flexVolume', 'driver')(volume, path),
    ...reserved.map((name) => invalidValue(`${path}.options[${name}]`, name, detail)),
  ]
}

const cachingModes = ['None', 'ReadOnly', 'ReadWrite']
const diskKinds = ['Dedicated', 'Managed', 'Shared']
const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

export function validateAzureDisk(volume: Volume, path: string): FieldError[] {
  const { cachingMode, kind, diskURI = '' } = volume.azureDisk!
  const errors = needs('azureDisk', 'diskName', 'diskURI')(volume, path)
  if (cachingMode != null && !cachingModes.includes(cachingMode)) {
    errors.push(notSupported(`${path}.cachingMode`, cachingMode, cachingModes))
  }
  if (kind == null) return errors
  if (!diskKinds.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, diskKinds))
  const [start, form] = kind === 'Managed' ? ['/subscriptions/', managedDisk] : ['https://', blobDisk]
  if (!diskURI.startsWith(start)) errors.push(notSupported(`${path}.diskURI`, diskURI, [form]))
  return errors
}

export function validateStorageOs(volume: Volume, path: string): FieldError[] {
  const { volumeName = '', volumeNamespace = '', secretRef } = volume.storageos!
  return [
    ...(volumeName === ''
      ? [required(`${path}.volumeName`)]
      : wrongs(`${path}.volumeName`, volumeName, isDNS1123Label(volumeName))),
    ...(volumeNamespace === ''
      ? []
      : wrongs(`${path}.volumeNamespace`, volumeNamespace, isDNS1123Label(volumeNamespace))),
    ...(secretRef != null && !secretRef.name ? [required(`${path}.secretRef.name`)] : []),
  ]
}

/** What is wrong with a secret's name is told of `name` (`validateCSIVolumeSource`). */
export function validateCsi(volume: Volume, path: string): FieldError[] {
  const { driver = '', nodePublishSecretRef: secret } = volume.csi!
  const errors = needs('csi', 'driver')(volume, path)
  if (driver !== '') append(errors, wrongs(`${path}.driver`, driver, isDNS1123Subdomain(driver.toLowerCase())))
  if (secret == null) return errors
  if (!secret.name) return [...errors, required(`${path}.nodePublishSecretRef.name`)]
  return [...errors, ...wrongs(`${path}.name`, secret.name, isDNS1123Subdomain(secret.name))]
}
