import type { Line } from '../../../api/contract/description.js'
import { goQuote } from '../../../model/go/quote.js'
import { quantityOf } from '../../../model/objects/quantity.js'
import type { Container, ContainerStatus, Pod } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { bool, lines, noneIfEmpty, time } from '../../describe/index.js'
import { quantityIn, type ResourceList } from '../containers/resource-lists.js'

type State = NonNullable<ContainerStatus['state']>
type Probe = NonNullable<Container['livenessProbe']>
type Variable = NonNullable<Container['env']>[number]

/**
 * `describeContainers`: of a pod with their statuses, of a template (`space` of two) without. `pod` resolves
 * environment variables that refer to it.
 */
export function containerLines(
  title: string,
  containers: readonly Container[],
  space: '' | '  ',
  statuses: readonly ContainerStatus[] = [],
  pod?: Pod,
): Line[] {
  return [
    ...lines(0, `${space}${title}:${containers.length === 0 ? ' <none>' : ''}`),
    ...containers.flatMap((container) => {
      const status = statuses.find(({ name }) => name === container.name)
      return [
        ...lines(1, `${space === '' ? '' : ' '}${container.name}:`),
        ...basicLines(container, status),
        ...commandLines('Command', container.command),
        ...commandLines('Args', container.args),
        ...(status === undefined ? [] : stateLines(status)),
        ...resourceLines('Limits', container.resources?.limits),
        ...resourceLines('Requests', container.resources?.requests),
        ...probeLines(container),
        ...environmentSourceLines(container),
        ...environmentLines(container, pod),
        ...mountLines(container),
      ]
    }),
  ]
}

