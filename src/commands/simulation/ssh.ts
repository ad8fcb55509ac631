import { UsageError } from '../../api/contract/errors.js'
import { type Command, ExitCode } from '../command.js'
import { sessionStreams } from '../debugging/streams.js'
import { simulationOf } from '../state-file.js'

interface Request {
  readonly node: string
  /** Empty: a shell. */
  readonly words: readonly string[]
}

/** Options of ssh(1) that take a value; a lab's scripts may carry some. */
const valued = /^-[BbcDEeFIiJLlmOopQRSWw]$/

/** `kubesim ssh NODE [-- COMMAND…]`: a shell on a node, or a command there. */
export const command: Command<Request> = {
  description: 'A shell, or one command, on a node of the simulated cluster.',
  examples: `
# Reach a service from a node
kubesim ssh worker-1 -- curl -s 10.96.0.10

# Stop the kubelet of a node
kubesim ssh worker-2 -- systemctl stop kubelet`,
  onFile: true,
  usage: 'NODE [-- COMMAND [args...]]',
  passThrough: true,
  flags: [],
  parse: ({ positional }) => {
    let at = 0
    while (positional[at]?.startsWith('-') && positional[at] !== '--') at += valued.test(positional[at] ?? '') ? 2 : 1
    const destination = positional[at]
    if (destination === undefined || destination === '--') {
      throw new UsageError('NODE is required: kubesim ssh NODE [-- COMMAND [args...]]')
    }
    const rest = positional.slice(at + 1)
    return { node: destination.replace(/^.*@/, ''), words: rest[0] === '--' ? rest.slice(1) : rest }
  },
  run: async ({ node, words }, context) => {
    const { io, signal } = context
    const { runOnMachine } = await import('../../runtime/sessions/index.js')
    const interactive = words.length === 0
    const terminal = { in: interactive && io.terminal.in, out: interactive && io.terminal.out }
    const streams = { ...sessionStreams(context, true, terminal.in), tty: terminal }
    const argv = interactive ? ['bash'] : ['bash', '-c', words.join(' ')]
    const code = await runOnMachine(simulationOf(context).host(), { node }, argv, streams, signal)
    if (code === undefined) {
      io.err(await unreachable(node, context))
      throw new ExitCode(255)
    }
    if (interactive && terminal.in) io.err(`Connection to ${node} closed.\n`)
    if (code !== 0) throw new ExitCode(code)
  },
}

async function unreachable(node: string, context: Parameters<typeof command.run>[1]): Promise<string> {
  const known = await simulationOf(context).read((reader) => reader.get(`machines/${node}`) !== undefined)
  return known
    ? `ssh: connect to host ${node} port 22: No route to host\n`
    : `ssh: Could not resolve hostname ${node}: Name or service not known\n`
}
