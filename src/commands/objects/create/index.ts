/** `create` and what it can create by name; each generator is a file of this folder. */
import type { CommandEntry } from '../../command.js'

const services: readonly CommandEntry[] = [
  {
    name: 'clusterip',
    summary: 'Create a ClusterIP service',
    load: async () => (await import('./service.js')).clusterIp,
  },
  {
    name: 'externalname',
    summary: 'Create an ExternalName service',
    load: async () => (await import('./service.js')).externalName,
  },
  {
    name: 'loadbalancer',
    summary: 'Create a LoadBalancer service',
    load: async () => (await import('./service.js')).loadBalancer,
  },
  { name: 'nodeport', summary: 'Create a NodePort service', load: async () => (await import('./service.js')).nodePort },
]

const secrets: readonly CommandEntry[] = [
  {
    name: 'docker-registry',
    summary: 'Create a secret for use with a Docker registry',
    load: async () => (await import('./secret.js')).dockerRegistry,
  },
  {
    name: 'generic',
    summary: 'Create a secret from a local file, directory, or literal value',
    load: async () => (await import('./secret.js')).generic,
  },
  { name: 'tls', summary: 'Create a TLS secret', load: async () => (await import('./secret.js')).tls },
]

export const create: CommandEntry = {
  name: 'create',
  group: 'Basic Commands (Beginner)',
  summary: 'Create a resource from a file or from stdin',
  load: async () => (await import('./from-files.js')).command,
  subcommands: [
    {
      name: 'clusterrole',
      summary: 'Create a cluster role',
      load: async () => (await import('./role.js')).clusterRole,
    },
    {
      name: 'clusterrolebinding',
      summary: 'Create a cluster role binding for a particular cluster role',
      load: async () => (await import('./rolebinding.js')).clusterRoleBinding,
    },
    {
      name: 'configmap',
      aliases: ['cm'],
      summary: 'Create a config map from a local file, directory or literal value',
      load: async () => (await import('./configmap.js')).command,
    },
    {
      name: 'deployment',
      aliases: ['deploy'],
      summary: 'Create a deployment with the specified name',
      load: async () => (await import('./deployment.js')).command,
    },
    {
      name: 'namespace',
      aliases: ['ns'],
      summary: 'Create a namespace with the specified name',
      load: async () => (await import('./namespace.js')).command,
    },
    {
      name: 'poddisruptionbudget',
      aliases: ['pdb'],
      summary: 'Create a pod disruption budget with the specified name',
      load: async () => (await import('./poddisruptionbudget.js')).command,
    },
    {
      name: 'priorityclass',
      aliases: ['pc'],
      summary: 'Create a priority class with the specified name',
      load: async () => (await import('./priorityclass.js')).command,
    },
    {
      name: 'role',
      summary: 'Create a role with single rule',
      load: async () => (await import('./role.js')).role,
    },
    {
      name: 'rolebinding',
      summary: 'Create a role binding for a particular role or cluster role',
      load: async () => (await import('./rolebinding.js')).roleBinding,
    },
    {
      name: 'secret',
      summary: 'Create a secret using a specified subcommand',
      description: 'Create a secret: of any data, for TLS, or for a registry of images.',
      subcommands: secrets,
    },
    {
      name: 'service',
      aliases: ['svc'],
      summary: 'Create a service using a specified subcommand',
      description: 'Create a service of one of the types, which selects the pods labelled app=NAME.',
      subcommands: services,
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      summary: 'Create a service account with the specified name',
      load: async () => (await import('./serviceaccount.js')).command,
    },
    {
      name: 'token',
      summary: 'Request a service account token',
      load: async () => (await import('./token.js')).command,
    },
  ],
}
