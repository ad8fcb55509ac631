import type { ImageDocument } from './document.js'
import { baseName, type FileSystem, parentOf, resolvePath } from './files.js'
import type { Image } from './image.js'
import { commands } from './programs/index.js'
import type { Executable } from './programs/process.js'

const searchPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** What a name on a command line stands for in a container of this image. */
export function findExecutable(
  image: Image,
  name: string,
  directory: string,
  files: () => FileSystem,
): Executable | undefined {
  if (name === '') return undefined
  const { document, base } = image
  const program = ownProgram(document, name)
  if (program !== undefined) return { kind: 'server', ...program }
  const path = name.includes('/') ? resolvePath(name, directory) : undefined
  const command = baseName(name)
  const inSearchPath = path === undefined || searchPath.includes(parentOf(path))
  if (inSearchPath) {
    const flavour =
      base.shells[command] ?? (command === 'bash' && document.commands?.includes('bash') ? 'bash' : undefined)
    if (flavour !== undefined && Object.hasOwn(base.shells, command)) return { kind: 'shell', flavour }
    if (flavour !== undefined) return { kind: 'shell', flavour: 'bash' }
    const has = base.commands.includes(command) || document.commands?.includes(command) === true
    const run = has && Object.hasOwn(commands, command) ? commands[command] : undefined
    if (run !== undefined && document.gnu?.includes(command)) return { kind: 'command', run, tools: 'gnu' }
    if (run !== undefined) return { kind: 'command', run }
    if (has && command === 'zsh') return { kind: 'shell', flavour: 'bash' }
  }
  const script = scriptAt(path === undefined ? searchPath.map((one) => `${one}/${name}`) : [path], files())
  if (script !== undefined) return { kind: 'script', text: script }
  return document.assumed === true ? assumedServer(document, name) : undefined
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

/** A command of an image that nobody described is taken to be its server. */
function assumedServer(document: ImageDocument, name: string): Executable | undefined {
  const [program] = Object.values(document.programs ?? {})
  return program === undefined ? undefined : { kind: 'server', name: baseName(name), program }
}
