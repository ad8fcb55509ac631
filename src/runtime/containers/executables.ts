import type { ImageDocument } from '../catalogue/document.js'
import type { Image } from '../catalogue/image.js'
import { complain, type Run } from '../processes/effects.js'
import { baseName, type FileSystem, parentOf, resolvePath } from '../processes/file-system.js'
import type { Executable, Process } from '../processes/process.js'
import { commands } from '../programs/index.js'

const searchPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** What a name on a command line stands for in a container of this image. */
export function findExecutable(
  image: Image,
  name: string,
  directory: string,
  files: () => FileSystem,
): Executable | undefined {
  if (name === '') return undefined
  const { document } = image
  const program = ownProgram(document, name)
  if (program !== undefined) return { kind: 'server', ...program }
  const path = name.includes('/') ? resolvePath(name, directory) : undefined
  const command = baseName(name)
  const inSearchPath = path === undefined || searchPath.includes(parentOf(path))
  const found = inSearchPath ? installed(image, command) : undefined
  if (found !== undefined) return found
  const script = scriptAt(path === undefined ? searchPath.map((one) => `${one}/${name}`) : [path], files())
  return script === undefined ? undefined : { kind: 'script', text: script }
}

/** A shell or command that the base or the image's document brings. */
function installed({ document, base }: Image, command: string): Executable | undefined {
  const flavour = Object.hasOwn(base.shells, command) ? base.shells[command] : undefined
  if (flavour !== undefined) return { kind: 'shell', flavour }
  const added = document.commands?.includes(command) === true
  if (added && (command === 'bash' || command === 'zsh')) return { kind: 'shell', flavour: 'bash' }
  const run =
    (added || base.commands.includes(command)) && Object.hasOwn(commands, command) ? commands[command] : undefined
  if (run === undefined) return undefined
  return { kind: 'command', run, ...(document.gnu?.includes(command) ? { tools: 'gnu' } : {}) }
}

function ownProgram(document: ImageDocument, name: string) {
  const programs = document.programs ?? {}
  const key = Object.keys(programs).find((one) => one === name || baseName(one) === baseName(name))
  const program = key === undefined ? undefined : programs[key]
  return program === undefined ? undefined : { name: baseName(name), program }
}

function scriptAt(paths: readonly string[], files: FileSystem): string | undefined {
  for (const path of paths) {
    const text = files.read(path)
    if (text !== undefined) return text
  }
  return undefined
}

/**
 * What stands for a name that a container's own definition gives and nobody knows: images that nobody described have what
 * their containers are told to run. Whoever comes later with another name does not find it.
 */
export interface AssumedExecutables {
  /** As the main program, or a part of it: it serves what the image's own program does. */
  readonly served: (name: string) => Executable | undefined
  /** As a probe's command: it is content. */
  readonly content: (name: string) => Executable | undefined
  /** The main program's name in a session: it is there, and what else it can do nobody knows. */
  readonly unknown: (name: string) => Executable | undefined
}

export function assumedExecutables({ document }: Image, ownCommand: () => string): AssumedExecutables {
  const ifAssumed = (make: (name: string) => Executable | undefined) => (name: string) =>
    document.assumed === true && name !== '' ? make(name) : undefined
  return {
    served: ifAssumed((name) => {
      const [program] = Object.values(document.programs ?? {})
      return program === undefined ? undefined : { kind: 'server', name: baseName(name), program }
    }),
    content: ifAssumed(() => ({ kind: 'command', run: silent })),
    unknown: ifAssumed((name) =>
      baseName(name) === baseName(ownCommand()) ? { kind: 'command', run: undescribed } : undefined,
    ),
  }
}

// biome-ignore lint/correctness/useYield: it says nothing
function* silent(): Run {
  return 0
}

function* undescribed({ argv }: Process): Run {
  yield* complain(
    `kubesim does not know what ${JSON.stringify(argv[0])} does in this image, which nobody has described\n`,
  )
  return 1
}
