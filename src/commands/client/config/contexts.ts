/** Commands that look at and choose contexts, and clusters with them. */
import { UsageError } from '../../../api/contract/errors.js'
import { alignText, tableAlignment } from '../../../printers/tabwriter.js'
import type { Command } from '../../command.js'
import { chooseContext, readConfig, setNamespace } from './source.js'

export function noArguments({ positional }: { positional: readonly string[] }): void {
  if (positional.length > 0) throw new UsageError(`unexpected arguments: [${positional.join(' ')}]`, true)
}

export const currentContext: Command<void> = {
  description: 'Print the name of the context that commands use.',
  onFile: true,
  usage: '',
  flags: [],
  parse: noArguments,
  run: async (_request, context) => {
    const { 'current-context': current } = await readConfig(context)
    if (current === '') throw new UsageError('current-context is not set')
    context.io.out(`${current}\n`)
  },
}

export const getContexts: Command<{ names: readonly string[]; headers: boolean; nameOnly: boolean }> = {
  description: 'List the contexts, or those that are named. A star marks the one that commands use.',
  examples: `
# The names alone
kubectl config get-contexts -o name`,
  onFile: true,
  usage: '[(-o|--output=)name]',
  flags: [
    { name: 'no-headers', type: 'bool', default: 'false', description: "Don't print headers." },
    { name: 'output', short: 'o', type: 'string', description: 'Output format. One of: (name).' },
  ],
  parse: ({ positional }, flags) => {
    const format = flags.string('output')
    if (format !== '' && format !== 'name') throw new UsageError(`output must be one of '' or 'name': ${format}`)
    return { names: positional, headers: !flags.bool('no-headers'), nameOnly: format === 'name' }
  },
  run: async ({ names, headers, nameOnly }, context) => {
    const { contexts, 'current-context': current } = await readConfig(context)
    const missing = names.find((name) => !contexts.some((entry) => entry.name === name))
    const shown = names.length === 0 ? contexts : contexts.filter((entry) => names.includes(entry.name))
    if (nameOnly) context.io.out(shown.map((entry) => `${entry.name}\n`).join(''))
    else {
      const head = headers ? 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n' : ''
      const rows = shown.map(({ name, context: { cluster = '', user = '', namespace = '' } }) => {
        return `${name === current ? '*' : ''}\t${name}\t${cluster}\t${user}\t${namespace}\n`
      })
      context.io.out(alignText(head + rows.join(''), tableAlignment))
    }
    if (missing !== undefined) throw new UsageError(`context ${missing} not found`)
  },
}

export const getClusters: Command<void> = {
  description: 'List the names of the clusters.',
  onFile: true,
  usage: '',
  flags: [],
  parse: noArguments,
  run: async (_request, context) => {
    const { clusters } = await readConfig(context)
    context.io.out(`NAME\n${clusters.map((entry) => `${entry.name}\n`).join('')}`)
  },
}

export const useContext: Command<string> = {
  description: 'Choose the context, and with it the cluster, that commands use from now on.',
  examples: `
# The cluster lab
kubectl config use-context lab`,
  onFile: true,
  usage: 'CONTEXT_NAME',
  offline: true,
  flags: [],
  parse: ({ positional }) => {
    if (positional.length !== 1) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    return positional[0]!
  },
  run: async (name, context) => {
    await chooseContext(name, context)
    context.io.out(`Switched to context "${name}".\n`)
  },
}

export const setContext: Command<{ name: string | undefined; namespace: string | undefined }> = {
  description: 'Set the namespace that commands use when they are given none.',
  examples: `
# From now on in the namespace dev
kubectl config set-context --current --namespace=dev`,
  onFile: true,
  usage: '[NAME | --current] [--namespace=namespace]',
  flags: [
    { name: 'current', type: 'bool', default: 'false', description: 'Modify the current context.' },
    { name: 'cluster', type: 'string', description: 'Not supported: a context is a cluster.', hidden: true },
    { name: 'user', type: 'string', description: 'Not supported: a context is a cluster.', hidden: true },
  ],
  parse: ({ positional }, flags) => {
    const [name] = positional
    const current = flags.bool('current')
    if (name !== undefined && current) throw new UsageError('cannot specify both a context name and --current')
    if (!name && !current) throw new UsageError('you must specify a non-empty context name or --current')
    return { name, namespace: flags.changed('namespace') ? flags.string('namespace') : undefined }
  },
  run: async ({ name, namespace }, context) => {
    const { 'current-context': current } = await readConfig(context)
    const meant = name ?? current
    if (meant === '') throw new UsageError('no current context is set')
    if (namespace !== undefined) await setNamespace(meant, namespace, context)
    context.io.out(`Context "${meant}" modified.\n`)
  },
}
