import { deviceSource } from '../processes/devices.js'
import type { Effect, Part, Run } from '../processes/effects.js'
import { isDevice, resolvePath } from '../processes/file-system.js'
import { Pipe, rewired } from '../processes/pipes.js'
import { expandText, type Substitute } from './expand.js'
import { complaint, type Shell, type Wiring } from './state.js'
import type { Redirect } from './syntax.js'

type Sink = { readonly stream: 1 | 2 } | { readonly path: string }

/** Where the streams lead after the redirections of a command. */
export interface Rewiring {
  readonly stdin: Pipe | undefined
  readonly stdout: Sink
  readonly stderr: Sink
}

/** Opens what the redirections name; a string is what the shell says when it cannot. */
export function* openRedirects(
  redirects: readonly Redirect[],
  shell: Shell,
  substitute: Substitute,
): Part<Rewiring | string> {
  let stdin: Pipe | undefined
  let stdout: Sink = { stream: 1 }
  let stderr: Sink = { stream: 2 }
  for (const { operator, descriptor, target } of redirects) {
    const text = yield* expandText(target, shell, substitute)
    if (operator === '<' || operator === '<<' || operator === '<<<') {
      const path = resolvePath(text, shell.directory)
      const device = operator === '<' ? deviceSource(path, shell.surroundings) : undefined
      if (device !== undefined) {
        stdin = new Pipe(device)
        continue
      }
      const content = operator === '<' ? shell.surroundings.files.read(path) : text
      if (content === undefined) return cannotOpen(shell, text)
      stdin = filled(operator === '<<<' ? `${text}\n` : content)
      continue
    }
    if (operator === '<&') continue
    if (operator === '>&' && /^[12-]$/.test(text)) {
      const sink: Sink = text === '1' ? stdout : text === '2' ? stderr : { path: '/dev/null' }
      if (descriptor === 2) stderr = sink
      else stdout = sink
      continue
    }
    const path = resolvePath(text, shell.directory)
    const own: Sink | undefined = path === '/dev/stdout' ? stdout : path === '/dev/stderr' ? stderr : undefined
    const fault = own === undefined ? openForWriting(path, operator.endsWith('>>'), shell) : undefined
    if (fault !== undefined) return cannotCreate(shell, text, fault)
    const sink: Sink = own ?? { path }
    if (operator.startsWith('&') || operator === '>&') stdout = stderr = sink
    else if (descriptor === 2) stderr = sink
    else stdout = sink
  }
  return { stdin, stdout, stderr }
}

function filled(text: string): Pipe {
  const pipe = new Pipe()
  pipe.push(text)
  pipe.close()
  return pipe
}

function openForWriting(path: string, append: boolean, shell: Shell): string | undefined {
  const { files } = shell.surroundings
  const before = append ? (files.read(path) ?? '') : ''
  return files.write(path, before)
}

function cannotOpen(shell: Shell, name: string): string {
  if (shell.flavour === 'bash') return `${name}: No such file or directory`
  return shell.flavour === 'dash' ? `cannot open ${name}: No such file` : `can't open ${name}: no such file`
}

function cannotCreate(shell: Shell, name: string, fault: string): string {
  if (shell.flavour === 'bash') return `${name}: ${fault}`
  const missing = fault === 'No such file or directory'
  if (shell.flavour === 'dash') return `cannot create ${name}: ${missing ? 'Directory nonexistent' : fault}`
  return `can't create ${name}: ${missing ? 'nonexistent directory' : fault}`
}

/** A command that could not write, and would go on to. */
class CannotWrite extends Error {}

/**
 * Runs a program with its streams led elsewhere. Where it cannot write what it says it says so, once, and fails. A `simple`
 * command ends there, as programs do; of others the next command may have more luck.
 */
export function* redirected(program: Run, rewiring: Rewiring, shell: Shell, simple: boolean): Run {
  const { files } = shell.surroundings
  let failed = false
  const lead = (effect: Extract<Effect, { do: 'write' }>, sink: Sink) => {
    if ('stream' in sink) return { pass: { ...effect, stream: sink.stream } }
    if (isDevice(sink.path)) return { result: undefined }
    const fault = files.write(sink.path, (files.read(sink.path) ?? '') + effect.text)
    if (fault === undefined) return { result: undefined }
    if (failed && simple) throw new CannotWrite()
    if (failed) return { result: undefined }
    failed = true
    return { pass: { do: 'write', stream: 2, text: complaint(shell, `write error: ${fault}`) } as const }
  }
  try {
    const status = yield* rewired(program, (effect) => {
      if (effect.do === 'write') return lead(effect, effect.stream === 1 ? rewiring.stdout : rewiring.stderr)
      if (effect.do === 'read' && rewiring.stdin !== undefined) return { result: rewiring.stdin.take(effect.line) }
      return { pass: effect }
    })
    return failed ? 1 : status
  } catch (error) {
    if (error instanceof CannotWrite) return 1
    throw error
  }
}

/** Whether the streams still are a terminal behind the redirections. */
export function rewire(wiring: Wiring, rewiring: Rewiring): Wiring {
  return {
    ...wiring,
    terminal: {
      in: wiring.terminal.in && rewiring.stdin === undefined,
      out: wiring.terminal.out && 'stream' in rewiring.stdout,
    },
  }
}
