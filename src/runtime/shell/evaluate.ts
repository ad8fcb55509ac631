import { append } from '../../model/values/append.js'
import { lengthOf, tooLong } from '../processes/argument-limits.js'
import { complain, type Part, type Run } from '../processes/effects.js'
import { captured, joined } from '../processes/pipes.js'
import type { Process } from '../processes/process.js'
import { ONE_BY_ONE, stepsOf } from '../processes/processor-time.js'
import { builtins, type Interpreter } from './builtins.js'
import { isEndless } from './endless.js'
import { expandPattern, expandText, expandWord, plainText } from './expand.js'
import { openRedirects, redirected, rewire } from './redirects.js'
import { complaint, exportedEnvironment, Jump, type Shell, ShellExit, subshell, type Wiring } from './state.js'
import type { Chain, List, Node, Pipeline, Redirect, SimpleCommand } from './syntax.js'
import { withVariables } from './variables.js'

const maximumDepth = 100
/** What it takes to copy a variable, as the length of a text that is copied. */
const VARIABLE = 128
/** To look at a name in a directory. */
const NAME = 8192
/** What a background job does in so many steps is played; from then on it goes on without being seen. */
const backgroundSteps = 20_000

export function* runList(list: List, shell: Shell, wiring: Wiring): Run {
  for (const { chain, background } of list.items) {
    shell.status = background ? yield* runInBackground(chain, shell, wiring) : yield* runChain(chain, shell, wiring)
  }
  return shell.status
}

/** A background job is run up to where it would wait, or work for long: what it serves goes on, its sleep is not waited for. */
function* runInBackground(chain: Chain, shell: Shell, wiring: Wiring): Run {
  const job = runChain(chain, subshell(shell), { terminal: { ...wiring.terminal, in: false }, background: true })
  try {
    let step = job.next()
    for (let steps = 0; step.done !== true && step.value.do !== 'sleep' && steps < backgroundSteps; ) {
      steps += stepsOf(step.value)
      step = job.next(step.value.do === 'read' ? undefined : yield step.value)
    }
  } finally {
    job.return(0)
  }
  return 0
}

function* runChain(chain: Chain, shell: Shell, wiring: Wiring): Run {
  let status = yield* runPipeline(chain.first, shell, wiring)
  let tested = chain.rest.length > 0
  for (const [index, { when, pipeline }] of chain.rest.entries()) {
    if ((status === 0) !== (when === '&&')) continue
    shell.status = status
    status = yield* runPipeline(pipeline, shell, wiring)
    tested = index < chain.rest.length - 1
  }
  if (shell.errexit && status !== 0 && !tested && !chain.first.negated) throw new ShellExit(status)
  return status
}

function runPipeline(pipeline: Pipeline, shell: Shell, wiring: Wiring): Run {
  const [first, ...rest] = pipeline.commands
  if (first === undefined) return succeed()
  const run = rest.length === 0 ? runNode(first, shell, wiring) : runPiped(first, rest, shell, wiring)
  return pipeline.negated ? negated(run) : run
}

// biome-ignore lint/correctness/useYield: nothing to do takes no effect
function* succeed(): Run {
  return 0
}

function* negated(run: Run): Run {
  return Number((yield* run) === 0)
}

function runPiped(first: Node, rest: readonly Node[], shell: Shell, wiring: Wiring): Run {
  const { terminal } = wiring
  const piece = (node: Node, index: number): Run => {
    const isLast = index === rest.length
    const own = { ...wiring, terminal: { in: terminal.in && index === 0, out: terminal.out && isLast } }
    return contained(subshell(shell), (inner) => runNode(node, inner, own))
  }
  return rest.reduce((left, node, index) => joined(left, piece(node, index + 1)), piece(first, 0))
}

