/**
 * `config …`: which cluster and namespace commands use, as a kubeconfig says it: that of a server where commands mean one,
 * else one that the clusters of the home folder make up.
 */
import type { CommandEntry } from '../../command.js'

export const config: CommandEntry = {
  name: 'config',
  summary: 'Show and change which cluster and namespace commands use',
  description: 'Look at and change what commands use by default. Contexts are clusters.',
  subcommands: [
    {
      name: 'current-context',
      summary: 'Display the current-context',
      load: async () => (await import('./contexts.js')).currentContext,
    },
    {
      name: 'get-clusters',
      summary: 'Display the clusters',
      load: async () => (await import('./contexts.js')).getClusters,
    },
    {
      name: 'get-contexts',
      summary: 'Describe one or many contexts',
      load: async () => (await import('./contexts.js')).getContexts,
    },
    {
      name: 'set-context',
      summary: 'Set the namespace of the current context',
      load: async () => (await import('./contexts.js')).setContext,
    },
    {
      name: 'use-context',
      summary: 'Set the current-context',
      load: async () => (await import('./contexts.js')).useContext,
    },
    {
      name: 'view',
      summary: 'Display the settings as a kubeconfig',
      load: async () => (await import('./view.js')).view,
    },
  ],
}
