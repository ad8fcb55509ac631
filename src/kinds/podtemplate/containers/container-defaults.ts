import type { Container } from '../../../model/objects/types.js'
import { canonicalResources } from './resource-lists.js'

type Probe = NonNullable<Container['livenessProbe']>
type Handler = NonNullable<NonNullable<Container['lifecycle']>['preStop']>
type Environment = NonNullable<Container['env']>[number]

/** `SetDefaults_Container` and what hangs on it (`pkg/apis/core/v1/defaults.go`). */
export function setContainerDefaults(container: Container): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '')
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  canonicalResources(container.resources.limits)
  canonicalResources(container.resources.requests)
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const variable of container.env ?? []) setEnvironmentDefaults(variable)
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) setProbeDefaults(probe)
  }
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler) setHttpDefaults(handler)
  }
}

/** `Always` for the tag `latest`, named or implied; a digest pins the image, so it need not be pulled again. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent'
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const host = '[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?'
const reference = new RegExp(`^(?:${host}/)?${component}(?:/${component})*(?::([\\w][\\w.-]{0,127}))?(@[^@]+)?$`)

/** The tag of an image reference (`parsers.ParseImageName`); '' when there is none, or when it cannot be read. */
export function imageTag(image: string): string {
  const match = reference.exec(image)
  if (match === null) return ''
  const [, tag, digest] = match
  return tag ?? (digest === undefined ? 'latest' : '')
}

function setEnvironmentDefaults(variable: Environment): void {
  if (variable.value === '') delete variable.value
  if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ||= 'v1'
  if (variable.valueFrom?.resourceFieldRef) variable.valueFrom.resourceFieldRef.divisor ??= '0'
}

function setProbeDefaults(probe: Probe): void {
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  setHttpDefaults(probe)
  if (probe.grpc) probe.grpc.service ??= ''
}

function setHttpDefaults(handler: Pick<Handler, 'httpGet'>): void {
  if (!handler.httpGet) return
  handler.httpGet.path ||= '/'
  handler.httpGet.scheme ||= 'HTTP'
}
