import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue } from '../../../api/contract/field-errors.js'
import { isDNS1123Subdomain } from '../../../model/objects/names.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { wrongs } from '../scheduling/label-validation.js'

type WindowsOptions = NonNullable<NonNullable<Container['securityContext']>['windowsOptions']>

/** Every container of a pod with its path, in the order of `VisitContainersWithPath`. */
function containersOf(spec: PodSpec, path: string): [Pick<Container, 'securityContext'>, string][] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index): [Pick<Container, 'securityContext'>, string] => [
      container,
      `${path}.${list}[${index}]`,
    ]),
  )
}

/** What a pod that says its operating system may not have (`validateLinux`, `validateWindows`). */
export function validateForSystem(spec: PodSpec, path: string): FieldError[] {
  if (spec.os?.name === 'linux') return validateLinux(spec, path)
  return spec.os?.name === 'windows' ? validateWindows(spec, path) : []
}

function validateLinux(spec: PodSpec, path: string): FieldError[] {
  return [[spec, path] as const, ...containersOf(spec, path)]
    .filter(([{ securityContext }]) => securityContext?.windowsOptions != null)
    .map(([, at]) => {
      return forbiddenField(`${at}.securityContext.windowsOptions`, 'windows options cannot be set for a linux pod')
    })
}

const ofContainers = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged'],
  ...['allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'],
]

function validateWindows(spec: PodSpec, path: string): FieldError[] {
  const { hostUsers, hostPID, hostIPC, shareProcessNamespace, securityContext } = spec
  const context = (securityContext ?? {}) as Readonly<Record<string, unknown>>
  const ofPod: readonly (readonly [string, unknown])[] = [
    ...inContext(context, 'appArmorProfile', 'seLinuxOptions'),
    ['hostUsers', hostUsers],
    ['hostPID', hostPID || undefined],
    ['hostIPC', hostIPC || undefined],
    ...inContext(context, 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls'),
    ['shareProcessNamespace', shareProcessNamespace],
    ...inContext(context, 'runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy'),
    ...inContext(context, 'seLinuxChangePolicy'),
  ]
  return [
    ...cannotBeSet(ofPod, path),
    ...containersOf(spec, path).flatMap(([container, at]) =>
      cannotBeSet(inContext((container.securityContext ?? {}) as Record<string, unknown>, ...ofContainers), at),
    ),
  ]
}

const inContext = (context: Readonly<Record<string, unknown>>, ...fields: readonly string[]) =>
  fields.map((field) => [`securityContext.${field}`, context[field]] as const)

function cannotBeSet(fields: readonly (readonly [string, unknown])[], path: string): FieldError[] {
  const isSet = (value: unknown) => value != null && !(Array.isArray(value) && value.length === 0)
  return fields
    .filter(([, value]) => isSet(value))
    .map(([field]) => forbiddenField(`${path}.${field}`, 'cannot be set for a windows pod'))
}

/** Containers that run as processes of a Windows host: all of a pod, or none (`validateWindowsHostProcessPod`). */
export function validateHostProcesses(spec: PodSpec, path: string): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess
  const errors: FieldError[] = []
  const containers = containersOf(spec, path)
  let processes = 0
  for (const [{ securityContext }, at] of containers) {
    const own = securityContext?.windowsOptions?.hostProcess
    if (ofPod != null && own != null && ofPod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
      errors.push(invalidValue(`${at}.securityContext.windowsOptions.hostProcess`, own, detail))
    }
    if (own ?? ofPod) processes += 1
  }
  if (processes === 0) return errors
  if (processes !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    errors.push(invalidValue(path, '', detail))
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers'
    errors.push(invalidValue(`${path}.hostNetwork`, false, detail))
  }
  return errors
}

const longestSpec = 64

/** `validateWindowsSecurityContextOptions`. */
export function validateWindowsOptions(options: WindowsOptions | undefined, path: string): FieldError[] {
  if (options == null) return []
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options
  const errors = name == null ? [] : wrongs(`${path}.gmsaCredentialSpecName`, name, isDNS1123Subdomain(name))
  const ofSpec = (detail: string) => errors.push(invalidValue(`${path}.gmsaCredentialSpec`, spec, detail))
  if (spec === '') ofSpec('gmsaCredentialSpec cannot be an empty string')
  else if (spec != null && Buffer.byteLength(spec) > longestSpec * 1024) {
    ofSpec(`gmsaCredentialSpec size must be under ${longestSpec} KiB`)
  }
  if (user != null) append(errors, wrongs(`${path}.runAsUserName`, user, wrongsOfUser(user)))
  return errors
}

const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?'
const domainName = new RegExp(`^${label}(?:\\.${label})*$`)

function wrongsOfUser(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if ([...name].some((each) => each < ' ' || each === '\x7f'))
    return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const user = parts.at(-1)!
  const domain = parts.length === 2 ? parts[0]! : undefined
  const wrong: string[] = []
  if (domain !== undefined && domain.length >= 256)
    wrong.push("runAsUserName's Domain length must be under 256 characters")
  if (domain !== undefined && !netBios.test(domain) && !domainName.test(domain)) {
    wrong.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  }
  if (user === '') wrong.push("runAsUserName's User cannot be empty")
  else if (user.length > 104) wrong.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) wrong.push("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    wrong.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]')
  }
  return wrong
}
