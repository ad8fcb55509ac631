import type { ContainerRun } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import { runProcess } from '../shell/execute.js'
import { previewAnswer } from './applications.js'
import { processOf, surroundingsOf, viewOf } from './container.js'
import { traceOf } from './main-program.js'
import { presentFiles } from './present-files.js'
import { missingExecutable } from './runs.js'
import { Trace } from './trace.js'
import type { RuntimeWorld } from './world.js'

/** A probe comes again and again for as long as its container lives: it has a part of a processor. */
const PROBE_SHARE = 1 / 8
/** So much of what a probe says is heard (`maxReadLength` in `pkg/probe/exec`). */
const LONGEST_OUTPUT = 10 * 1024

/** What came of a command in a container. */
export type CommandOutcome =
  | { readonly outcome: 'ended'; readonly code: number; readonly output: string }
  | { readonly outcome: 'timeout' }
  | { readonly outcome: 'missing'; readonly message: string }

/** The status with which a port of a pod would answer a GET; 0 when it is not HTTP, undefined when nothing listens. */
export function probeHttp(
  pod: Pod,
  port: number,
  path: string,
  headers: readonly (readonly [string, string])[],
  world: RuntimeWorld,
): number | undefined {
  const request = { method: 'GET', path, version: '1.1' as const, headers, body: '', tls: false }
  const answer = previewAnswer(pod, port, request, world)
  return answer === undefined ? undefined : answer === 'closed' ? 0 : answer.status
}

/** Runs a command in a container as it is now. Whatever the command writes is forgotten. */
export function probeCommand(
  pod: Pod,
  container: Container,
  run: ContainerRun,
  command: readonly string[],
  timeout: Millis,
  world: RuntimeWorld,
): CommandOutcome {
  const view = viewOf(pod, container, run, world)
  if (view === undefined) return { outcome: 'timeout' }
  const surroundings = surroundingsOf(
    view,
    () => presentFiles(view),
    () => world.now,
    'content',
  )
  const [name = ''] = command
  if (surroundings.find(name, container.workingDir ?? view.image.workingDirectory) === undefined) {
    return { outcome: 'missing', message: missingExecutable(name) }
  }
  const process = processOf(view, command, surroundings, { in: false, out: false })
  const options = {
    share: PROBE_SHARE,
    answers: [],
    inputOpen: false,
    isTaken: () => false,
    fill: (text: string) => text,
  }
  const trace = new Trace(runProcess(process), options)
  trace.advance(timeout)
  const output = trace.lines
    .slice(0, LONGEST_OUTPUT)
    .map(({ text }) => `${text}\n`)
    .join('')
    .slice(0, LONGEST_OUTPUT)
  if (trace.halt?.because === 'exit') return { outcome: 'ended', code: trace.halt.code, output }
  // A command that goes out to the network is taken to find there what it looks for.
  return trace.halt?.because === 'asks' ? { outcome: 'ended', code: 0, output } : { outcome: 'timeout' }
}

/** Whether the container's program will still do something by itself: what a probe finds may change with time alone. */
export function changesByItself(pod: Pod, container: Container, run: ContainerRun, world: RuntimeWorld): boolean {
  const view = viewOf(pod, container, run, world)
  return view !== undefined && traceOf(view).trace.halt === undefined
}
