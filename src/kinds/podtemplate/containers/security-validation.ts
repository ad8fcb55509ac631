import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { inclusiveRangeError } from '../../../model/objects/names.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { validateDescendingPath } from '../volumes/path-validation.js'
import { validateWindowsOptions } from './windows-validation.js'

type PodSecurity = NonNullable<PodSpec['securityContext']>
type ContainerSecurity = NonNullable<Container['securityContext']>
type Seccomp = NonNullable<PodSecurity['seccompProfile']>
type AppArmor = NonNullable<PodSecurity['appArmorProfile']>

const largestId = 2 ** 31 - 1

function validateId(id: number | undefined, path: string): FieldError[] {
  if (id == null || (id >= 0 && id <= largestId)) return []
  return [invalidValue(path, id, inclusiveRangeError(0, largestId))]
}

/** `validatePodSpecSecurityContext`. */
export function validatePodSecurity(spec: PodSpec, path: string): FieldError[] {
  const context = spec.securityContext
  if (context == null) return []
  const errors = [
    ...validateId(context.fsGroup, `${path}.fsGroup`),
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
    ...(context.supplementalGroups ?? []).flatMap((id, index) =>
      validateId(id, `${path}.supplementalGroups[${index}]`),
    ),
  ]
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled'
    errors.push(invalidValue(`${path}.shareProcessNamespace`, true, detail))
  }
  return [
    ...errors,
    ...validateSysctls(spec, `${path}.sysctls`),
    ...oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${path}.fsGroupChangePolicy`),
    ...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`),
    ...oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], `${path}.supplementalGroupsPolicy`),
    ...oneOf(context.seLinuxChangePolicy, ['Recursive'], `${path}.seLinuxChangePolicy`),
  ]
}

function oneOf(value: string | undefined, supported: readonly string[], path: string): FieldError[] {
  return value == null || supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

const sysctl = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const sysctlName = new RegExp(`^${sysctl}$`)

/** Settings of namespaces that a pod shares with its node are the node's (`ValidateHostSysctl`). */
function ofHost({ hostNetwork, hostIPC }: PodSpec, name: string): string | undefined {
  const dotted = name.replaceAll('/', '.')
  if (hostNetwork && dotted.startsWith('net.')) return 'hostNetwork'
  return hostIPC && /^(?:kernel\.(?:shm|msg|sem)|fs\.mqueue\.)/.test(dotted) ? 'hostIPC' : undefined
}

function validateSysctls(spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>()
  return (spec.securityContext?.sysctls ?? []).flatMap(({ name = '' }, index) => {
    const at = `${path}[${index}].name`
    const again = seen.has(name)
    seen.add(name)
    if (name === '') return [required(at)]
    if (name.length > 253 || !sysctlName.test(name)) {
      return [invalidValue(at, name, `must have at most 253 characters and match regex ^${sysctl}$`)]
    }
    const shared = ofHost(spec, name)
    return [
      ...(again ? [duplicate(at, name)] : []),
      ...(shared === undefined ? [] : [invalidValue(at, name, `may not be specified when '${shared}' is true`)]),
    ]
  })
}

const seccompTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

function validateSeccomp(profile: Seccomp | undefined, path: string): FieldError[] {
  if (profile == null) return []
  const { type = '', localhostProfile } = profile
  const errors: FieldError[] = []
  if (type === '') errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'))
  else if (!seccompTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, seccompTypes))
  const at = `${path}.localhostProfile`
  if (type !== 'Localhost') {
    if (localhostProfile == null) return errors
    const shown = new GoStruct({ Type: type, LocalhostProfile: localhostProfile })
    return [...errors, invalidValue(at, shown, 'can only be set when seccomp type is Localhost')]
  }
  if (localhostProfile == null) return [...errors, required(at, 'must be set when seccomp type is Localhost')]
  return [...errors, ...validateDescendingPath(localhostProfile, at)]
}

function validateAppArmor(profile: AppArmor | undefined, path: string): FieldError[] {
  if (profile == null) return []
  const { type = '', localhostProfile } = profile
  const at = `${path}.localhostProfile`
  if (type === '') return [required(`${path}.type`, 'type is required when appArmorProfile is set')]
  if (!seccompTypes.includes(type)) return [notSupported(`${path}.type`, type, seccompTypes)]
  if (type !== 'Localhost') {
    if (localhostProfile == null) return []
    return [invalidValue(at, localhostProfile, 'can only be set when AppArmor type is Localhost')]
  }
  if (!localhostProfile) return [required(at, 'must be set when AppArmor type is Localhost')]
  if (localhostProfile.trim() === localhostProfile) return []
  return [invalidValue(at, localhostProfile, 'must not be padded with whitespace')]
}

/** `ValidateSecurityContext` of one container. */
export function validateContainerSecurity(
  context: ContainerSecurity | undefined,
  path: string,
  hostUsers: boolean,
): FieldError[] {
  if (context == null) return []
  const errors = [
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
    ...oneOf(context.procMount, ['Default', 'Unmasked'], `${path}.procMount`),
  ]
  if (hostUsers && context.procMount === 'Unmasked') {
    errors.push(invalidValue(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'))
  }
  append(errors, validateSeccomp(context.seccompProfile, `${path}.seccompProfile`))
  if (context.allowPrivilegeEscalation === false) {
    const cannot = (what: string) => `cannot set \`allowPrivilegeEscalation\` to false and ${what}`
    const shown = goContext(context)
    if (context.privileged) errors.push(invalidValue(path, shown, cannot('`privileged` to true')))
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(invalidValue(path, shown, cannot('`capabilities.Add` CAP_SYS_ADMIN')))
    }
  }
  return [
    ...errors,
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`),
  ]
}

const goProfile = (profile: Seccomp | AppArmor | undefined) =>
  profile && new GoStruct({ Type: profile.type, LocalhostProfile: profile.localhostProfile })

function goContext(context: ContainerSecurity): GoStruct {
  const { capabilities, seLinuxOptions: se, windowsOptions: windows } = context
  return new GoStruct({
    Capabilities: capabilities && new GoStruct({ Add: capabilities.add, Drop: capabilities.drop }),
    Privileged: context.privileged,
    SELinuxOptions:
      se && new GoStruct({ User: se.user ?? '', Role: se.role ?? '', Type: se.type ?? '', Level: se.level ?? '' }),
    WindowsOptions:
      windows &&
      new GoStruct({
        GMSACredentialSpecName: windows.gmsaCredentialSpecName,
        GMSACredentialSpec: windows.gmsaCredentialSpec,
        RunAsUserName: windows.runAsUserName,
        HostProcess: windows.hostProcess,
      }),
    RunAsUser: context.runAsUser,
    RunAsGroup: context.runAsGroup,
    RunAsNonRoot: context.runAsNonRoot,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation,
    ProcMount: context.procMount,
    SeccompProfile: goProfile(context.seccompProfile),
    AppArmorProfile: goProfile(context.appArmorProfile),
  })
}

/** Pods in their own user namespace may not share the host's others (`validateHostUsers`). */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const fields = [
    ['hostNetwork', spec.hostNetwork],
    ['HostPID', spec.hostPID],
    ['HostIPC', spec.hostIPC],
  ] as const
  return fields
    .filter(([, shared]) => shared)
    .map(([field]) => forbiddenField(`${path}.${field}`, 'when `hostUsers` is false'))
}
