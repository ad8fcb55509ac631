import { bytesOf, textOf } from '../../model/values/byte-text.js'
import { packTar, type TarEntry, TarFault, unpackTar } from '../../model/values/tar-archive.js'
import { complain, type Part, type Run, readAll, write } from '../processes/effects.js'
import { parentOf, resolvePath } from '../processes/file-system.js'
import type { Process } from '../processes/process.js'
import { readOptions } from './options.js'

interface Job {
  readonly self: Process
  readonly gnu: boolean
  /** Where names are looked for, and extracted to. */
  readonly directory: string
  readonly verbose: boolean
  readonly archive: string
}

const known = [
  'c',
  'x',
  't',
  'f:',
  'C:',
  'v',
  'm',
  'p',
  'o',
  'k',
  'O',
  'z',
  'j',
  'J',
  'no-same-permissions',
  'no-same-owner',
]

/** Archives come as they are, and need not be held as a text. */
const mostArchived = 256 * 1024 * 1024

/** tar: GNU's or busybox's, without compression. */
export function* tar(self: Process): Run {
  const gnu = self.surroundings.tools === 'gnu'
  const [first = '', ...rest] = self.argv.slice(1)
  // The letters need no dash.
  const { flags, values, operands, unknown } = readOptions(
    /^[a-zA-Z]+$/.test(first) ? [`-${first}`, ...rest] : [first, ...rest],
    known,
  )
  const compressed = ['z', 'j', 'J'].find((letter) => flags.has(letter))
  if (unknown !== undefined || compressed !== undefined) {
    const what = unknown ?? `-${compressed}`
    yield* complain(
      `tar: ${compressed === undefined ? 'unrecognized' : 'compression is not simulated:'} option '${what}'\n`,
    )
    return gnu ? 64 : 1
  }
  const directory = resolvePath(values.get('C') ?? '.', self.directory)
  const job = { self, gnu, directory, verbose: flags.has('v'), archive: values.get('f') ?? '-' }
  if (!self.surroundings.files.isDirectory(directory)) {
    const given = values.get('C') ?? ''
    return yield* fail(
      job,
      gnu
        ? `${given}: Cannot open: No such file or directory`
        : `can't change directory to '${given}': No such file or directory`,
      gnu ? 'Error is not recoverable: exiting now' : '',
    )
  }
  if (flags.has('c')) return yield* create(job, operands)
  if (flags.has('x') || flags.has('t')) return yield* extract(job, flags.has('t'))
  const usage = "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"
  return yield* fail(job, gnu ? usage : 'no action specified', '')
}

function* fail({ gnu }: Job, what: string, end: string): Part<number> {
  yield* complain(`tar: ${what}\n${end === '' ? '' : `tar: ${end}\n`}`)
  return gnu ? 2 : 1
}

const lateEnd = ({ gnu }: Job) =>
  gnu ? 'Exiting with failure status due to previous errors' : 'error exit delayed from previous errors'

function* create(job: Job, names: readonly string[]): Part<number> {
  const { self, gnu, directory, archive } = job
  const { files } = self.surroundings
  if (names.length === 0) {
    return yield* fail(job, gnu ? 'Cowardly refusing to create an empty archive' : 'empty archive', '')
  }
  const entries: TarEntry[] = []
  let missing = false
  let stripped = false
  const add = (path: string, name: string): void => {
    const stamp = { mode: 0o644, modified: Math.floor(self.surroundings.now() / 1000), target: '' }
    const content = files.read(path)
    if (content !== undefined) entries.push({ name, kind: 'file', ...stamp, content: bytesOf(content) })
    else {
      entries.push({ name, kind: 'directory', ...stamp, mode: 0o755, content: Buffer.alloc(0) })
      for (const child of files.list(path))
        add(`${path === '/' ? '' : path}/${child}`, `${name.replace(/\/$/, '')}/${child}`)
    }
  }
  for (const given of names) {
    const path = resolvePath(given, directory)
    if (given.startsWith('/') && !stripped) {
      stripped = true
      yield* complain(
        gnu ? "tar: Removing leading `/' from member names\n" : "tar: removing leading '/' from member names\n",
      )
    }
    if (files.exists(path)) add(path, given.replace(/^\/+/, '').replace(/\/+$/, '') || '.')
    else {
      missing = true
      yield* complain(`tar: ${given}: ${gnu ? 'Cannot stat: ' : ''}No such file or directory\n`)
    }
  }
  if (job.verbose) yield* complain(entries.map(({ name }) => `${name}\n`).join(''))
  const text = textOf(packTar(entries))
  const fault = archive === '-' ? undefined : files.write(resolvePath(archive, self.directory), text)
  if (archive === '-') yield* write(text)
  if (fault !== undefined) return yield* fail(job, `${archive}: Cannot open: ${fault}`, '')
  return missing ? yield* failLate(job) : 0
}

function* failLate(job: Job): Part<number> {
  yield* complain(`tar: ${lateEnd(job)}\n`)
  return job.gnu ? 2 : 1
}

function* extract(job: Job, listOnly: boolean): Part<number> {
  const { self, gnu, directory, archive, verbose } = job
  const { files } = self.surroundings
  const text = archive === '-' ? yield* readAll(mostArchived) : files.read(resolvePath(archive, self.directory))
  if (text === undefined) {
    return yield* fail(
      job,
      gnu ? `${archive}: Cannot open: No such file or directory` : `can't open '${archive}': No such file or directory`,
      gnu ? 'Error is not recoverable: exiting now' : '',
    )
  }
  let failed = false
  try {
    for (const entry of unpackTar(bytesOf(text))) {
      if (listOnly || verbose) yield* write(`${entry.name}\n`)
      const fault = listOnly ? undefined : put(entry, resolvePath(entry.name.replace(/^\/+/, ''), directory), self)
      if (fault === undefined) continue
      failed = true
      yield* complain(`tar: ${gnu ? `${entry.name}: Cannot open: ${fault}` : `can't open '${entry.name}': ${fault}`}\n`)
      if (!gnu) return 1
    }
  } catch (error) {
    if (!(error instanceof TarFault)) throw error
    return yield* fail(
      job,
      gnu ? 'This does not look like a tar archive' : 'invalid tar magic',
      gnu ? lateEnd(job) : '',
    )
  }
  return failed ? yield* failLate(job) : 0
}

/** Writes what an entry holds, with the directories on the way to it; a string is the reason why that cannot be. */
function put({ kind, content }: TarEntry, path: string, { surroundings }: Process): string | undefined {
  const { files } = surroundings
  if (kind !== 'file' && kind !== 'directory') return 'Operation not supported'
  const wanted = kind === 'directory' ? path : parentOf(path)
  const parts = wanted.split('/').filter(Boolean)
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = `/${parts.slice(0, depth).join('/')}`
    const fault = files.isDirectory(part) ? undefined : files.makeDirectory(part)
    if (fault !== undefined) return fault
  }
  return kind === 'directory' ? undefined : files.write(path, textOf(content))
}
