/** `auth`: who one is, and what one may do. */
import type { CommandEntry } from '../../command.js'

export const auth: CommandEntry = {
  name: 'auth',
  group: 'Troubleshooting and Debugging Commands',
  summary: 'Inspect authorization',
  description: 'Inspect who one is to the server, and what one may do.',
  subcommands: [
    {
      name: 'can-i',
      summary: 'Check whether an action is allowed',
      load: async () => (await import('./can-i.js')).command,
    },
    {
      name: 'reconcile',
      summary: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      load: async () => (await import('./reconcile.js')).command,
    },
    {
      name: 'whoami',
      summary: 'Experimental: Check self subject attributes',
      load: async () => (await import('./whoami.js')).command,
    },
  ],
}