/** Runs in a shell of its own: `exit` leaves only that. */
function* contained(shell: Shell, body: (shell: Shell) => Run): Run {
  if (shell.depth > maximumDepth) {
    yield* complain(complaint(shell, 'maximum nesting level exceeded'))
    return 2
  }
  // It has got a copy of all that the other knows.
  const { steps } = shell.surroundings
  if (steps.look(shell.variables.size * VARIABLE)) yield steps.take()
  try {
    return yield* body(shell)
  } catch (leaving) {
    if (leaving instanceof ShellExit) return leaving.code
    if (leaving instanceof Jump) return shell.status
    throw leaving
  }
}

function runNode(node: Node, shell: Shell, wiring: Wiring): Run {
  if (node.form === 'simple') return runSimple(node, shell, wiring)
  if (node.form === 'function') return define(node.name, node.body, shell)
  return withRedirects({ ...node, simple: false }, shell, wiring, (own) => runCompound(node, shell, own))
}

// biome-ignore lint/correctness/useYield: it is a command like others
function* define(name: string, body: Node, shell: Shell): Run {
  shell.functions.set(name, body)
  return 0
}

interface Redirected {
  readonly redirects: readonly Redirect[]
  /** One command, and not several. */
  readonly simple: boolean
}

function withRedirects(node: Redirected, shell: Shell, wiring: Wiring, body: (own: Wiring) => Run): Run {
  return node.redirects.length === 0 ? body(wiring) : withOpened(node, shell, wiring, body)
}

function* withOpened({ redirects, simple }: Redirected, shell: Shell, wiring: Wiring, body: (own: Wiring) => Run): Run {
  const rewiring = yield* openRedirects(redirects, shell, substitute)
  if (typeof rewiring === 'string') {
    yield* complain(complaint(shell, rewiring))
    return shell.flavour === 'dash' ? 2 : 1
  }
  return yield* redirected(body(rewire(wiring, rewiring)), rewiring, shell, simple)
}

function* runCompound(node: Exclude<Node, { form: 'simple' | 'function' }>, shell: Shell, wiring: Wiring): Run {
  switch (node.form) {
    case 'group':
      return yield* runList(node.body, shell, wiring)
    case 'subshell':
      return yield* contained(subshell(shell), (inner) => runList(node.body, inner, wiring))
    case 'if': {
      for (const { condition, body } of node.branches) {
        if ((yield* tested(condition, shell, wiring)) === 0) return yield* runList(body, shell, wiring)
      }
      return node.otherwise === undefined ? 0 : yield* runList(node.otherwise, shell, wiring)
    }
    case 'case': {
      const text = yield* expandText(node.word, shell, substitute)
      for (const { patterns, body } of node.branches) {
        for (const pattern of patterns) {
          const shape = yield* expandPattern(pattern, shell, substitute)
          if (yield* shape.test(text, shell.surroundings.steps)) return yield* runList(body, shell, wiring)
        }
      }
      return 0
    }
    case 'for': {
      const words: string[] = []
      for (const word of node.words ?? []) append(words, yield* expandWord(word, shell, substitute))
      const values = (node.words === undefined ? shell.positional : words).values()
      return yield* loop(shell, function* () {
        const next = values.next()
        if (next.done === true) return false
        shell.variables.set(node.variable, next.value)
        yield* runList(node.body, shell, wiring)
        return true
      })
    }
    case 'loop':
      if (!shell.errexit && !wiring.background && isEndless(node)) yield { do: 'endless' }
      return yield* loop(shell, function* () {
        const holds = (yield* tested(node.condition, shell, wiring)) === 0
        if (holds === node.until) return false
        yield* runList(node.body, shell, wiring)
        return true
      })
  }
}

/** Runs a condition: a failure in it ends nothing. */
function* tested(condition: List, shell: Shell, wiring: Wiring): Run {
  const { errexit } = shell
  shell.errexit = false
  try {
    return yield* runList(condition, shell, wiring)
  } finally {
    shell.errexit = errexit
  }
}

