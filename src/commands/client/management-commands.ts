/** The commands that look after nodes and the cluster as a whole. */
import type { CommandEntry } from '../command.js'

const group = 'Cluster Management Commands'

export const management: readonly CommandEntry[] = [
  {
    name: 'certificate',
    group,
    summary: 'Modify certificate resources',
    subcommands: [
      {
        name: 'approve',
        summary: 'Approve a certificate signing request',
        load: async () => (await import('./certificate.js')).approve,
      },
      {
        name: 'deny',
        summary: 'Deny a certificate signing request',
        load: async () => (await import('./certificate.js')).deny,
      },
    ],
  },
  {
    name: 'cluster-info',
    group,
    summary: 'Display cluster information',
    // There are none, but kubectl has one: a word behind it is looked at.
    subcommands: [],
    load: async () => (await import('./cluster-info.js')).command,
  },
  {
    name: 'top',
    group,
    summary: 'Display resource (CPU/memory) usage',
    suggestFor: ['stats'],
    subcommands: [
      {
        name: 'node',
        aliases: ['nodes', 'no'],
        summary: 'Display resource (CPU/memory) usage of nodes',
        load: async () => (await import('../nodes/top.js')).node,
      },
      {
        name: 'pod',
        aliases: ['pods', 'po'],
        summary: 'Display resource (CPU/memory) usage of pods',
        load: async () => (await import('../nodes/top.js')).pod,
      },
    ],
  },
  {
    name: 'cordon',
    group,
    summary: 'Mark node as unschedulable',
    load: async () => (await import('../nodes/drain/nodes.js')).cordon,
  },
  {
    name: 'uncordon',
    group,
    summary: 'Mark node as schedulable',
    load: async () => (await import('../nodes/drain/nodes.js')).uncordon,
  },
  {
    name: 'drain',
    group,
    summary: 'Drain node in preparation for maintenance',
    load: async () => (await import('../nodes/drain/index.js')).command,
  },
  {
    name: 'taint',
    group,
    summary: 'Update the taints on one or more nodes',
    load: async () => (await import('../nodes/taint/index.js')).command,
  },
]
