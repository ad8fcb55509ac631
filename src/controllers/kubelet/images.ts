import { formatGoDuration } from '../../model/objects/duration.js'
import type { Pull } from '../../model/objects/machine.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { type Image, isPullFailure, type PullFailure } from '../../runtime/catalogue/image.js'
import { atPace, pullDuration } from './durations.js'
import { lastRun, recordEvent, recordRepeated, reportedWaiting, type Sync, type Waiting, wakeAt } from './sync.js'

/** `MaxImageBackOff` and the step it starts from. */
const FIRST_RETRY = 10_000
const LAST_RETRY = 300_000
/** The kubelet looks again about ten seconds after a failure; until then the failure itself is shown. */
const RESYNC = 10_000

/** Sees to it that a container's image is on the node (`images.EnsureImageExists`); says why the container has to wait. */
export function ensureImage(sync: Sync, container: Container, underWay: Waiting, times: number): Waiting | undefined {
  const reference = container.image ?? ''
  const found = sync.world.images.resolve(reference)
  if (isPullFailure(found) && found.failure === 'InvalidImageName') return invalidName(sync, container, found)
  const pull = pullOf(sync, container)
  if (pull === undefined && !needsPull(sync, container, found)) {
    if (isPresent(sync, found)) {
      const accessible = sync.world.features('KubeletEnsureSecretPulledImages') ? ' and can be accessed by the pod' : ''
      const message = `Container image "${reference}" already present on machine${accessible}`
      recordEvent(sync, { type: 'Normal', reason: 'Pulled', message, times }, container)
      return undefined
    }
    const message = `Container image "${reference}" is not present with pull policy of Never`
    return failed(sync, container, { reason: 'ErrImageNeverPull', message }, 'ErrImageNeverPull')
  }
  const pulling = pull?.doneAt !== undefined
  if (!pulling && pull?.failure !== undefined && sync.world.now < pull.startedAt + pull.failure.retryAfter) {
    return backingOff(sync, container, pull, pull.failure)
  }
  const current = pulling ? pull : startPull(sync, container, found, pull)
  if (current.doneAt !== undefined && current.doneAt > sync.world.now) {
    wakeAt(sync, current.doneAt)
    // Until another attempt has come to an end, the last one's outcome stands.
    return (current.failure && reportedWaiting(sync.pod, container.name)) ?? underWay
  }
  return finishPull(sync, container, found, current)
}

function pullOf(sync: Sync, container: Container): Pull | undefined {
  const pull = entryOf(sync.sandbox.pulls, container.name)
  return pull?.image === container.image ? pull : undefined
}

function isPresent(sync: Sync, found: Image | PullFailure): boolean {
  return !isPullFailure(found) && entryOf(sync.machine.images, found.name) !== undefined
}

function needsPull(sync: Sync, container: Container, found: Image | PullFailure): boolean {
  if (container.imagePullPolicy === 'Never') return false
  return container.imagePullPolicy === 'Always' || !isPresent(sync, found)
}

