import type { CommandEntry } from '../commands/command.js'

/** The commands that are about the command line itself, as cobra adds them. */
export function ownCommands(commands: readonly CommandEntry[]): readonly CommandEntry[] {
  return [
    own('help', async () => (await import('./help-commands.js')).helpOf(commands)),
    own('options', async () => (await import('./help-commands.js')).options),
    own('__complete', async () => (await import('./complete.js')).completionOf(commands)),
  ]
}

const own = (name: string, load: NonNullable<CommandEntry['load']>): CommandEntry => ({
  name,
  summary: '',
  hidden: true,
  load,
})
