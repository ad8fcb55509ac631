import { posix, win32 } from 'node:path'
import type { Streams } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import type { Pod } from '../../model/objects/types.js'
import { bytesOf, textOf } from '../../model/values/byte-text.js'
import { fileReason } from '../../model/values/file-errors.js'
import { packTar, type TarEntry, TarFault, unpackTar } from '../../model/values/tar-archive.js'
import { type Command, type Context, ExitCode } from '../command.js'
import { chooseContainer, podsResource } from '../selection/pod-choice.js'
import { containerFlag, withSessionErrors } from './exec.js'

interface Place {
  /** Undefined: on the user's own machine. */
  readonly pod: string | undefined
  /** Empty: the one of the command. */
  readonly namespace: string
  readonly path: string
}

interface Request {
  readonly specs: readonly [from: string, to: string]
  readonly container: string
  readonly preserve: boolean
}

/** `cp SOURCE DESTINATION` (kubectl `pkg/cmd/cp/cp.go`): tar in the container, at the other end of an exec. */
export const command: Command<Request> = {
  description:
    'Copy files and directories between this machine and a container, which must have tar. A file in a container is written\n[NAMESPACE/]POD:PATH.',
  examples: `
# A directory into a pod
kubectl cp /tmp/foo_dir mypod:/tmp/bar_dir

# A file into one container of a pod
kubectl cp /tmp/foo mypod:/tmp/bar -c mycontainer

# A file from a pod of another namespace
kubectl cp mynamespace/mypod:/tmp/foo /tmp/bar`,
  usage: '<file-spec-src> <file-spec-dest>',
  flags: [
    containerFlag,
    {
      name: 'no-preserve',
      type: 'bool',
      default: 'false',
      description: "The copied file/directory's ownership and permissions will not be preserved in the container",
    },
    {
      name: 'retries',
      type: 'int',
      default: '0',
      description:
        'Set number of retries to complete a copy operation from a container. Specify 0 to disable or any negative value for infinite retrying. The default is 0 (no retry).',
    },
  ],
  parse: ({ positional }, flags) => {
    if (positional.length !== 2) throw new UsageError('source and destination are required')
    const [from = '', to = ''] = positional
    return { specs: [from, to], container: flags.string('container'), preserve: !flags.bool('no-preserve') }
  },
  run: ({ specs, ...options }, context) => {
    const windows = context.machine.platform === 'win32'
    const [from, to] = specs.map((spec) => placeIn(spec, windows)) as [Place, Place]
    if (from.pod && to.pod) throw new UsageError('one of src or dest must be a local file specification')
    if (from.path === '' || to.path === '') throw new UsageError('filepath can not be empty')
    if (!from.pod && !to.pod) throw new UsageError('one of src or dest must be a remote file specification')
    const copy: Copy = { from, to, ...options, local: windows ? win32 : posix }
    return from.pod ? fromPod(copy, context) : toPod(copy, context)
  },
}

interface Copy extends Pick<Request, 'container' | 'preserve'> {
  readonly from: Place
  readonly to: Place
  /** The paths of this machine; a container's are always those of POSIX. */
  readonly local: typeof posix
}

/**
 * What an argument means (`extractFileSpec`). kubectl takes the drive of a path on Windows for a pod too, which none can be
 * called with a backslash behind it, or in capitals: there it is a drive.
 */
function placeIn(spec: string, windows: boolean): Place {
  const at = spec.indexOf(':')
  const isLocal = at < 0 || (windows && /^(?:[A-Za-z]:\\|[A-Z]:(?:\/|$))/.test(spec))
  if (isLocal) return { pod: undefined, namespace: '', path: withoutSlash(spec) }
  const names = spec.slice(0, at).split('/')
  if (at === 0 || names.length > 2) {
    throw new UsageError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  }
  const [pod = '', namespace = ''] = names.reverse()
  // Windows' separators are POSIX's in a container (`newRemotePath`).
  return { pod, namespace, path: withoutSlash(spec.slice(at + 1)).replaceAll('\\', '/') }
}

/** `stripTrailingSlash`. */
const withoutSlash = (path: string) => path.replace(/(.)\/$/, '$1')

