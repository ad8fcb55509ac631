import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { isHttpHeaderName, isValidPortName, isValidPortNumber } from '../../../model/objects/names.js'
import type { Container } from '../../../model/objects/types.js'
import { wrongs } from '../scheduling/label-validation.js'
import { isNegativeText } from './resource-validation.js'

type Probe = NonNullable<Container['livenessProbe']>
type Lifecycle = NonNullable<Container['lifecycle']>
type LifecycleHandler = NonNullable<Lifecycle['preStop']>
type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>
type HttpGet = NonNullable<Handler['httpGet']>

export type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe'

/** Lifecycle hooks and the three probes of a container that may have them. */
export function validateHooks(container: Container, path: string, gracePeriod: number | undefined): FieldError[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
  return [
    ...(['postStart', 'preStop'] as const).flatMap((hook) => {
      const handler = container.lifecycle?.[hook]
      return handler == null ? [] : validateHandler(handler, `${path}.lifecycle.${hook}`, gracePeriod)
    }),
    ...probes.flatMap((name) => validateProbe(name, container[name], `${path}.${name}`, gracePeriod)),
  ]
}

const counts = [
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
] as readonly ('initialDelaySeconds' | 'timeoutSeconds' | 'periodSeconds' | 'successThreshold' | 'failureThreshold')[]

function validateProbe(
  name: ProbeName,
  probe: Probe | undefined,
  path: string,
  gracePeriod: number | undefined,
): FieldError[] {
  if (probe == null) return []
  const errors = validateHandler(probe, path, gracePeriod)
  for (const count of counts) {
    const value = probe[count] ?? 0
    if (value < 0) errors.push(invalidValue(`${path}.${count}`, value, isNegativeText))
  }
  const grace = probe.terminationGracePeriodSeconds
  const gracePath = `${path}.terminationGracePeriodSeconds`
  if (grace != null && grace <= 0) errors.push(invalidValue(gracePath, grace, 'must be greater than 0'))
  if (name === 'readinessProbe') {
    if (grace != null) errors.push(invalidValue(gracePath, grace, 'must not be set for readinessProbes'))
  } else if (probe.successThreshold !== 1) {
    errors.push(invalidValue(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'))
  }
  return errors
}

/** `validateHandler`: exactly one way to act; those after the first are only refused. */
function validateHandler(handler: Handler, path: string, gracePeriod: number | undefined): FieldError[] {
  const checks: [keyof Handler, () => FieldError[]][] = [
    ['exec', () => (handler.exec?.command?.length ? [] : [required(`${path}.exec.command`)])],
    ['httpGet', () => validateHttpGet(handler.httpGet!, `${path}.httpGet`)],
    ['tcpSocket', () => validatePort(handler.tcpSocket!.port, `${path}.tcpSocket.port`)],
    ['grpc', () => validatePort(handler.grpc!.port, `${path}.grpc.port`)],
    ['sleep', () => validateSleep(handler.sleep!.seconds, `${path}.sleep`, gracePeriod)],
  ]
  const present = checks.filter(([name]) => handler[name] != null)
  if (present.length === 0) return [required(path, 'must specify a handler type')]
  return present.flatMap(([name, check], index) =>
    index === 0 ? check() : [forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type')],
  )
}

function validateHttpGet(http: HttpGet, path: string): FieldError[] {
  const schemes = ['HTTP', 'HTTPS']
  return [
    ...(http.path ? [] : [required(`${path}.path`)]),
    ...validatePort(http.port, `${path}.port`),
    ...(schemes.includes(http.scheme ?? '') ? [] : [notSupported(`${path}.scheme`, http.scheme ?? '', schemes)]),
    ...(http.httpHeaders ?? []).flatMap(({ name }) => wrongs(`${path}.httpHeaders`, name, isHttpHeaderName(name))),
  ]
}

/** `ValidatePortNumOrName`. */
export function validatePort(port: string | number, path: string): FieldError[] {
  const messages = typeof port === 'number' ? isValidPortNumber(port) : isValidPortName(port)
  return messages.map((message) => invalidValue(path, port, message))
}

function validateSleep(seconds: number, path: string, gracePeriod: number | undefined): FieldError[] {
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return []
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`
  return [invalidValue(path, seconds, detail)]
}
