import { secondsLong } from '../../model/objects/duration.js'
import type { ContainerRun } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import { podTitle } from '../../model/objects/pods.js'
import type { Container } from '../../model/objects/types.js'
import { headersOf, portNumber } from './probe-answers.js'
import { changeRun, lastRun, recordEvent, replaceRun, type Sync, sandboxKey, saveSandbox } from './sync.js'

type Handler = NonNullable<NonNullable<Container['lifecycle']>['preStop']>

/** How a hook ends: after how long (infinite: not in the time that it has), and what is said of it when it has failed. */
interface HookEnd {
  readonly after: Millis
  readonly failure?: string
}

/** Nobody follows a hook for longer; whatever is not over by then is taken never to be. */
const LONGEST_HOOK: Millis = 60 * 60_000

/** Runs a hook that a container has when it starts; until it is over nobody is told that the container runs. */
export function beginPostStart(sync: Sync, container: Container): void {
  const hook = container.lifecycle?.postStart
  if (hook === undefined) return
  const { after, failure } = performHook(sync, container, hook, LONGEST_HOOK)
  if (after === 0 && failure === undefined) return
  const endsAt = Number.isFinite(after) ? { endsAt: sync.world.now + after } : {}
  changeRun(sync, container.name, { postStart: { ...endsAt, ...(failure === undefined ? {} : { failure }) } })
}

/** A hook that is over and went well is forgotten. */
export function endPostStart(sync: Sync, container: Container): ContainerRun {
  const { postStart: _, ...run } = lastRun(sync.sandbox, container.name)!
  return replaceRun(sync, container.name, run)
}

/** Runs a hook that a container has before it is stopped; how much of the time that there is for both it takes. */
export function performPreStop(sync: Sync, container: Container, grace: Millis): Millis {
  const hook = container.lifecycle?.preStop
  if (hook === undefined || grace <= 0) return 0
  const { after, failure } = performHook(sync, container, hook, grace)
  if (failure !== undefined && after <= grace) {
    // Without its reason, which may be somebody's secret.
    recordEvent(sync, { type: 'Warning', reason: 'FailedPreStopHook', message: 'PreStopHook failed' }, container)
  }
  return Math.min(after, grace)
}

/** `handlerRunner.Run` of `pkg/kubelet/lifecycle/handlers.go`, with its words. */
function performHook(sync: Sync, container: Container, hook: Handler, most: Millis): HookEnd {
  const { exec, httpGet, sleep } = hook
  const of = `for Container "${container.name}" in Pod "${podTitle(sync.pod)}" failed - error:`
  if (exec !== undefined) {
    const command = exec.command ?? []
    const { after, failure } = runCommand(sync, container, command, most)
    if (failure === undefined) return { after }
    const said = `${failure.error}, message: ${JSON.stringify(failure.output)}`
    return { after, failure: `Exec lifecycle hook ([${command.join(' ')}]) ${of} ${said}` }
  }
  if (httpGet !== undefined) {
    const error = ask(sync, container, httpGet)
    return { after: 0, ...(error && { failure: `HTTP lifecycle hook (${httpGet.path}) ${of} ${error}` }) }
  }
  if (sleep !== undefined) return { after: secondsLong(sleep.seconds) }
  return { after: 0, failure: 'Cannot run handler: invalid handler' }
}

function runCommand(sync: Sync, container: Container, command: readonly string[], most: Millis) {
  const { pod, runtime, world } = sync
  saveSandbox(sync)
  const run = lastRun(sync.sandbox, container.name)!
  const outcome = runtime.runHook(pod, container, run, command, most, world)
  readSandbox(sync)
  const { own, volumes } = outcome.files
  const { files } = lastRun(sync.sandbox, container.name)!
  if (Object.keys(own).length > 0) changeRun(sync, container.name, { files: { ...files, ...own } })
  if (Object.keys(volumes).length > 0) {
    const all = { ...sync.sandbox.volumes }
    for (const [name, written] of Object.entries(volumes)) all[name] = { ...all[name], ...written }
    sync.sandbox = { ...sync.sandbox, volumes: all }
  }
  return outcome
}

/** Whatever has been asked of the network may have been told in the pod's own logs. */
function readSandbox(sync: Sync): void {
  const stored = sync.world.get<Sync['sandbox']>(sandboxKey(sync.pod))
  if (stored === undefined || stored === sync.sandbox) return
  delete sync.fresh
  sync.sandbox = stored
}

/** Asks what a hook is to ask; why that has failed. What is answered counts for nothing. */
function ask(sync: Sync, container: Container, get: NonNullable<Handler['httpGet']>): string | undefined {
  const port = portNumber(container, get.port)
  const name = get.host || sync.sandbox.ip
  const host = `${name}:${port}`
  const path = get.path ?? '/'
  const scheme = (get.scheme ?? 'HTTP').toLowerCase()
  const request = {
    method: 'GET',
    path,
    version: '1.1',
    headers: headersOf(get, host, 'lifecycle', sync.world),
    body: '',
  } as const
  saveSandbox(sync)
  const asked = (tls: boolean) =>
    sync.runtime.askHttp(sync.machine.metadata.name, name, port, { ...request, tls }, sync.world)
  let error = asked(scheme === 'https')
  if (scheme === 'https' && error === 'http: server gave HTTP response to HTTPS client' && asked(false) === undefined) {
    const message = `request to HTTPS lifecycle hook ${host} got HTTP response, retry with HTTP succeeded`
    recordEvent(sync, { type: 'Warning', reason: 'LifecycleHTTPFallback', message })
    error = undefined
  }
  readSandbox(sync)
  return error && `Get "${scheme}://${host}${path}": ${error}`
}
