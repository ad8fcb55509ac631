import type { ExecQuery, Streams } from '../../api/contract/client.js'
import type { ContainerRun } from '../../model/objects/machine.js'
import { updateRun } from '../containers/applications.js'
import { type ContainerView, commandLine, processOf, surroundingsOf } from '../containers/container.js'
import { initialFiles } from '../containers/initial-files.js'
import { traceOf } from '../containers/main-program.js'
import { runProcess } from '../shell/execute.js'
import { drive } from './driver.js'
import { containerHandlers, runningContainer } from './exec.js'
import type { Host } from './host.js'
import { readLogs } from './logs.js'

/**
 * `Client.attach`: joins a container's main process; its exit code, or undefined when detached. A program that reads
 * from an open standard input lives in the session: it runs here from its start, and its end is recorded. Of any other
 * the output is followed.
 */
export async function attach(
  host: Host,
  query: Omit<ExecQuery, 'command'>,
  streams: Streams,
): Promise<number | undefined> {
  const { signal } = query
  const { view, reads } = await host.transact((world) => {
    const found = runningContainer(query, world)
    return { view: found, reads: traceOf(found).trace.halt?.because === 'reads' }
  })
  return reads && query.stdin ? runHere(host, view, streams, signal) : follow(host, query, view, streams, signal)
}

async function follow(
  host: Host,
  query: Omit<ExecQuery, 'command'>,
  view: ContainerView,
  streams: Streams,
  signal?: AbortSignal,
): Promise<undefined> {
  const { namespace, pod, container } = query
  const lines = readLogs(host, {
    namespace,
    pod,
    container,
    follow: true,
    sinceTime: new Date(Math.max(view.run.startedAt, host.now() - 1)).toISOString(),
    ...(signal === undefined ? {} : { signal }),
  })
  for await (const line of lines) {
    streams.out(line)
    await streams.flush?.()
  }
  return undefined
}

/** Runs the main program with the session's streams; what it prints goes into the log as well. */
async function runHere(
  host: Host,
  view: ContainerView,
  streams: Streams,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const { pod, container } = view
  const tty = container.tty === true
  const files = await host.transact((world) => initialFiles({ ...view, world }))
  const surroundings = surroundingsOf(
    view,
    () => files,
    () => host.now(),
    'served',
  )
  const process = processOf(view, commandLine(view), surroundings, { in: tty, out: tty })
  const log = createLog(host)
  const handlers = containerHandlers(view, files)
  const code = await drive(runProcess(process), {
    host,
    tty,
    streams: {
      ...streams,
      out(text) {
        log.add('stdout', text)
        streams.out(text)
      },
      err(text) {
        log.add(tty ? 'stdout' : 'stderr', text)
        streams.err(text)
      },
    },
    handlers: {
      ...handlers,
      dirty: () => handlers.dirty() || log.pending.length > 0,
      save(world) {
        handlers.save(world)
        const lines = log.pending.splice(0)
        updateRun(pod, container.name, world, (run) => ({ ...run, lines: [...run.lines, ...lines] }))
      },
    },
    ...(signal === undefined ? {} : { signal }),
  })
  if (signal?.aborted === true && container.stdinOnce !== true) return undefined
  await host.transact((world) =>
    updateRun(pod, container.name, world, (run) => ({
      ...run,
      ended: run.ended ?? { at: world.now, code },
    })),
  )
  return code
}

/** Output on its way into the container's log, line by line. */
function createLog(host: Host) {
  const pending: ContainerRun['lines'] = []
  const partial = { stdout: '', stderr: '' }
  return {
    pending,
    add(stream: 'stdout' | 'stderr', text: string) {
      const lines = (partial[stream] + text).split('\n')
      partial[stream] = lines.pop() ?? ''
      for (const line of lines) pending.push([host.now(), stream, line])
    },
  }
}
