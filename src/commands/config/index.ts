/**
 * `config …`: which cluster and namespace commands use. A context is a cluster of the home folder, or the state file that
 * the environment names; its namespace is kept in the cluster's own file.
 */
import { basename } from 'node:path'
import { UsageError } from '../../api/errors.js'
import { alignText, tableAlignment } from '../../printers/tabwriter.js'
import type { Command, Context } from '../command.js'
import { type OutputRequest, outputFlags, outputOf, printFormatted } from '../result.js'
import { simulationOf } from '../simulation.js'

interface ContextEntry {
  readonly name: string
  readonly namespace: string | undefined
  readonly current: boolean
}

/** The clusters of the home folder, and the one in use when it lies elsewhere. */
async function contexts({ machine, cluster }: Context): Promise<ContextEntry[]> {
  const { clusterStatus, openHome } = await import('../../cluster/home.js')
  const home = openHome(machine.home)
  const known = home.list().map((name) => ({
    name,
    namespace: clusterStatus(home.path(name))?.settings.namespace,
    current: home.path(name) === machine.state,
  }))
  if (known.some((entry) => entry.current)) return known
  const own = { name: currentName(machine.state), namespace: cluster?.settings.namespace, current: true }
  return [...known, own].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A cluster in memory has no file to be named after. */
const currentName = (state: string) => basename(state).replace(/\.json$/, '') || 'default'

function noArguments({ positional }: { positional: readonly string[] }): void {
  if (positional.length > 0) throw new UsageError(`unexpected arguments: [${positional.join(' ')}]`, true)
}

export const currentContext: Command<void> = {
  usage: '',
  flags: [],
  parse: noArguments,
  run: async (_request, { io, machine }) => io.out(`${currentName(machine.state)}\n`),
}

export const getContexts: Command<{ names: readonly string[]; headers: boolean; nameOnly: boolean }> = {
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
    const all = await contexts(context)
    const missing = names.find((name) => !all.some((entry) => entry.name === name))
    const shown = names.length === 0 ? all : all.filter((entry) => names.includes(entry.name))
    if (nameOnly) context.io.out(shown.map((entry) => `${entry.name}\n`).join(''))
    else {
      const head = headers ? 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n' : ''
      const rows = shown.map(
        ({ name, namespace = '', current }) => `${current ? '*' : ''}\t${name}\t${name}\tadmin\t${namespace}\n`,
      )
      context.io.out(alignText(head + rows.join(''), tableAlignment))
    }
    if (missing !== undefined) throw new UsageError(`context ${missing} not found`)
  },
}

export const getClusters: Command<void> = {
  usage: '',
  flags: [],
  parse: noArguments,
  run: async (_request, context) => {
    const all = await contexts(context)
    context.io.out(`NAME\n${all.map((entry) => `${entry.name}\n`).join('')}`)
  },
}

export const useContext: Command<string> = {
  usage: 'CONTEXT_NAME',
  offline: true,
  flags: [],
  parse: ({ positional }) => {
    if (positional.length !== 1) throw new UsageError(`Unexpected args: [${positional.join(' ')}]`, true)
    return positional[0]!
  },
  run: async (name, { io, machine }) => {
    const { openHome } = await import('../../cluster/home.js')
    const home = openHome(machine.home)
    if (!home.exists(name)) throw new UsageError(`no context exists with the name: "${name}"`)
    home.use(name)
    io.out(`Switched to context "${name}".\n`)
  },
}

export const setContext: Command<{ name: string | undefined; namespace: string | undefined }> = {
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
    const current = currentName(context.machine.state)
    if (name !== undefined && name !== current) {
      throw new UsageError(
        'only the current context can be set: a context is a cluster (make one with `cluster create NAME`, choose one with `config use-context NAME`)',
      )
    }
    if (namespace !== undefined) await simulationOf(context).setNamespace(namespace)
    context.io.out(`Context "${current}" modified.\n`)
  },
}

export const view: Command<OutputRequest & { minify: boolean }> = {
  usage: '',
  flags: [
    ...outputFlags,
    {
      name: 'minify',
      type: 'bool',
      default: 'false',
      description: 'Remove all information not used by current-context from the output.',
    },
    {
      name: 'raw',
      type: 'bool',
      default: 'false',
      description: 'Accepted for compatibility: there is nothing to hide.',
    },
    { name: 'flatten', type: 'bool', default: 'false', description: 'Accepted for compatibility.' },
  ],
  parse: (args, flags) => {
    noArguments(args)
    const output = outputOf(flags)
    return { ...output, format: output.format === '' ? 'yaml' : output.format, minify: flags.bool('minify') }
  },
  run: async ({ minify, ...output }, context) => {
    const all = (await contexts(context)).filter((entry) => entry.current || !minify)
    const config = {
      apiVersion: 'v1',
      clusters: all.map(({ name }) => ({ cluster: { server: apiServer }, name })),
      contexts: all.map(({ name, namespace }) => ({
        context: { cluster: name, ...(namespace === undefined ? {} : { namespace }), user: 'admin' },
        name,
      })),
      'current-context': currentName(context.machine.state),
      kind: 'Config',
      preferences: {},
      users: [{ name: 'admin', user: {} }],
    }
    await printFormatted(config as never, output, context)
  },
}

/** Where the control plane of every simulated cluster is, seen from its nodes. */
export const apiServer = 'https://192.168.49.2:6443'
