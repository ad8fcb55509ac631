import { Chalk } from 'chalk'
import { type Command, type Context, ExitCode, type ThrowAwayCluster } from '../../command.js'
import { framedTable } from '../../output/framed-table.js'
import { type Action, type Lab, parseLab, parseLine, shortcomings } from './script.js'

interface Request {
  /** Undefined: the services lab that comes with the package. */
  readonly file: string | undefined
}

interface StepResult {
  readonly title: string
  readonly commands: number
  readonly failures: readonly string[]
}

/** Types a lab out on a throw-away cluster, with its outputs, and succeeds only if each step shows what it should. */
export const command: Command<Request> = {
  description:
    'Play a lab on a throw-away cluster: what is typed, what it prints, and whether that is what it should. Without a file the\nservices lab that comes with kubesim.',
  examples: `
# Play a lab of your own; the exit code says whether all was well
kubesim demo my.lab`,
  usage: '[FILE]',
  offline: true,
  flags: [],
  parse: ({ positional }) => ({ file: positional[0] }),
  run: async ({ file }, context) => {
    const text =
      file === undefined ? await context.machine.readAsset('labs/services.lab') : await context.files.read(file)
    const cluster = await context.throwAway({ clock: 'virtual' })
    try {
      const results = await play(parseLab(text), cluster, context)
      context.io.out(`\n${summary(results)}\n`)
      if (results.some((result) => result.failures.length > 0)) throw new ExitCode(1)
    } finally {
      await cluster.close()
    }
  },
}

async function play(lab: Lab, cluster: ThrowAwayCluster, context: Context): Promise<StepResult[]> {
  const colour = new Chalk({ level: context.io.colourLevel })
  const variables: Record<string, string> = {}
  const results: StepResult[] = []
  for (const step of lab.steps) {
    context.io.out(`\n${colour.bold.cyan(step.title)}\n`)
    const failures: string[] = []
    for (const action of step.actions) failures.push(...(await act(action, variables, cluster, context, colour)))
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
  variables: Record<string, string>,
  cluster: ThrowAwayCluster,
  { io }: Context,
  colour: InstanceType<typeof Chalk>,
): Promise<readonly string[]> {
  if (action.type === 'say') {
    io.out(`${colour.dim(action.text)}\n`)
    return []
  }
  const { words, stdin } = parseLine(action.line, variables)
  const result = await cluster.run(words, stdin)
  const failures = shortcomings(result, action.expect)
  if (action.keepAs !== undefined) variables[action.keepAs] = result.stdout.trim()
  else io.out(`${colour.green('$')} ${colour.bold(filled(action.line, variables))}\n${result.stdout}${result.stderr}`)
  for (const failure of failures) io.out(`${colour.red('✗')} ${failure}\n`)
  await io.flush()
  return failures
}

const filled = (line: string, variables: Readonly<Record<string, string>>) =>
  line.replace(/\$(\w+)/g, (all, name: string) => variables[name] ?? all)

function summary(results: readonly StepResult[]): string {
  const rows = results.map(({ title, commands, failures }) => [
    title,
    commands,
    failures.length === 0 ? 'as it should be' : `${failures.length} not as expected`,
  ])
  return framedTable(['Step', 'Commands', 'Outcome'], rows)
}
