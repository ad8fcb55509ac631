import type { ContainerRun } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import { previewAnswer } from './applications.js'
import { runCommand } from './commands.js'
import { viewOf } from './container.js'
import { traceOf } from './main-program.js'
import type { Trace } from './trace.js'
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
  const ran = runCommand(view, command, { share: PROBE_SHARE, timeout })
  if (typeof ran === 'string') return { outcome: 'missing', message: ran }
  const { trace } = ran
  const output = outputOf(trace.lines)
  if (trace.halt?.because === 'exit') return { outcome: 'ended', code: trace.halt.code, output }
  // A command that goes out to the network is taken to find there what it looks for.
  return trace.halt?.because === 'asks' ? { outcome: 'ended', code: 0, output } : { outcome: 'timeout' }
}

/** The beginning of what a command has said. */
export function outputOf(lines: Trace['lines']): string {
  const text = lines.slice(0, LONGEST_OUTPUT).map(({ text }) => `${text}\n`)
  return text.join('').slice(0, LONGEST_OUTPUT)
}

/** Whether the container's program will still do something by itself: what a probe finds may change with time alone. */
export function changesByItself(pod: Pod, container: Container, run: ContainerRun, world: RuntimeWorld): boolean {
  const view = viewOf(pod, container, run, world)
  return view !== undefined && traceOf(view).trace.halt === undefined
}
