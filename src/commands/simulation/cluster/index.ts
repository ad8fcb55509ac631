/** `kubesim cluster …`: clusters are files; these commands make, show, choose and remove them. */
import { UsageError } from '../../../api/contract/errors.js'
import type { NewClusterOptions } from '../../../cluster/cluster.js'
import type { ClusterStatus, Clusters } from '../../../cluster/home.js'
import { timestamp } from '../../../model/objects/time.js'
import type { Arguments, Command, Context, HelpText } from '../../command.js'
import { framedTable } from '../../output/framed-table.js'
import { readImages } from '../images.js'
import { checkLoops, settingFlags, settingsOf } from './settings.js'

/** The cluster that a word, or without one the flags and the environment, mean. */
async function pathOf(name: string | undefined, { machine }: Context): Promise<string> {
  return name === undefined ? machine.state : (await machine.clusters()).path(name)
}

function optionalName({ positional }: Arguments): string | undefined {
  if (positional.length > 1) throw new UsageError(`at most one NAME is allowed, got ${positional.length}`, true)
  return positional[0]
}

export const create: Command<{
  name: string | undefined
  options: NewClusterOptions
  images: readonly string[]
}> = {
  description:
    'Create a cluster, and use it from now on when it has a name. Without one it lies in the state file in use.',
  examples: `
# Five workers, and images that take time to pull
kubesim cluster create lab --nodes 5 --pace realistic

# The same names and addresses every time, and time that stands still
kubesim cluster create test --seed 42 --clock virtual

# A bare API in which nothing happens by itself
kubesim cluster create bare --disable scheduler,kubelet,deployment,replicaset`,
  usage: '[NAME]',
  offline: true,
  flags: settingFlags,
  parse: (args, flags) => ({ name: optionalName(args), options: settingsOf(flags), images: flags.strings('images') }),
  run: async ({ name, options, images: paths }, context) => {
    await checkLoops({ disabled: options.disabled ?? [] })
    const clusters = await context.machine.clusters()
    const path = await pathOf(name, context)
    const images = await readImages(paths, context.files)
    await clusters.create(path, { ...options, images, ...(name === undefined ? {} : { name }) })
    if (name !== undefined) clusters.use(name)
    context.io.out(`cluster ${name === undefined ? path : `"${name}"`} created\n`)
  },
}

/** A command that does something to a whole cluster, and says in a word what has been done. */
const ofCluster = (
  text: HelpText,
  done: string,
  act: (clusters: Clusters, path: string) => Promise<void>,
): Command<string | undefined> => ({
  ...text,
  usage: '[NAME]',
  offline: true,
  flags: [],
  parse: optionalName,
  run: async (name, context) => {
    const path = await pathOf(name, context)
    await act(await context.machine.clusters(), path)
    context.io.out(`cluster ${name === undefined ? path : `"${name}"`} ${done}\n`)
  },
})

export const remove = ofCluster(
  { description: 'Delete a cluster: its state file is removed.' },
  'deleted',
  (clusters, path) => clusters.remove(path),
)

export const reset = ofCluster(
  { description: 'Make a cluster new again, with the settings that it was created with.' },
  'reset',
  (clusters, path) => clusters.reset(path),
)

export const rekey = ofCluster(
  {
    description:
      'Give a cluster a new random key to sign the tokens of service accounts with. Tokens that it has given out before are no\nlonger believed; nothing else changes.',
    examples: `
# So that a cluster that was made with a seed can be served to other machines
kubesim cluster rekey lab`,
  },
  'rekeyed',
  (clusters, path) => clusters.rekey(path),
)

export const use: Command<string> = {
  description: 'Choose the cluster that commands mean from now on.',
  examples: `
# The cluster lab
kubesim cluster use lab`,
  usage: 'NAME',
  offline: true,
  flags: [],
  parse: (args) => {
    const name = optionalName(args)
    if (name === undefined) throw new UsageError('a NAME is required; see `kubesim cluster list`')
    return name
  },
  run: async (name, { io, machine }) => {
    ;(await machine.clusters()).use(name)
    io.out(`commands now mean cluster "${name}"\n`)
  },
}

export const list: Command<void> = {
  description: 'List the clusters. A star marks the one in use.',
  usage: '',
  offline: true,
  flags: [],
  parse: () => undefined,
  run: async (_request, { io, machine }) => {
    const clusters = await machine.clusters()
    const names = clusters.list()
    if (names.length === 0) return io.err('No clusters yet: the first command makes one.\n')
    const rows = names.map((name) => {
      const status = clusters.status(clusters.path(name))
      return [
        name === clusters.current() ? '*' : '',
        name,
        ...(status === undefined ? ['', '', '', ''] : briefly(status)),
      ]
    })
    io.out(framedTable(['', 'Name', 'Kubernetes', 'Clock', 'Nodes', 'Pods'], rows))
  },
}

const briefly = ({ settings, objects }: ClusterStatus) => [
  settings.kubernetesVersion,
  settings.clock,
  objects.nodes ?? 0,
  objects.pods ?? 0,
]

export const status: Command<string | undefined> = {
  description: 'Show the settings of a cluster, where it lies and what is in it.',
  usage: '[NAME]',
  offline: true,
  flags: [],
  parse: optionalName,
  run: async (name, context) => {
    const path = await pathOf(name, context)
    const found = (await context.machine.clusters()).status(path)
    if (found === undefined) throw new UsageError(`there is no cluster in ${path}: the first command makes one`)
    context.io.out(framedTable(['Cluster', found.name], details(found)))
  },
}

function details({
  path,
  settings,
  settledAt,
  revision,
  sizeBytes,
  objects,
  wakeups,
  due,
  faults,
}: ClusterStatus): [string, string | number][] {
  const { loadBalancer } = settings
  return [
    ['State file', path],
    ['Size', `${(sizeBytes / 1024).toFixed(1)} KiB`],
    ['Kubernetes', settings.kubernetesVersion],
    ['Seed', settings.seed],
    ['Key for tokens', settings.tokenKey === undefined ? 'follows from the seed' : 'random'],
    ['Pace', settings.pace],
    ['Clock', settings.clock],
    ['Settled at', timestamp(settledAt)],
    ['Revision', revision],
    ['Wakeups to come', due === 0 ? wakeups : `${wakeups}, ${due} of them due: later commands go on with them`],
    ['Load balancer', loadBalancer.mode === 'pool' ? loadBalancer.range : loadBalancer.mode],
    ['Disabled loops', settings.disabled.join(', ') || 'none'],
    ['Nodes', objects.nodes ?? 0],
    ['Pods', objects.pods ?? 0],
    ['Services', objects.services ?? 0],
    ...faults.map((fault): [string, string] => ['Fault', fault]),
  ]
}
