/** The commands that look after nodes. */
import type { CommandEntry } from '../command.js'
import type { Heading } from '../headings.js'

const group: Heading = 'Cluster Management Commands'

export const nodes: readonly CommandEntry[] = [
  {
    name: 'top',
    group,
    summary: 'Display resource (CPU/memory) usage',
    description: 'Display what nodes and pods use. That takes somebody who measures it, as a metrics server does.',
    suggestFor: ['stats'],
    subcommands: [
      {
        name: 'node',
        aliases: ['nodes', 'no'],
        summary: 'Display resource (CPU/memory) usage of nodes',
        load: async () => (await import('./top.js')).node,
      },
      {
        name: 'pod',
        aliases: ['pods', 'po'],
        summary: 'Display resource (CPU/memory) usage of pods',
        load: async () => (await import('./top.js')).pod,
      },
    ],
  },
  {
    name: 'cordon',
    group,
    summary: 'Mark node as unschedulable',
    load: async () => (await import('./drain/nodes.js')).cordon,
  },
  {
    name: 'uncordon',
    group,
    summary: 'Mark node as schedulable',
    load: async () => (await import('./drain/nodes.js')).uncordon,
  },
  {
    name: 'drain',
    group,
    summary: 'Drain node in preparation for maintenance',
    load: async () => (await import('./drain/index.js')).command,
  },
  {
    name: 'taint',
    group,
    summary: 'Update the taints on one or more nodes',
    load: async () => (await import('./taint/index.js')).command,
  },
]
