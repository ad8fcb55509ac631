/** The commands that kubectl has not: those about the simulation itself. */
import type { CommandEntry } from '../command.js'
import type { Heading } from '../headings.js'

const group: Heading = 'Simulation Commands'

export const simulation: readonly CommandEntry[] = [
  {
    name: 'cluster',
    group,
    summary: 'Create, show, choose and delete simulated clusters',
    description: 'Create, look at, choose and delete simulated clusters. Each lies in one JSON file.',
    examples: `
# A cluster of five workers whose images take time to pull
kubesim cluster create lab --nodes 5 --pace realistic

# A cluster in a file of your choice
kubesim --state ./lab.json cluster create`,
    subcommands: [
      { name: 'create', summary: 'Create a cluster', load: async () => (await import('./cluster/index.js')).create },
      { name: 'delete', summary: 'Delete a cluster', load: async () => (await import('./cluster/index.js')).remove },
      { name: 'list', summary: 'List the clusters', load: async () => (await import('./cluster/index.js')).list },
      {
        name: 'rekey',
        summary: 'Give a cluster a new key',
        load: async () => (await import('./cluster/index.js')).rekey,
      },
      {
        name: 'reset',
        summary: 'Make a cluster new again',
        load: async () => (await import('./cluster/index.js')).reset,
      },
      { name: 'status', summary: 'Show a cluster', load: async () => (await import('./cluster/index.js')).status },
      {
        name: 'use',
        summary: 'Choose the cluster that commands mean',
        load: async () => (await import('./cluster/index.js')).use,
      },
    ],
  },
  {
    name: 'clock',
    group,
    summary: 'Show and move the time of the cluster',
    description:
      'Show or move the time of the cluster. A wall clock follows the machine; a virtual one stands still until it is advanced\nor a command waits.',
    examples: `
# Let five minutes pass
kubesim clock advance 5m

# Stop the time between commands
kubesim clock set virtual`,
    subcommands: [
      { name: 'advance', summary: 'Let time pass', load: async () => (await import('./clock.js')).advance },
      {
        name: 'set',
        summary: 'Follow the wall clock, or stand still',
        load: async () => (await import('./clock.js')).set,
      },
      { name: 'show', summary: 'Show the time', load: async () => (await import('./clock.js')).show },
    ],
  },
  {
    name: 'node',
    group,
    summary: 'Add, remove, stop and start the machines under the nodes',
    description: 'Add machines to the simulated cluster, remove them, stop and start them.',
    examples: `
# A node that fails: NotReady after the grace period, its pods evicted after their toleration
kubesim node stop worker-2`,
    subcommands: [
      { name: 'add', summary: 'Add a machine', load: async () => (await import('./node.js')).add },
      { name: 'list', summary: 'List the machines', load: async () => (await import('./node.js')).list },
      {
        name: 'remove',
        summary: 'Remove a machine and its node',
        load: async () => (await import('./node.js')).remove,
      },
      { name: 'start', summary: 'Switch a machine on', load: async () => (await import('./node.js')).start },
      { name: 'stop', summary: 'Switch a machine off', load: async () => (await import('./node.js')).stop },
    ],
  },
  {
    name: 'curl',
    group,
    summary: 'curl from outside the cluster',
    load: async () => (await import('./curl.js')).command,
  },
  {
    name: 'ssh',
    group,
    summary: 'A shell, or a command, on a node',
    load: async () => (await import('./ssh.js')).command,
  },
  {
    name: 'demo',
    group,
    summary: 'Play a lab on a throw-away cluster and check what it shows',
    load: async () => (await import('./demo/index.js')).command,
  },
  {
    name: 'env',
    group,
    summary: 'Print what makes this shell use the simulated cluster: eval "$(kubesim env)"',
    load: async () => (await import('./env.js')).command,
  },
  {
    name: 'serve',
    group,
    summary: 'Serve the cluster over the Kubernetes API, for kubectl and other clients',
    load: async () => (await import('./serve.js')).command,
  },
  {
    name: 'shell',
    group,
    summary: 'Start a shell in which kubectl, curl, wget and ssh reach the simulated cluster',
    load: async () => (await import('./shell.js')).command,
  },
]
