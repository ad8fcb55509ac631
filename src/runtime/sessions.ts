import type { ExecQuery, LogQuery, Streams } from '../api/client.js'
import type { Host } from './host.js'

/** `Client.exec`: runs a command in a container; resolves to its exit code. Throws ApiErrors. */
export async function execute(_host: Host, _query: ExecQuery, _streams: Streams): Promise<number> {
  throw new Error('not built yet')
}

/** `Client.attach`: joins a container's main process; its exit code, or undefined when detached. */
export async function attach(
  _host: Host,
  _query: Omit<ExecQuery, 'command'>,
  _streams: Streams,
): Promise<number | undefined> {
  throw new Error('not built yet')
}

/** `Client.logs`: the log's text in chunks, newlines included. */
export async function* readLogs(_host: Host, _query: LogQuery): AsyncIterable<string> {}

/** Runs a program on the user's own machine (`kubesim curl …`) or, with a node, on that node (`kubesim ssh`). */
export async function runOnMachine(
  _host: Host,
  _where: { node: string | undefined },
  _argv: readonly string[],
  _streams: Streams & { tty: boolean },
  _signal?: AbortSignal,
): Promise<number> {
  throw new Error('not built yet')
}