interface Session {
  readonly command: readonly string[]
  readonly input?: string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Runs a command in the container; resolves to its exit code. */
async function execute(
  { pod = '', namespace }: Place,
  wanted: string,
  { command, input, out, err }: Session,
  context: Context,
): Promise<number> {
  const { client } = context
  const within = namespace || context.namespace
  const found = await client.get<Pod>({ resource: await podsResource(context), namespace: within, name: pod })
  const { phase } = found.status
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new UsageError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  }
  const choosing = { ...context, io: Object.create(context.io, { err: { value: err } }) as Context['io'] }
  const container = wanted || chooseContainer(found, '', false, choosing).name
  const streams: Streams = { stdin: input === undefined ? undefined : once(input), out, err }
  const query = {
    namespace: within,
    pod,
    container,
    command,
    stdin: input !== undefined,
    tty: false,
    signal: context.signal,
  }
  return withSessionErrors(() => client.exec(query, streams))
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

function ended(code: number, { io }: Context): void {
  if (code === 0) return
  io.err(`command terminated with exit code ${code}\n`)
  throw new ExitCode(code)
}

async function toPod({ from, to, container, preserve, local }: Copy, context: Context): Promise<void> {
  const { files, io } = context
  await files.isDirectory(from.path).catch(() => {
    throw new UsageError(`${from.path} doesn't exist in local filesystem`)
  })
  const silent = { out: () => {}, err: () => {} }
  const isDirectory = (await execute(to, container, { command: ['test', '-d', to.path], ...silent }, context)) === 0
  const base = local.basename(local.normalize(from.path))
  const target = posix.normalize(isDirectory ? posix.join(to.path, base) : to.path).replace(/(.)\/$/, '$1')
  const entries: TarEntry[] = []
  await collect(from.path, posix.basename(target), entries, local, context)
  const permissions = preserve ? [] : ['--no-same-permissions', '--no-same-owner']
  const directory = posix.dirname(target)
  const session: Session = {
    command: ['tar', ...permissions, '-xmf', '-', ...(directory === '' ? [] : ['-C', directory])],
    input: textOf(packTar(entries)),
    out: (text) => io.out(text),
    err: (text) => io.err(text),
  }
  ended(await execute(to, container, session, context), context)
}

/** A file, or all that is in a directory; one that is empty is kept too. */
async function collect(
  path: string,
  name: string,
  entries: TarEntry[],
  local: Copy['local'],
  context: Context,
): Promise<void> {
  const { files, client } = context
  const stamp = { modified: Math.floor(client.now() / 1000), target: '' }
  if (!(await files.isDirectory(path))) {
    const content = Buffer.from(await files.readBytes(path))
    entries.push({ name, kind: 'file', mode: 0o644, content, ...stamp })
    return
  }
  const children = await files.list(path)
  if (children.length === 0) entries.push({ name, kind: 'directory', mode: 0o755, content: Buffer.alloc(0), ...stamp })
  for (const child of children) await collect(local.join(path, child), `${name}/${child}`, entries, local, context)
}

async function fromPod({ from, to, container, local }: Copy, context: Context): Promise<void> {
  const { io } = context
  const pieces: string[] = []
  const session: Session = {
    command: ['tar', 'cf', '-', from.path],
    out: (text) => pieces.push(text),
    // kubectl shows it on its own standard output.
    err: (text) => io.out(text),
  }
  ended(await execute(from, container, session, context), context)
  // Names that lead out of the root do not.
  const prefix = posix
    .normalize(from.path.replace(/^\/+/, '') || '.')
    .replace(/^(\.\.\/)+/, '')
    .replace(/\/$/, '')
  try {
    for (const entry of unpackTar(bytesOf(pieces.join(''))))
      await place(entry, prefix === '.' ? '' : prefix, { path: to.path, local }, context)
  } catch (error) {
    throw error instanceof TarFault ? new UsageError('unexpected EOF') : error
  }
}

async function place(
  { name, kind, content }: TarEntry,
  prefix: string,
  destination: { readonly path: string; readonly local: Copy['local'] },
  context: Context,
): Promise<void> {
  const { files, io } = context
  if (!name.startsWith(prefix)) throw new UsageError('tar contents corrupted')
  const { local } = destination
  const path = withoutSlash(local.join(destination.path, name.slice(prefix.length).replaceAll('\\', '/')))
  const inside = local.relative(destination.path, path)
  if (/^\.\.(?:[\\/]|$)/.test(inside) || local.isAbsolute(inside)) {
    io.err(`warning: file ${goQuote(path)} is outside target destination, skipping\n`)
    return
  }
  try {
    await files.makeDirectory(kind === 'directory' ? path : local.dirname(path))
    if (kind === 'file') await files.writeBytes(path, content)
  } catch (error) {
    throw new UsageError(`open ${path}: ${fileReason(error)}`)
  }
}
