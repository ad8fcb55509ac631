import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isDNS1123Label } from '../../../model/objects/names.js'
import { append } from '../../../model/values/append.js'
import { validateFieldRef, validateResourceRef, volumeFields } from '../containers/environment-validation.js'
import { quantityIn } from '../containers/resource-lists.js'
import { wrongs } from '../scheduling/label-validation.js'
import { validateClaimTemplate } from './claim-template-validation.js'
import {
  needs,
  type VolumeCheck,
  validateAzureDisk,
  validateBlockStore,
  validateCinder,
  validateCsi,
  validateFibreChannel,
  validateFlexVolume,
  validateFlocker,
  validateIscsi,
  validateNfs,
  validatePersistentDisk,
  validateQuobyte,
  validateStorageOs,
} from './network-volume-validation.js'
import { validateDescendingPath, validateNoBacksteps, validateNonReservedPath } from './path-validation.js'
import type { Volume } from './volume-defaults.js'

type Items = NonNullable<NonNullable<Volume['secret']>['items']>
type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number]
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

/** `ValidateVolumes`: the volumes that mounts may refer to, and what is wrong. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  path: string,
): { readonly valid: ReadonlyMap<string, Volume>; readonly errors: FieldError[] } {
  const valid = new Map<string, Volume>()
  const errors: FieldError[] = []
  for (const [index, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${index}]`
    const wrong = validateSource(volume, at)
    if (!volume.name) wrong.push(required(`${at}.name`))
    else append(wrong, wrongs(`${at}.name`, volume.name, isDNS1123Label(volume.name)))
    if (valid.has(volume.name)) wrong.push(duplicate(`${at}.name`, volume.name))
    if (wrong.length === 0) valid.set(volume.name, volume)
    append(errors, wrong)
  }
  return { valid, errors }
}

/** The sources of a volume in the order in which Kubernetes looks at them; only the first one is checked. */
const sources: readonly (readonly [keyof Volume, VolumeCheck])[] = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ['gitRepo', validateGitRepo],
  ['gcePersistentDisk', validatePersistentDisk],
  ['awsElasticBlockStore', validateBlockStore],
  ['secret', (volume, path) => validateFiles(volume.secret!, 'secretName', volume.secret?.secretName, path)],
  ['nfs', validateNfs],
  ['iscsi', validateIscsi],
  ['glusterfs', needs('glusterfs', 'endpoints', 'path')],
  ['flocker', validateFlocker],
  ['persistentVolumeClaim', needs('persistentVolumeClaim', 'claimName')],
  ['rbd', needs('rbd', 'monitors', 'image')],
  ['cinder', validateCinder],
  ['cephfs', needs('cephfs', 'monitors')],
  ['quobyte', validateQuobyte],
  ['downwardAPI', validateDownward],
  ['fc', validateFibreChannel],
  ['flexVolume', validateFlexVolume],
  ['configMap', (volume, path) => validateFiles(volume.configMap!, 'name', volume.configMap?.name, path)],
  ['azureFile', needs('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', needs('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', needs('photonPersistentDisk', 'pdID')],
  ['portworxVolume', needs('portworxVolume', 'volumeID')],
  ['azureDisk', validateAzureDisk],
  ['storageos', validateStorageOs],
  ['projected', validateProjected],
  ['scaleIO', needs('scaleIO', 'gateway', 'system', 'volumeName')],
  ['csi', validateCsi],
  ['ephemeral', validateEphemeral],
  ['image', validateImage],
]

function validateSource(volume: Volume, path: string): FieldError[] {
  const present = sources.filter(([source]) => volume[source] != null)
  if (present.length === 0) return [required(path, 'must specify a volume type')]
  return present.flatMap(([source, check], index) => {
    const at = `${path}.${source}`
    return index === 0 ? check(volume, at) : [forbiddenField(at, 'may not specify more than 1 volume type')]
  })
}

function validateEmptyDir(volume: Volume, path: string): FieldError[] {
  const limit = quantityIn(volume.emptyDir?.sizeLimit)
  if (limit === undefined || limit.nanos >= 0n) return []
  return [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
}

const hostPathTypes = [
  ...['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
]

function validateHostPath({ hostPath }: Volume, path: string): FieldError[] {
  if (!hostPath?.path) return [required(`${path}.path`)]
  const type = hostPath.type ?? ''
  return [
    ...validateNoBacksteps(hostPath.path, `${path}.path`),
    ...(hostPathTypes.includes(type) ? [] : [notSupported(`${path}.type`, type, hostPathTypes)]),
  ]
}

function validateGitRepo({ gitRepo }: Volume, path: string): FieldError[] {
  const missing = gitRepo?.repository ? [] : [required(`${path}.repository`)]
  return [...missing, ...validateDescendingPath(gitRepo?.directory ?? '', `${path}.directory`)]
}

function validateEphemeral({ ephemeral }: Volume, path: string): FieldError[] {
  const claim = ephemeral?.volumeClaimTemplate
  const at = `${path}.volumeClaimTemplate`
  return claim == null ? [required(at)] : validateClaimTemplate(claim, at)
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never']

function validateImage({ image }: Volume, path: string): FieldError[] {
  const policy = image?.pullPolicy ?? ''
  return [
    ...(image?.reference ? [] : [required(`${path}.reference`)]),
    ...(pullPolicies.includes(policy) ? [] : [notSupported(`${path}.pullPolicy`, policy, pullPolicies)]),
  ]
}

const modeText = 'must be a number between 0 and 0777 (octal), both inclusive'

function validateMode(mode: number | undefined, path: string): FieldError[] {
  return mode == null || (mode >= 0 && mode <= 0o777) ? [] : [invalidValue(path, mode, modeText)]
}

function validateFiles(
  source: { defaultMode?: number; items?: Items },
  nameField: string,
  name: string | undefined,
  path: string,
): FieldError[] {
  return [
    ...(name ? [] : [required(`${path}.${nameField}`)]),
    ...validateMode(source.defaultMode, `${path}.defaultMode`),
    ...validateItems(source.items, `${path}.items`),
  ]
}

/** `validateKeyToPath`. */
function validateItems(items: Items | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, index) => {
    const at = `${path}[${index}]`
    return [
      ...(item.key ? [] : [required(`${at}.key`)]),
      ...(item.path ? [] : [required(`${at}.path`)]),
      ...validateNonReservedPath(item.path ?? '', `${at}.path`),
      ...validateMode(item.mode, `${at}.mode`),
    ]
  })
}

function validateDownward({ downwardAPI }: Volume, path: string): FieldError[] {
  return [
    ...validateMode(downwardAPI?.defaultMode, `${path}.defaultMode`),
    ...(downwardAPI?.items ?? []).flatMap((file) => validateDownwardFile(file, path)),
  ]
}

/** Kubernetes tells these without the item's index. */
function validateDownwardFile(file: DownwardFile, path: string): FieldError[] {
  const errors = file.path ? [] : [required(`${path}.path`)]
  append(errors, validateNonReservedPath(file.path ?? '', `${path}.path`))
  if (file.fieldRef) {
    append(errors, validateFieldRef(file.fieldRef, volumeFields, `${path}.fieldRef`))
    if (file.resourceFieldRef) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously'
      errors.push(invalidValue(path, 'resource', detail))
    }
  } else if (file.resourceFieldRef) {
    append(errors, validateResourceRef(file.resourceFieldRef, `${path}.resourceFieldRef`, true))
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  }
  return [...errors, ...validateMode(file.mode, `${path}.mode`)]
}

function validateProjected({ projected }: Volume, path: string): FieldError[] {
  const taken = new Set<string>()
  const claim = (target: string | undefined, shown: string): FieldError[] => {
    if (!target) return []
    if (taken.has(target)) return [invalidValue(path, shown, 'conflicting duplicate paths')]
    taken.add(target)
    return []
  }
  return [
    ...validateMode(projected?.defaultMode, `${path}.defaultMode`),
    ...(projected?.sources ?? []).flatMap((source, index) =>
      validateProjection(source, path, `${path}.sources[${index}]`, claim),
    ),
  ]
}

function validateProjection(
  source: Projection,
  path: string,
  at: string,
  claim: (target: string | undefined, shown: string) => FieldError[],
): FieldError[] {
  const errors: FieldError[] = []
  for (const kind of ['secret', 'configMap'] as const) {
    const files = source[kind]
    if (!files) continue
    if (!files.name) errors.push(required(`${at}.${kind}.name`))
    append(errors, validateItems(files.items, `${at}.${kind}.items`))
    for (const item of files.items ?? []) append(errors, claim(item.path, files.name ?? ''))
  }
  for (const file of source.downwardAPI?.items ?? []) {
    append(errors, [...validateDownwardFile(file, `${at}.downwardAPI`), ...claim(file.path, file.path)])
  }
  if (source.serviceAccountToken) {
    const { expirationSeconds = 0, path: target = '' } = source.serviceAccountToken
    const tokenPath = `${at}.serviceAccountToken.expirationSeconds`
    const shortest = 'may not specify a duration less than 10 minutes'
    const longest = 'may not specify a duration larger than 2^32 seconds'
    if (expirationSeconds < 600) errors.push(invalidValue(tokenPath, expirationSeconds, shortest))
    if (expirationSeconds > 2 ** 32) errors.push(invalidValue(tokenPath, expirationSeconds, longest))
    if (target === '') errors.push(required(`${path}.path`))
    else append(errors, validateNonReservedPath(target, `${path}.path`))
  }
  const kinds = Object.values(source).filter((value) => value != null).length
  if (kinds > 1) errors.push(forbiddenField(at, 'may not specify more than 1 volume type per source'))
  return errors
}