function basicLines(container: Container, status: ContainerStatus | undefined): Line[] {
  const ports = container.ports ?? []
  const several = ports.length > 1 ? 's' : ''
  const nameOf = ({ name }: { readonly name?: string }) => (name ? ` (${name})` : '')
  const own = ports.map((port) => `${port.containerPort}/${port.protocol}${nameOf(port)}`).join(', ')
  const host = ports.map((port) => `${port.hostPort ?? 0}/${port.protocol}${nameOf(port)}`).join(', ')
  const seccomp = container.securityContext?.seccompProfile
  return [
    ...(status === undefined ? [] : lines(2, `Container ID:\t${status.containerID ?? ''}`)),
    ...lines(2, `Image:\t${container.image ?? ''}`),
    ...(status === undefined ? [] : lines(2, `Image ID:\t${status.imageID ?? ''}`)),
    ...lines(2, `Port${several}:\t${noneIfEmpty(own)}`),
    ...lines(2, `Host Port${several}:\t${noneIfEmpty(host)}`),
    ...(seccomp == null ? [] : lines(2, `SeccompProfile:\t${seccomp.type}`)),
    ...(seccomp?.type === 'Localhost' ? lines(3, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`) : []),
  ]
}

function commandLines(title: string, words: readonly string[] | undefined): Line[] {
  if (!words?.length) return []
  // Only newlines cut a word here; each part is indented like the first.
  return [...lines(2, `${title}:`), ...words.flatMap((word) => word.split('\n').flatMap((part) => lines(3, part)))]
}

function stateLines(status: ContainerStatus): Line[] {
  return [
    ...oneStateLines('State', status.state),
    ...(status.lastState?.terminated ? oneStateLines('Last State', status.lastState) : []),
    ...lines(2, `Ready:\t${bool(status.ready)}`),
    ...lines(2, `Restart Count:\t${status.restartCount}`),
  ]
}

/** `describeStatus` */
function oneStateLines(title: string, state: State | undefined): Line[] {
  if (state?.running) {
    return [...lines(2, `${title}:\tRunning`), ...lines(3, `Started:\t${time(state.running.startedAt)}`)]
  }
  if (state?.terminated) {
    const { reason, message, exitCode, signal = 0, startedAt, finishedAt } = state.terminated
    return [
      ...lines(2, `${title}:\tTerminated`),
      ...(reason ? lines(3, `Reason:\t${reason}`) : []),
      ...(message ? lines(3, `Message:\t${message}`) : []),
      ...lines(3, `Exit Code:\t${exitCode}`),
      ...(signal > 0 ? lines(3, `Signal:\t${signal}`) : []),
      ...lines(3, `Started:\t${time(startedAt)}`),
      ...lines(3, `Finished:\t${time(finishedAt)}`),
    ]
  }
  const reason = state?.waiting?.reason
  return [...lines(2, `${title}:\tWaiting`), ...(reason ? lines(3, `Reason:\t${reason}`) : [])]
}

function resourceLines(title: string, list: ResourceList | undefined): Line[] {
  const names = Object.keys(list ?? {}).sort(compareKeys)
  if (names.length === 0) return []
  return [...lines(2, `${title}:`), ...names.flatMap((name) => lines(3, `${name}:\t${list?.[name]}`))]
}

function probeLines(container: Container): Line[] {
  const probes = [
    ['Liveness', container.livenessProbe],
    ['Readiness', container.readinessProbe],
    ['Startup', container.startupProbe],
  ] as const
  return probes.flatMap(([title, probe]) => (probe ? lines(2, `${title}:\t${probeText(probe)}`) : []))
}

/** `http-get http://:80/healthz delay=600s timeout=1s period=10s #success=1 #failure=3` */
export function probeText(probe: Probe): string {
  const times = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s`
  const counts = `#success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`
  return `${handlerText(probe)} ${times} ${counts}`
}

function handlerText(probe: Probe): string {
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}]`
  if (probe.httpGet) {
    const { scheme = '', host = '', port, path = '' } = probe.httpGet
    const name = host.includes(':') ? `[${host}]` : host
    const rooted = path === '' || path.startsWith('/') ? path : `/${path}`
    return `http-get ${scheme.toLowerCase()}://${name}:${port}${escapePath(rooted)}`
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port}`
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''}`
  return 'unknown'
}

/** Go's `URL.EscapedPath`. */
function escapePath(path: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  return encodeURI(path).replace(/[?#!'()*]/g, hex)
}

function environmentSourceLines({ envFrom }: Container): Line[] {
  if (!envFrom?.length) return []
  return [
    ...lines(2, 'Environment Variables from:'),
    ...envFrom.flatMap(({ configMapRef, secretRef, prefix }) => {
      const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : ''
      const { name = '', optional = false } = configMapRef ?? secretRef ?? {}
      const prefixed = prefix ? `${from} with prefix '${prefix}'` : from
      return lines(3, `${name}\t${prefixed}\tOptional: ${optional}`)
    }),
  ]
}

function environmentLines(container: Container, pod: Pod | undefined): Line[] {
  const variables = container.env ?? []
  if (variables.length === 0) return lines(2, 'Environment:\t<none>')
  return [
    ...lines(2, 'Environment:'),
    ...variables.flatMap((variable) => {
      if (variable.valueFrom != null) return referenceLines(variable, container, pod)
      const [first = '', ...more] = (variable.value ?? '').split('\n')
      return [...lines(3, `${variable.name}:\t${first}`), ...more.flatMap((part) => lines(3, `\t${part}`))]
    }),
  ]
}

function referenceLines({ name, valueFrom }: Variable, container: Container, pod: Pod | undefined): Line[] {
  if (valueFrom?.fieldRef) {
    const { apiVersion, fieldPath } = valueFrom.fieldRef
    return lines(3, `${name}:\t${pod === undefined ? '' : fieldText(pod, fieldPath)} (${apiVersion}:${fieldPath})`)
  }
  if (valueFrom?.resourceFieldRef) {
    const { resource, divisor } = valueFrom.resourceFieldRef
    const value = resourceText(container, resource, divisor)
    const unlimited = value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory')
    return lines(3, `${name}:\t${unlimited ? 'node allocatable' : value} (${resource})`)
  }
  if (valueFrom?.secretKeyRef) {
    const { key, name: secret = '', optional = false } = valueFrom.secretKeyRef
    return lines(3, `${name}:\t<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`)
  }
  if (valueFrom?.configMapKeyRef) {
    const { key, name: map = '', optional = false } = valueFrom.configMapKeyRef
    return lines(3, `${name}:\t<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`)
  }
  return []
}

/** kubectl resolves only the two fields that every object has; the others it leaves empty. */
function fieldText(pod: Pod, path: string): string {
  if (path === 'metadata.name') return pod.metadata.name
  return path === 'metadata.namespace' ? (pod.metadata.namespace ?? '') : ''
}

/** `ExtractContainerResourceValue`: the quantity in units of the divisor, rounded up. */
function resourceText(container: Container, resource: string, divisor: string | number | undefined): string {
  const [side, ...rest] = resource.split('.')
  const name = rest.join('.')
  if ((side !== 'limits' && side !== 'requests') || name === '') return ''
  const list = container.resources?.[side] as ResourceList | undefined
  const quantity = quantityIn(list?.[name]) ?? quantityOf(0)
  const given = quantityIn(divisor)
  const unit = given === undefined || given.nanos === 0n ? quantityOf(1) : given
  return String((quantity.nanos + unit.nanos - 1n) / unit.nanos)
}

function mountLines(container: Container): Line[] {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => compareKeys(a.mountPath, b.mountPath))
  const devices = [...(container.volumeDevices ?? [])].sort((a, b) => compareKeys(a.devicePath, b.devicePath))
  const none = mounts.length === 0 ? '\t<none>' : ''
  return [
    ...lines(2, `Mounts:${none}`),
    ...mounts.flatMap(({ mountPath, name, readOnly, subPath }) => {
      const flags = `${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${goQuote(subPath)}` : ''}`
      return lines(3, `${mountPath} from ${name} (${flags})`)
    }),
    ...(devices.length === 0 ? [] : lines(2, `Devices:${none}`)),
    ...devices.flatMap(({ devicePath, name }) => lines(3, `${devicePath} from ${name}`)),
  ]
}
