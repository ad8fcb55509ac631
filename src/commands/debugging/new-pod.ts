import type { WatchEvent } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { isPodReady, isPodTerminal } from '../../model/objects/pods.js'
import type { Pod } from '../../model/objects/types.js'
import { type Context, ExitCode } from '../command.js'
import { chooseContainer, podsResource } from '../selection/pod-choice.js'
import { attachTo } from './attach.js'

export interface SessionOptions {
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
  readonly leaveStdinOpen: boolean
  /** How long to wait for the pod, milliseconds. */
  readonly timeout: number
}

/** Attaches to a pod that was just made, and ends as its program ended (kubectl `pkg/cmd/run`, `handleAttachPod`). */
export async function attachToNew(created: Pod, options: SessionOptions, context: Context): Promise<void> {
  const pod = await waitForPod(created, options.timeout, (one) => isPodTerminal(one) || isRunningAndReady(one), context)
  if (isPodTerminal(pod)) await printLog(pod, pod.spec.containers[0]!.name, context)
  else await attachOrPrintLog(pod, options, context)
  const { restartPolicy } = created.spec
  if (options.leaveStdinOpen || (restartPolicy !== 'Never' && restartPolicy !== 'OnFailure')) return
  const done = restartPolicy === 'OnFailure' ? (one: Pod) => one.status.phase === 'Succeeded' : isPodTerminal
  endAs(await waitForPod(created, options.timeout, done, context), context)
}

/** A program that is over already cannot be attached to; what it said is in its log. */
async function attachOrPrintLog(pod: Pod, options: SessionOptions, context: Context): Promise<void> {
  await printEarlier(pod, context)
  try {
    await attachTo(pod, { ...options, container: '' }, context)
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof UsageError)) throw error
    const { name } = pod.metadata
    context.io.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`)
    await printLog(pod, pod.spec.containers[0]!.name, context)
  }
}

/** What the program has said before anybody could join it. */
async function printEarlier(pod: Pod, context: Context): Promise<void> {
  try {
    await printLog(pod, chooseContainer(pod, '', true, context).name, context)
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof UsageError)) throw error
    context.io.err(`warning: couldn't fetch pre-attach logs: ${error.message}\n`)
  }
}

function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isPodReady(pod)
}

/** Waits until the pod is as wanted; a failed or deleted one ends the wait, as does the timeout. */
export async function waitForPod(
  pod: Pod,
  timeout: number,
  wanted: (pod: Pod) => boolean,
  context: Context,
): Promise<Pod> {
  const { client, io, signal } = context
  const { name, namespace = '' } = pod.metadata
  await io.flush()
  const resource = await podsResource(context)
  const until = client.now() + timeout
  const watch = client.watch({ resource, namespace, name, fieldSelector: `metadata.name=${name}`, until, signal })
  for await (const { type, object } of watch as AsyncIterable<WatchEvent<Pod>>) {
    if (type === 'DELETED') throw new UsageError(`pods "${name}" not found`)
    if (type !== 'BOOKMARK' && wanted(object)) return object
  }
  if (signal.aborted) throw new ExitCode(Number(signal.reason))
  throw new UsageError('timed out waiting for the condition')
}

export async function printLog(pod: Pod, container: string, { client, io }: Context): Promise<void> {
  const { name: podName, namespace = '' } = pod.metadata
  for await (const chunk of client.logs({ namespace, pod: podName, container })) io.out(chunk)
}

/** The exit code of the pod's container becomes ours. */
function endAs(pod: Pod, { io }: Context): void {
  const { name, namespace } = pod.metadata
  if (pod.status.phase === 'Succeeded') return
  if (pod.status.phase !== 'Failed') throw new UsageError(`pod ${namespace}/${name} left in phase ${pod.status.phase}`)
  const terminated = pod.status.containerStatuses?.[0]?.state?.terminated
  if (terminated === undefined || terminated.exitCode === 0) {
    throw new UsageError(`pod ${namespace}/${name} failed with unknown exit code`)
  }
  const { reason = '', message = '' } = terminated
  io.err(`pod ${namespace}/${name} terminated (${reason})\n${message === '' ? '' : `${message}\n`}`)
  throw new ExitCode(terminated.exitCode)
}
