/** `certificate`: decisions on requests for certificates. */
import type { CommandEntry } from '../../command.js'

export const certificate: CommandEntry = {
  name: 'certificate',
  group: 'Cluster Management Commands',
  summary: 'Modify certificate resources',
  description: 'Decide on requests for certificates, where a cluster serves them.',
  subcommands: [
    {
      name: 'approve',
      summary: 'Approve a certificate signing request',
      load: async () => (await import('./decision.js')).approve,
    },
    {
      name: 'deny',
      summary: 'Deny a certificate signing request',
      load: async () => (await import('./decision.js')).deny,
    },
  ],
}
