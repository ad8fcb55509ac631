/** `kubesim clock …`: the time of the cluster. */
import { UsageError } from '../../api/contract/errors.js'
import { formatGoDuration, parseGoDuration } from '../../model/objects/duration.js'
import type { Millis } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import type { Command, Context } from '../command.js'
import { simulationOf } from '../state-file.js'

function say(context: Context): void {
  const cluster = simulationOf(context)
  context.io.out(`${timestamp(cluster.now())} (${cluster.settings.clock})\n`)
}

export const show: Command<void> = {
  description: 'Show the time of the cluster, and which clock it follows.',
  onFile: true,
  usage: '',
  flags: [],
  parse: () => undefined,
  run: async (_request, context) => say(context),
}

export const advance: Command<Millis> = {
  description: 'Let time pass at once, with everything that happens meanwhile.',
  examples: `
# Five minutes
kubesim clock advance 5m`,
  onFile: true,
  usage: 'DURATION',
  flags: [],
  parse: ({ positional }) => {
    const [text] = positional
    if (text === undefined || positional.length > 1)
      throw new UsageError('a DURATION is required, such as 90s, 5m or 1h30m')
    const length = durationOf(text)
    if (length < 0) throw new UsageError(`time does not run backwards: ${text}`)
    return length
  },
  run: async (length, context) => {
    await simulationOf(context).advance(length)
    context.io.err(`advanced by ${formatGoDuration(length)}\n`)
    say(context)
  },
}

function durationOf(text: string): Millis {
  try {
    return parseGoDuration(text)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

export const set: Command<'wall' | 'virtual'> = {
  description: "Choose between the machine's time (wall) and time that stands still between commands (virtual).",
  examples: `
# Stop the time between commands
kubesim clock set virtual`,
  onFile: true,
  usage: 'wall|virtual',
  flags: [],
  parse: ({ positional }) => {
    const [mode] = positional
    if ((mode !== 'wall' && mode !== 'virtual') || positional.length > 1) {
      throw new UsageError('the clock must be one of: wall, virtual')
    }
    return mode
  },
  run: async (mode, context) => {
    await simulationOf(context).setClock(mode)
    say(context)
  },
}
