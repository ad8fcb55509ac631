import { byteLength } from '../../model/values/byte-text.js'
import { complain, type Run, write } from '../processes/effects.js'
import { baseName, parentOf, resolvePath } from '../processes/file-system.js'
import type { Command, Process } from '../processes/process.js'
import { readOptions } from './options.js'

/** Commands on files and directories. */
export const fileCommands: Readonly<Record<string, Command>> = {
  ls,
  *pwd({ directory }) {
    yield* write(`${directory}\n`)
    return 0
  },
  *basename({ argv }) {
    const name = baseName(withoutSlashes(argv[1] ?? ''))
    const suffix = argv[2] ?? ''
    yield* write(`${suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`)
    return 0
  },
  *dirname({ argv }) {
    const path = argv[1] ?? ''
    const bare = withoutSlashes(path)
    const at = bare.lastIndexOf('/')
    const parent = at < 0 ? (path.startsWith('/') ? '/' : '.') : withoutSlashes(bare.slice(0, at)) || '/'
    yield* write(`${parent}\n`)
    return 0
  },
  *mkdir(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['p', 'v', 'm:'])
    const { files } = self.surroundings
    return yield* overPaths(self, operands, "can't create directory", 'cannot create directory', (path) => {
      if (!flags.has('p')) return files.makeDirectory(path)
      const parts = path.split('/').filter(Boolean)
      for (let depth = 1; depth <= parts.length; depth++) {
        const part = `/${parts.slice(0, depth).join('/')}`
        if (!files.isDirectory(part)) {
          const fault = files.makeDirectory(part)
          if (fault !== undefined) return fault
        }
      }
      return undefined
    })
  },
  *rmdir(self) {
    const { files } = self.surroundings
    return yield* overPaths(self, operandsOf(self), '', 'failed to remove', (path) =>
      files.isDirectory(path) && files.list(path).length > 0 ? 'Directory not empty' : files.remove(path),
    )
  },
  *rm(self) {
    const { flags, operands } = readOptions(self.argv.slice(1), ['r', 'R', 'f', 'v', 'i'])
    const { files } = self.surroundings
    return yield* overPaths(self, operands, "can't remove", 'cannot remove', (path) => {
      if (!files.exists(path)) return flags.has('f') ? undefined : 'No such file or directory'
      if (files.isDirectory(path) && !flags.has('r') && !flags.has('R')) return 'Is a directory'
      return files.remove(path)
    })
  },
  *touch(self) {
    const { files } = self.surroundings
    return yield* overPaths(self, operandsOf(self), '', 'cannot touch', (path) =>
      files.exists(path) ? undefined : files.write(path, ''),
    )
  },
  *chmod() {
    yield* write('')
    return 0
  },
  cp: (self) => copy(self, false),
  mv: (self) => copy(self, true),
}

/** A path without slashes at its end. */
function withoutSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

function operandsOf(self: Process): readonly string[] {
  return self.argv.slice(1).filter((arg) => !arg.startsWith('-'))
}

function* overPaths(
  self: Process,
  names: readonly string[],
  busybox: string,
  gnu: string,
  act: (path: string) => string | undefined,
): Run {
  let status = 0
  for (const name of names) {
    const fault = act(resolvePath(name, self.directory))
    if (fault === undefined) continue
    status = 1
    const said =
      self.surroundings.tools === 'busybox' ? `${busybox === '' ? '' : `${busybox} `}'${name}'` : `${gnu} '${name}'`
    yield* complain(
      `${self.argv[0]}: ${busybox === '' && self.surroundings.tools === 'busybox' ? name : said}: ${fault}\n`,
    )
  }
  return status
}

function* copy(self: Process, moves: boolean): Run {
  const { operands } = readOptions(self.argv.slice(1), ['r', 'R', 'a', 'f', 'p', 'v'])
  const { files } = self.surroundings
  const target = resolvePath(operands.at(-1) ?? '', self.directory)
  return yield* overPaths(self, operands.slice(0, -1), "can't stat", 'cannot stat', (source) => {
    const into = files.isDirectory(target) ? `${target === '/' ? '' : target}/${baseName(source)}` : target
    const content = files.read(source)
    if (content === undefined && !files.isDirectory(source)) return 'No such file or directory'
    if (content !== undefined) return moves ? files.rename(source, into) : files.write(into, content)
    const fault = copyTree(self, source, into)
    if (fault === undefined && moves) files.remove(source)
    return fault
  })
}

/** What is in the source when it begins, so that a directory may be copied into itself. */
function copyTree(self: Process, source: string, target: string): string | undefined {
  const { files } = self.surroundings
  const names = files.list(source)
  const fault = files.isDirectory(target) ? undefined : files.makeDirectory(target)
  if (fault !== undefined) return fault
  for (const name of names) {
    const [from, to] = [`${source}/${name}`, `${target}/${name}`]
    const content = files.read(from)
    const failed = content === undefined ? copyTree(self, from, to) : files.write(to, content)
    if (failed !== undefined) return failed
  }
  return undefined
}

function* ls(self: Process): Run {
  const { flags, operands } = readOptions(self.argv.slice(1), [
    'l',
    'a',
    'A',
    '1',
    'h',
    't',
    'r',
    'R',
    'd',
    'F',
    'S',
    'i',
    'color',
  ])
  const { files, tools } = self.surroundings
  const targets = operands.length === 0 ? ['.'] : operands
  let status = 0
  const directories: { name: string; path: string }[] = []
  const plain: { name: string; path: string }[] = []
  for (const name of targets) {
    const path = resolvePath(name, self.directory)
    if (files.isDirectory(path) && !flags.has('d')) directories.push({ name, path })
    else if (files.exists(path)) plain.push({ name, path })
    else {
      yield* complain(
        tools === 'busybox'
          ? `ls: ${name}: No such file or directory\n`
          : `ls: cannot access '${name}': No such file or directory\n`,
      )
      status = tools === 'busybox' ? 1 : 2
    }
  }
  if (plain.length > 0) yield* write(listing(plain, self, flags))
  for (const [index, { name, path }] of directories.entries()) {
    if (targets.length > 1) yield* write(`${index > 0 || plain.length > 0 ? '\n' : ''}${name}:\n`)
    const names = files.list(path).filter((one) => flags.has('a') || flags.has('A') || !one.startsWith('.'))
    const shown = [...(flags.has('a') ? ['.', '..'] : []), ...names]
    const entries = shown.map((one) => ({
      name: one,
      path: one === '.' ? path : one === '..' ? parentOf(path) : resolvePath(one, path),
    }))
    if (flags.has('l')) yield* write(`total ${entries.length * 4}\n`)
    yield* write(listing(entries, self, flags))
  }
  return status
}

function listing(
  entries: readonly { name: string; path: string }[],
  self: Process,
  flags: ReadonlySet<string>,
): string {
  const { files } = self.surroundings
  if (flags.has('l')) {
    const date = new Date(self.surroundings.now())
    const when = `${date.toUTCString().slice(8, 11)} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 16)}`
    return entries
      .map(({ name, path }) => {
        const content = files.read(path)
        const mode = content === undefined ? 'drwxr-xr-x    2' : '-rw-r--r--    1'
        return `${mode} root     root     ${String(content === undefined ? 4096 : byteLength(content)).padStart(9)} ${when} ${name}\n`
      })
      .join('')
  }
  if (entries.length === 0) return ''
  return self.terminal.out && !flags.has('1')
    ? `${entries.map(({ name }) => name).join('  ')}\n`
    : entries.map(({ name }) => `${name}\n`).join('')
}
