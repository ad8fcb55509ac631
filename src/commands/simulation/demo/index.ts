import { Chalk } from 'chalk'
import { UsageError } from '../../../api/contract/errors.js'
import { append } from '../../../model/values/append.js'
import { visible } from '../../../model/values/visible-text.js'
import { MOST_ARGUMENTS } from '../../../runtime/processes/argument-limits.js'
import { type Command, type Context, ExitCode, type ThrowAwayCluster } from '../../command.js'
import { framedTable } from '../../output/framed-table.js'
import { type Result, shortcomings } from './expectation.js'
import type { Refusals } from './refusals.js'
import { type Action, type Lab, mostBytes, parseLab } from './script.js'
import { stageOf } from './stage.js'
import { filled, filledLine, type TypedLine } from './typed-line.js'

interface Request {
  /** Undefined: the services lab that comes with the package. */
  readonly file: string | undefined
  readonly trust: boolean
}

interface StepResult {
  readonly title: string
  readonly commands: number
  readonly failures: readonly string[]
}

/** Types a lab out on a throw-away cluster, with its outputs, and succeeds only if each step shows what it should. */
export const command: Command<Request> = {
  description:
    'Play a lab on a throw-away cluster: what is typed, what it prints, and whether that is what it should. Without a file the\nservices lab that comes with kubesim. Whoever has written it, a lab can only read the folder that it lies in: what it writes\nstays in memory, it starts no programs, opens no ports, reads no URLs and reaches no cluster but its own.',
  examples: `
# Play a lab of your own; the exit code says whether all was well
kubesim demo my.lab

# One that you trust may work with your files, programs and clusters
kubesim demo --trust my.lab`,
  usage: '[FILE]',
  offline: true,
  flags: [
    {
      name: 'trust',
      type: 'bool',
      default: 'false',
      description:
        'Let the lab do what you may: write files, start programs, open ports, read URLs, use your clusters.',
    },
  ],
  parse: ({ positional }, flags) => {
    if (positional.length > 1) throw new UsageError(`one FILE is played at a time: [${positional.join(' ')}]`, true)
    return { file: positional[0], trust: flags.bool('trust') }
  },
  run: async ({ file, trust }, context) => {
    const lab = await readLab(file, context)
    const { reach, refusals } = await stageOf(file, trust, context)
    const cluster = await context.throwAway({ clock: 'virtual' }, reach)
    try {
      const results = await play(lab, { cluster, refusals, variables: {} }, context)
      context.io.out(`\n${summary(results)}\n`)
      if (results.some((result) => result.failures.length > 0)) throw new ExitCode(1)
    } finally {
      await cluster.close()
    }
  },
}

async function readLab(file: string | undefined, { files, machine }: Context): Promise<Lab> {
  if (file === undefined) return parseLab(await machine.readAsset('labs/services.lab'), 'services.lab')
  const { size, kind } = await files.entry(file)
  if (kind === 'directory') throw new UsageError(`read ${file}: is a directory`)
  const text = size > mostBytes ? undefined : await files.read(file)
  if (text === undefined || text.length > mostBytes)
    throw new UsageError(`${file}: a lab has at most ${mostBytes} bytes`)
  return parseLab(text, file)
}

/** What a lab is played with. */
interface Playing {
  readonly cluster: ThrowAwayCluster
  readonly refusals: Refusals
  readonly variables: Record<string, string>
}

async function play(lab: Lab, playing: Playing, context: Context): Promise<StepResult[]> {
  const colour = new Chalk({ level: context.io.colourLevel })
  const results: StepResult[] = []
  for (const step of lab.steps) {
    context.io.out(`\n${colour.bold.cyan(visible(step.title))}\n`)
    const failures: string[] = []
    for (const action of step.actions) append(failures, await act(action, playing, context, colour))
    results.push({
      title: step.title,
      commands: step.actions.filter((action) => action.type === 'type').length,
      failures,
    })
  }
  return results
}

/** Returns what went wrong. */
async function act(
  action: Action,
  playing: Playing,
  context: Context,
  colour: InstanceType<typeof Chalk>,
): Promise<readonly string[]> {
  const { io, signal } = context
  const { variables } = playing
  if (action.type === 'say') {
    io.out(`${colour.dim(visible(action.text))}\n`)
    return []
  }
  const line = filled(action.line, variables)
  if (line.length > longestLine) throw new UsageError(`a lab's command line has at most ${longestLine} letters`)
  const result = await run(filledLine(action.template, variables), playing, signal)
  if (signal.aborted) throw new ExitCode(interrupted)
  const failures = shortcomings(result, action.expect)
  if (action.keepAs !== undefined) keep(action.keepAs, result.stdout.trim(), variables)
  else
    io.out(`${colour.green('$')} ${colour.bold(visible(line))}\n${wholeLines(visible(result.stdout + result.stderr))}`)
  for (const failure of failures) io.out(`${colour.red('✗')} ${visible(failure)}\n`)
  await io.flush()
  return failures
}

function keep(name: string, value: string, variables: Record<string, string>): void {
  variables[name] = value
  const length = Object.values(variables).reduce((sum, { length }) => sum + length, 0)
  if (length > longestLine) throw new UsageError(`a lab keeps at most ${longestLine} letters of what commands print`)
}

/** Runs a command; what has been refused to it is among what it says, and makes it fail. */
async function run({ words, stdin }: TypedLine, { cluster, refusals }: Playing, signal: AbortSignal): Promise<Result> {
  const result = await cluster.run(words, { signal, mostOutput, ...(stdin === undefined ? {} : { stdin }) })
  const refused = [...new Set(refusals.taken())]
  if (result.cut) refused.push(`a lab's command prints at most ${mostOutput} letters`)
  const unsaid = refused.filter((message) => !result.stderr.includes(message))
  return {
    stdout: result.stdout,
    stderr: result.stderr + unsaid.map((message) => `error: ${message}\n`).join(''),
    exitCode: refused.length > 0 && result.exitCode === 0 ? 1 : result.exitCode,
  }
}

const wholeLines = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** As long as Linux takes a command's arguments: names that stand for twice themselves would fill the memory. */
const longestLine = MOST_ARGUMENTS

/** What a command may print: pages of it are no lab any more, and each pattern is looked for in all of it. */
const mostOutput = 2 * 1024 * 1024

/** What a shell tells of a program that Ctrl-C has ended. */
const interrupted = 130

function summary(results: readonly StepResult[]): string {
  const rows = results.map(({ title, commands, failures }) => [
    visible(title),
    commands,
    failures.length === 0 ? 'as it should be' : `${failures.length} not as expected`,
  ])
  return framedTable(['Step', 'Commands', 'Outcome'], rows)
}
