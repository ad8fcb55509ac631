import type { CommandEntry } from '../../command.js'

/** What `set` can set. */
export const set: CommandEntry = {
  name: 'set',
  group: 'Basic Commands (Beginner)',
  summary: 'Set specific features on objects',
  description: 'Set specific features on objects: image, environment, resources.',
  subcommands: [
    {
      name: 'env',
      summary: 'Update environment variables on a pod template',
      load: async () => (await import('./env.js')).command,
    },
    {
      name: 'image',
      summary: 'Update the image of a pod template',
      load: async () => (await import('./image.js')).command,
    },
    {
      name: 'resources',
      summary: 'Update resource requests/limits on objects with pod templates',
      load: async () => (await import('./resources.js')).command,
    },
    {
      name: 'selector',
      summary: 'Set the selector on a resource',
      load: async () => (await import('./selector.js')).command,
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      summary: 'Update the service account of a resource',
      load: async () => (await import('./serviceaccount.js')).command,
    },
    {
      name: 'subject',
      summary: 'Update the user, group, or service account in a role binding or cluster role binding',
      load: async () => (await import('./subject.js')).command,
    },
  ],
}