function startPull(sync: Sync, container: Container, found: Image | PullFailure, previous: Pull | undefined): Pull {
  const image = container.image ?? ''
  if (previous?.failure !== undefined) {
    const lasted = previous.failure.retryAfter - RESYNC
    for (const event of backOffEvents(container)) recordRepeated(sync, event, container, lasted)
  }
  recordEvent(sync, { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` }, container)
  const duration = atPace(durationOf(sync, container, found), sync.world)
  const pull: Pull = { ...previous, image, startedAt: sync.world.now, doneAt: sync.world.now + duration }
  setPull(sync, container, pull)
  return pull
}

/** What is there already is only checked against the registry. */
function durationOf(sync: Sync, container: Container, found: Image | PullFailure): number {
  const runs = lastRun(sync.sandbox, container.name)?.attempt ?? -1
  const attempt = `${sync.pod.metadata.uid}/${container.name}/${runs + 1}`
  const bytes = isPullFailure(found) || isPresent(sync, found) ? 0 : found.sizeBytes
  return pullDuration(bytes, sync.machine.metadata.name, container.image ?? '', attempt, sync.world)
}

function finishPull(sync: Sync, container: Container, found: Image | PullFailure, pull: Pull): Waiting | undefined {
  if (isPullFailure(found)) return pullFailed(sync, container, found, pull)
  const passed = (pull.doneAt ?? pull.startedAt) - pull.startedAt
  const took = formatGoDuration(passed > 0 ? passed : durationOf(sync, container, found))
  const message =
    `Successfully pulled image "${container.image}" in ${took} (${took} including waiting). ` +
    `Image size: ${found.sizeBytes} bytes.`
  recordEvent(sync, { type: 'Normal', reason: 'Pulled', message }, container)
  setPull(sync, container, undefined)
  if (!isPresent(sync, found)) {
    const images = { ...sync.machine.images, [found.name]: { digest: found.digest, sizeBytes: found.sizeBytes } }
    sync.machine = { ...sync.machine, images }
  }
  return undefined
}

function pullFailed(sync: Sync, container: Container, found: PullFailure, pull: Pull): Waiting {
  const message = `Failed to pull image "${container.image}": ${found.message}`
  recordEvent(sync, { type: 'Warning', reason: 'Failed', message }, container)
  recordEvent(sync, { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' }, container)
  const before = pull.failure?.retryAfter
  const retryAfter = before === undefined ? FIRST_RETRY : Math.min(2 * before, LAST_RETRY)
  const failure = { reason: 'ErrImagePull', message: found.message, retryAfter }
  const failedPull: Pull = { image: pull.image, startedAt: sync.world.now, failure }
  setPull(sync, container, failedPull)
  wakeAt(sync, shownUntil(failedPull, failure))
  return { reason: failure.reason, message: failure.message }
}

function shownUntil(pull: Pull, { retryAfter }: NonNullable<Pull['failure']>): number {
  return pull.startedAt + Math.min(RESYNC, retryAfter / 2)
}

function backingOff(sync: Sync, container: Container, pull: Pull, failure: NonNullable<Pull['failure']>): Waiting {
  const { reason, message, retryAfter } = failure
  const shown = shownUntil(pull, failure)
  if (sync.world.now < shown) {
    wakeAt(sync, shown)
    return { reason, message }
  }
  wakeAt(sync, pull.startedAt + retryAfter)
  if (reportedWaiting(sync.pod, container.name)?.reason !== 'ImagePullBackOff') {
    for (const event of backOffEvents(container)) recordEvent(sync, event, container)
  }
  return { reason: 'ImagePullBackOff', message: `${backOffWords(container)}: ${reason}: ${message}` }
}

function backOffWords({ image }: Container): string {
  return `Back-off pulling image "${image}"`
}

function backOffEvents(container: Container) {
  return [
    { type: 'Normal', reason: 'BackOff', message: backOffWords(container) },
    { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' },
  ] as const
}

function invalidName(sync: Sync, container: Container, { message }: PullFailure): Waiting {
  const words = `Failed to apply default image tag "${container.image}": ${message}`
  return failed(sync, container, { reason: 'InvalidImageName', message: words }, 'InspectFailed')
}

/** A failure that nothing but a change of the pod will mend. */
function failed(sync: Sync, container: Container, waiting: Waiting, event: string): Waiting {
  const reported = reportedWaiting(sync.pod, container.name)
  if (reported?.reason !== waiting.reason || reported.message !== waiting.message) {
    recordEvent(sync, { type: 'Warning', reason: event, message: waiting.message ?? '' }, container)
    recordEvent(sync, { type: 'Warning', reason: 'Failed', message: `Error: ${waiting.reason}` }, container)
  }
  return waiting
}

function setPull(sync: Sync, container: Container, pull: Pull | undefined): void {
  const { [container.name]: _, ...others } = sync.sandbox.pulls ?? {}
  const pulls = pull === undefined ? others : { ...others, [container.name]: pull }
  const { pulls: __, ...sandbox } = sync.sandbox
  sync.sandbox = Object.keys(pulls).length === 0 ? sandbox : { ...sandbox, pulls }
}
