import { type Command, type Context, ExitCode } from '../command.js'
import { sessionStreams } from '../debugging/streams.js'
import { simulationOf } from '../state-file.js'

/** `kubesim curl …`: curl on the user's own machine, with curl's own arguments. */
export const command: Command<readonly string[]> = {
  description:
    "curl from outside the cluster, as from the machine on which it runs: localhost is any node's ports and the load balancer.\nEverything behind the name is curl's own.",
  examples: `
# A NodePort service
kubesim curl -s localhost:30080`,
  onFile: true,
  usage: '[options...] <url>',
  passThrough: true,
  flags: [],
  parse: ({ positional }) => positional,
  run: async (args, context) => {
    const files = await namedFiles(args, context)
    const given = new Map(files)
    const { runOnMachine } = await import('../../runtime/sessions/index.js')
    const streams = { ...sessionStreams(context, false), tty: { in: false, out: context.io.terminal.out } }
    const host = simulationOf(context).host()
    const code = await runOnMachine(host, { node: undefined, files }, ['curl', ...args], streams, context.signal)
    for (const [path, text] of files) {
      if (given.get(path) !== text) await context.files.write(path, text)
    }
    if (code !== 0) throw new ExitCode(code ?? 1)
  },
}

/** The contents of files that the arguments may send: `-d @file`, `-T file`. */
async function namedFiles(args: readonly string[], { files }: Context): Promise<Map<string, string>> {
  const contents = new Map<string, string>()
  for (const [index, arg] of args.entries()) {
    const uploaded = args[index - 1] === '-T' || args[index - 1] === '--upload-file'
    const path = uploaded ? arg : /^(?:-d|--data[a-z-]*=?)?@(.+)$/.exec(arg)?.[1]
    if (path === undefined || path === '-') continue
    const content = await files.read(path).catch(() => undefined)
    if (content !== undefined) contents.set(path, content)
  }
  return contents
}
