import type { FieldError } from '../../../api/contract/errors.js'
import {
  forbiddenField,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
} from '../../../api/contract/field-errors.js'
import type { Container } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { validateDescendingPath } from './path-validation.js'
import type { Volume } from './volume-defaults.js'

type Mount = NonNullable<Container['volumeMounts']>[number]
/** The pod's volumes by name. */
export type Volumes = ReadonlyMap<string, Volume>

/** `ValidateVolumeMounts`. */
export function validateMounts(container: Container, volumes: Volumes, path: string): FieldError[] {
  const devices = container.volumeDevices ?? []
  const paths = new Set<string>()
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const { name = '', mountPath = '' } = mount
    const errors: FieldError[] = []
    if (name === '') errors.push(required(`${at}.name`))
    if (!volumes.has(name)) errors.push(notFoundValue(`${at}.name`, name))
    if (mountPath === '') errors.push(required(`${at}.mountPath`))
    if (paths.has(mountPath)) errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must be unique'))
    paths.add(mountPath)
    if (devices.some((device) => device.name === name)) {
      errors.push(invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices'))
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      errors.push(invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'))
    }
    return [...errors, ...validateMountOptions(mount, container, volumes, path, at)]
  })
}

/** Kubernetes tells these at the list's own path (`volumeMounts.subPath`), not at the mount's. */
function validateMountOptions(
  mount: Mount,
  container: Container,
  volumes: Volumes,
  path: string,
  at: string,
): FieldError[] {
  const { subPath = '', subPathExpr = '' } = mount
  const errors: FieldError[] = []
  if (volumes.get(mount.name)?.image != null) {
    const no = 'not allowed in image volume sources'
    if (subPath !== '') errors.push(invalidValue(`${at}.subPath`, subPath, no))
    if (subPathExpr !== '') errors.push(invalidValue(`${at}.subPathExpr`, subPathExpr, no))
  }
  if (subPath !== '') append(errors, validateDescendingPath(subPath, `${path}.subPath`))
  if (subPathExpr !== '') {
    if (subPath !== '') {
      errors.push(invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'))
    }
    append(errors, validateDescendingPath(subPathExpr, `${path}.subPathExpr`))
  }
  return [
    ...errors,
    ...validatePropagation(mount.mountPropagation, container, `${path}.mountPropagation`),
    ...validateRecursiveReadOnly(mount, `${path}.recursiveReadOnly`),
  ]
}

function validatePropagation(propagation: string | undefined, container: Container, path: string): FieldError[] {
  if (propagation == null) return []
  const modes = ['Bidirectional', 'HostToContainer', 'None']
  const errors = modes.includes(propagation) ? [] : [notSupported(path, propagation, modes)]
  if (propagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers'
    errors.push(forbiddenField(path, detail))
  }
  return errors
}

function validateRecursiveReadOnly(mount: Mount, path: string): FieldError[] {
  const mode = mount.recursiveReadOnly
  if (mode == null || mode === 'Disabled') return []
  const modes = ['Disabled', 'Enabled', 'IfPossible']
  if (!modes.includes(mode)) return [notSupported(path, mode, modes)]
  const errors: FieldError[] = []
  if (!mount.readOnly) errors.push(forbiddenField(path, 'may only be specified when readOnly is true'))
  if (mount.mountPropagation != null && mount.mountPropagation !== 'None') {
    errors.push(forbiddenField(path, 'may only be specified when mountPropagation is None or not specified'))
  }
  return errors
}

/** `ValidateVolumeDevices`. */
export function validateDevices(container: Container, volumes: Volumes, path: string): FieldError[] {
  // Of several mounts of a volume the last one counts.
  const mounts = new Map((container.volumeMounts ?? []).map(({ name, mountPath }) => [name, mountPath]))
  const names = new Set<string>()
  const paths = new Set<string>()
  return (container.volumeDevices ?? []).flatMap(({ name = '', devicePath = '' }, index) => {
    const at = `${path}[${index}]`
    const errors: FieldError[] = []
    const nameIs = (detail: string) => errors.push(invalidValue(`${at}.name`, name, detail))
    const pathIs = (detail: string) => errors.push(invalidValue(`${at}.devicePath`, devicePath, detail))
    const volume = volumes.get(name)
    if (name === '') errors.push(required(`${at}.name`))
    if (names.has(name)) nameIs('must be unique')
    if (volume === undefined) errors.push(notFoundValue(`${at}.name`, name))
    else if (volume.persistentVolumeClaim == null && volume.ephemeral == null) {
      nameIs('can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')
    }
    if (devicePath === '') errors.push(required(`${at}.devicePath`))
    if (paths.has(devicePath)) pathIs('must be unique')
    if (devicePath.split('/').includes('..')) pathIs("can not contain backsteps ('..')")
    else paths.add(devicePath)
    if (mounts.has(name)) nameIs('must not already exist in volumeMounts')
    if ([...mounts.values()].includes(devicePath)) {
      pathIs('must not already exist as a path in volumeMounts')
    }
    if (name !== '') names.add(name)
    return errors
  })
}