function* loop(shell: Shell, round: () => Part<boolean>): Run {
  const { steps } = shell.surroundings
  let status = 0
  for (;;) {
    if (steps.spend()) yield steps.take()
    try {
      shell.status = 0
      if (!(yield* round())) return status
      status = shell.status
    } catch (jump) {
      if (!(jump instanceof Jump) || jump.kind === 'return') throw jump
      if (jump.count > 1) throw new Jump(jump.kind, jump.count - 1)
      if (jump.kind === 'break') return 0
    }
  }
}

/** What `$(…)` runs. */
function* substitute(body: List, shell: Shell): Part<string> {
  const wiring = { terminal: { in: false, out: false }, background: false }
  const { output, status } = yield* captured(contained(subshell(shell), (inner) => runList(body, inner, wiring)))
  shell.status = status
  return output
}

function* runSimple(command: SimpleCommand, shell: Shell, wiring: Wiring): Run {
  const before = shell.status
  const { steps, files } = shell.surroundings
  // What the command before this one has looked at.
  if (steps.spend(files.takeLooks() * NAME)) yield steps.take()
  const argv: string[] = []
  for (const word of command.words) {
    const plain = plainText(word)
    if (plain !== undefined) argv.push(plain)
    else append(argv, yield* expandWord(word, shell, substitute))
  }
  const assigned: [string, string][] = []
  shell.status = argv.length > 0 ? before : 0
  for (const { name, value } of command.assignments) assigned.push([name, yield* expandText(value, shell, substitute)])
  const body = function* (own: Wiring): Run {
    if (argv.length > 0) {
      if (assigned.length === 0) return yield* runArguments(argv, shell, own)
      return yield* withVariables(assigned, shell, () => runArguments(argv, shell, own))
    }
    for (const [name, value] of assigned) shell.variables.set(name, value)
    return shell.status
  }
  return yield* withRedirects({ ...command, simple: true }, shell, wiring, body)
}

/** Runs a command by its words: a function, a builtin, or what the name stands for in the file system. */
function* runArguments(argv: readonly string[], shell: Shell, wiring: Wiring): Run {
  const name = argv[0] ?? ''
  const defined = shell.functions.get(name)
  if (defined !== undefined) return yield* callFunction(defined, argv.slice(1), shell, wiring)
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (builtin !== undefined) return yield* builtin(argv, shell, wiring, interpreter)
  if (tooLong(argv)) {
    yield* complain(complaint(shell, `${name}: Argument list too long`))
    return 126
  }
  const { steps } = shell.surroundings
  if (steps.look(lengthOf(argv) * ONE_BY_ONE)) yield steps.take()
  let environment: ReadonlyMap<string, string> | undefined
  const self: Process = {
    argv,
    get environment() {
      environment ??= exportedEnvironment(shell)
      return environment
    },
    directory: shell.directory,
    surroundings: shell.surroundings,
    ...wiring,
  }
  const status = yield* shell.execute(self, shell.depth)
  if (status !== undefined) return status
  yield* complain(complaint(shell, notFound(name, shell)))
  return 127
}

/** What builtins run that are given commands. */
const interpreter: Interpreter = { runList, runArguments }

function notFound(name: string, shell: Shell): string {
  if (name.includes('/')) return shell.flavour === 'bash' ? `${name}: No such file or directory` : `${name}: not found`
  return shell.flavour === 'bash' ? `${name}: command not found` : `${name}: not found`
}

function* callFunction(body: Node, args: readonly string[], shell: Shell, wiring: Wiring): Run {
  if (shell.depth > maximumDepth) {
    yield* complain(complaint(shell, 'maximum nesting level exceeded'))
    return 2
  }
  const { positional } = shell
  shell.positional = args
  shell.depth++
  try {
    return yield* runNode(body, shell, wiring)
  } catch (jump) {
    if (jump instanceof Jump && jump.kind === 'return') return jump.count
    throw jump
  } finally {
    shell.positional = positional
    shell.depth--
  }
}
