import type { ContainerRun } from '../../model/objects/machine.js'
import type { Container, Pod } from '../../model/objects/types.js'
import { bytesOf, textOf } from '../../model/values/byte-text.js'
import { resolvePath, terminationLog } from '../processes/file-system.js'
import { viewOf } from './container.js'
import { filesWritten, traceOf } from './main-program.js'
import type { RuntimeWorld } from './world.js'

/** `MaxContainerTerminationMessageLength`, `…LogLength` and `…LogLines`. */
const MOST_WRITTEN = 4096
const MOST_LOGGED = 2048
const MOST_LINES = 80

/**
 * What a container leaves as its last words: what has been written to its termination log, or, where it wants that and has
 * failed, the end of its log (`getTerminationMessage`). Empty without.
 */
export function terminationMessage(pod: Pod, container: Container, run: ContainerRun, world: RuntimeWorld): string {
  const view = viewOf(pod, container, run, world)
  if (view === undefined) return ''
  const path = resolvePath(container.terminationMessagePath ?? terminationLog, '/')
  const written = (Object.hasOwn(run.files, path) ? run.files[path] : filesWritten(view).get(path)) ?? ''
  if (written !== '') return lastOf(written, MOST_WRITTEN)
  if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || run.exitCode === 0) return ''
  const logged = [...traceOf(view).trace.lines.map(({ text }) => text), ...run.lines.map(([, , text]) => text)]
  const lines = logged.slice(-MOST_LINES).map((text) => `${text}\n`)
  return lastOf(lines.join(''), MOST_LOGGED)
}

function lastOf(text: string, bytes: number): string {
  return text.length * 4 <= bytes ? text : textOf(bytesOf(text).subarray(-bytes))
}
