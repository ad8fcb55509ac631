import type { CommandEntry } from '../../command.js'

/** What `rollout` can do. */
export const rollout: CommandEntry = {
  name: 'rollout',
  group: 'Deploy Commands',
  summary: 'Manage the rollout of a resource',
  description: 'Manage the rollout of a resource: look at it, pause it, resume it, undo it, restart it.',
  subcommands: [
    { name: 'history', summary: 'View rollout history', load: async () => (await import('./history.js')).command },
    {
      name: 'pause',
      summary: 'Mark the provided resource as paused',
      load: async () => (await import('./change.js')).pause,
    },
    { name: 'restart', summary: 'Restart a resource', load: async () => (await import('./change.js')).restart },
    { name: 'resume', summary: 'Resume a paused resource', load: async () => (await import('./change.js')).resume },
    {
      name: 'status',
      summary: 'Show the status of the rollout',
      load: async () => (await import('./status.js')).command,
    },
    { name: 'undo', summary: 'Undo a previous rollout', load: async () => (await import('./undo.js')).command },
  ],
}
