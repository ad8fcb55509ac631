/** What must be right in the head of a file that somebody else has written, beside the types that every reader asks for. */
import type { Instant, Millis } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import { isInstant } from '../../model/objects/time.js'
import { isPlainObject } from '../../model/values/json-values.js'
import type { Wakeup } from '../../simulation/wakeups.js'
import type { ProcessIdentity } from '../../store/disk.js'
import type { Document } from '../../store/document/document.js'

const LAST_PORT = 65_535

interface Head {
  readonly document: Document
  readonly settings: ClusterSettings
  readonly now: Instant
  readonly ahead: Millis
  readonly wakeups: readonly Wakeup[]
  readonly watchers: readonly (ProcessIdentity & { readonly since: Instant })[]
}

/** Throws a StateFileError. */
export function checkHeader({ document, settings, now, ahead, wakeups, watchers }: Head): void {
  const problem = settingProblem(settings as unknown as Record<string, unknown>)
  if (problem !== undefined) throw document.fault('settings', problem)
  if (!isInstant(now) || !Number.isSafeInteger(ahead)) throw document.fault('time', 'this is no time')
  if (!wakeups.every(isSound)) throw document.fault('wakeups', 'this is not a list of wakeups')
  if (!watchers.every(isProcess)) throw document.fault('watchers', 'this is not a list of watchers')
}

function settingProblem(settings: Record<string, unknown>): string | undefined {
  const texts = ['name', 'seed', 'kubernetesVersion', 'serviceRange', 'podRange']
  const wrong = texts.find((name) => typeof settings[name] !== 'string')
  if (wrong !== undefined) return `${wrong} must be a text`
  if (!/^\d+\.\d+(\.\d+)?$/.test(settings.kubernetesVersion as string)) return 'this is no version of Kubernetes'
  if (settings.pace !== 'instant' && settings.pace !== 'realistic') return 'the pace must be instant or realistic'
  if (settings.namespace !== undefined && typeof settings.namespace !== 'string') return 'namespace must be a text'
  if (!(settings.disabled as unknown[]).every((each) => typeof each === 'string')) {
    return 'the disabled loops must be a list of names'
  }
  if (!isLoadBalancer(settings.loadBalancer)) return 'this is nothing that a load balancer can be'
  return isPortRange(settings.nodePortRange) ? undefined : 'the range of node ports must have a first and a last one'
}

const isLoadBalancer = (value: unknown) =>
  isPlainObject(value) &&
  (value.mode === 'localhost' || value.mode === 'none' || (value.mode === 'pool' && typeof value.range === 'string'))

const isPort = (port: unknown) => Number.isInteger(port) && Number(port) > 0 && Number(port) <= LAST_PORT

const isPortRange = (value: unknown) =>
  isPlainObject(value) && isPort(value.first) && isPort(value.last) && Number(value.first) <= Number(value.last)

const isSound = ({ at, sequence, failures = 0, fault = '' }: Wakeup) =>
  isInstant(at) && [sequence, failures].every((each) => Number.isSafeInteger(each)) && typeof fault === 'string'

const isProcess = ({ host, started, session, since }: Head['watchers'][number]) =>
  typeof host === 'string' &&
  typeof started === 'string' &&
  [session, since].every((each) => Number.isSafeInteger(each))
