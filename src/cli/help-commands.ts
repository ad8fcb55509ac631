import type { Command, CommandEntry } from '../commands/command.js'
import { helpText, optionsHelp } from './help.js'
import { refuseLackedCommand } from './lacked-commands.js'
import { findCommand } from './program.js'

/** `help get`, `help create deployment`: the same as `get --help`. */
export const helpOf = (commands: readonly CommandEntry[]): Command<readonly string[]> => ({
  description: 'Help about any command.',
  offline: true,
  passThrough: true,
  usage: '[command]',
  flags: [],
  parse: ({ positional }) => positional,
  run: async (words, { program, io }) => {
    const { path, unknown } = findCommand(words, commands)
    const names = path.map(({ name }) => name)
    if (unknown !== undefined) await refuseLackedCommand([...names, unknown])
    const entry = path.at(-1)
    const text = helpText([program, ...names].join(' '), entry, await entry?.load?.(), commands)
    if (entry === undefined && unknown !== undefined) io.err(`Unknown help topic [\`${unknown}\`]\n${text}`)
    else io.out(text)
  },
})

/** `options`: the flags that every command has. */
export const options: Command<void> = {
  description: 'Print the list of flags inherited by all commands.',
  offline: true,
  passThrough: true,
  usage: '',
  flags: [],
  parse: () => undefined,
  run: async (_request, { io }) => io.out(optionsHelp()),
}
