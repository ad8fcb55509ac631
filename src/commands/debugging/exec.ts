import type { ExecQuery } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import { type Command, type Context, ExitCode, type Flag } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { byActivity, chooseContainer, podFor, podRunningTimeoutFlag } from '../selection/pod-choice.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { sessionStreams } from './streams.js'

interface Request {
  readonly resource: string
  readonly files: FileOptions
  readonly command: readonly string[]
  readonly container: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
  readonly timeout: number
}

export const containerFlag: Flag = {
  name: 'container',
  short: 'c',
  type: 'string',
  description:
    'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
}
export const stdinFlag: Flag = {
  name: 'stdin',
  short: 'i',
  type: 'bool',
  default: 'false',
  description: 'Pass stdin to the container',
}
export const ttyFlag: Flag = { name: 'tty', short: 't', type: 'bool', default: 'false', description: 'Stdin is a TTY' }
export const quietFlag: Flag = {
  name: 'quiet',
  short: 'q',
  type: 'bool',
  default: 'false',
  description: 'Only print output from the remote session',
}

/** `exec (POD | TYPE/NAME) -- COMMAND` (kubectl `pkg/cmd/exec/exec.go`). */
export const command: Command<Request> = {
  description: 'Execute a command in a container.',
  examples: `
# Output of date in the first container of the pod mypod
kubectl exec mypod -- date

# A shell
kubectl exec mypod -it -- sh`,
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: [
    containerFlag,
    { name: 'filename', short: 'f', type: 'strings', description: 'to use to exec into the resource' },
    podRunningTimeoutFlag('1m0s'),
    quietFlag,
    stdinFlag,
    ttyFlag,
  ],
  parse: ({ positional, dash }, flags) => {
    const filenames = flags.strings('filename')
    const given = positional.length > 0 && dash !== 0
    const resource = given ? (positional[0] ?? '') : ''
    const isCommand = dash === 0 || dash === 1
    if (!isCommand && (positional.length > 1 || (positional.length > 0 && filenames.length > 0))) {
      throw new UsageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead', true)
    }
    if (resource === '' && filenames.length === 0)
      throw new UsageError('pod, type/name or --filename must be specified')
    const words = isCommand ? positional.slice(dash) : []
    if (words.length === 0) throw new UsageError('you must specify at least one command for the container')
    return {
      resource,
      files: { filenames, kustomize: '', recursive: false },
      command: words,
      container: flags.string('container'),
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      quiet: flags.bool('quiet'),
      timeout: flags.duration('pod-running-timeout'),
    }
  },
  run: async (request, context) => {
    const selected = await selectOne(request, context)
    const { pod } = await podFor(selected, 'attach to', byActivity, request.timeout, context)
    // A pod of a file need not have a status.
    const { phase } = pod.status ?? {}
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new UsageError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    }
    const container = chooseContainer(pod, request.container, request.quiet, context).name
    const tty = usableTty(request, context)
    const query: ExecQuery = {
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name ?? '',
      container,
      command: request.command,
      stdin: request.stdin,
      tty,
      signal: context.signal,
    }
    const code = await withSessionErrors(() => context.client.exec(query, sessionStreams(context, request.stdin, tty)))
    if (code === 0 || context.signal.aborted) return
    context.io.err(`command terminated with exit code ${code}\n`)
    throw new ExitCode(code)
  },
}

async function selectOne({ resource, files }: Request, context: Context): Promise<Selected> {
  const args = resource === '' ? [] : [resource]
  const selection = await selectResources({ args, files, typed: true, defaultType: 'pods' }, context)
  const [selected, ...more] = await selection.all()
  if (selected === undefined || more.length > 0 || !selection.singleItem)
    throw new UsageError('cannot exec into multiple objects at a time')
  return selected
}

/** A terminal can be had only where there is one (`StreamOptions.SetupTTY`). */
export function usableTty(
  { stdin, tty, quiet }: { stdin: boolean; tty: boolean; quiet: boolean },
  { io }: Context,
): boolean {
  if (!stdin || !tty || io.terminal.in) return stdin && tty
  if (!quiet) io.err('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return false
}

/**
 * What the container runtime says comes over the session; what the API server answers instead of opening one is told as such
 * (streaming's `spdy/roundtripper.go`, which since 1.36 looks at the message alone).
 */
export async function withSessionErrors<T>(session: () => Promise<T>): Promise<T> {
  try {
    return await session()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const refused = error.reason === 'InternalError' ? '' : 'unable to upgrade connection: '
    throw new UsageError(`${refused}${error.message}`)
  }
}
