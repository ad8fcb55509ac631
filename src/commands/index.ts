/**
 * The commands, one file per verb (a folder where a verb has several). A command turns its flags into a request,
 * purely, and runs it against a Client. It knows no kind by name: what a verb means for a kind is in the kind's
 * capabilities. Modules are loaded when they are called, so that one command's start does not pay for the others.
 */
import { subcommands as auth } from './client/auth/index.js'
import { management } from './client/management-commands.js'
import type { CommandEntry } from './command.js'
import { subcommands as create } from './objects/create/index.js'
import { simulation } from './simulation/simulation-commands.js'
import { subcommands as rollout } from './workloads/rollout/index.js'
import { subcommands as set } from './workloads/set/index.js'

const beginner = 'Basic Commands (Beginner)'
const intermediate = 'Basic Commands (Intermediate)'
const deploy = 'Deploy Commands'
const troubleshooting = 'Troubleshooting and Debugging Commands'
const advanced = 'Advanced Commands'
const settings = 'Settings Commands'

export const commands: readonly CommandEntry[] = [
  {
    name: 'create',
    group: beginner,
    summary: 'Create a resource from a file or from stdin',
    load: async () => (await import('./objects/create/from-files.js')).command,
    subcommands: create,
  },
  {
    name: 'expose',
    group: beginner,
    summary: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
    load: async () => (await import('./workloads/expose.js')).command,
  },
  {
    name: 'run',
    group: beginner,
    summary: 'Run a particular image on the cluster',
    load: async () => (await import('./workloads/run/index.js')).command,
  },
  { name: 'set', group: beginner, summary: 'Set specific features on objects', subcommands: set },
  {
    name: 'explain',
    group: intermediate,
    summary: 'Get documentation for a resource',
    load: async () => (await import('./objects/explain/index.js')).command,
  },
  {
    name: 'get',
    group: intermediate,
    summary: 'Display one or many resources',
    suggestFor: ['list', 'ls'],
    load: async () => (await import('./objects/get/index.js')).command,
  },
  {
    name: 'edit',
    group: intermediate,
    summary: 'Edit a resource on the server',
    load: async () => (await import('./objects/edit/index.js')).command,
  },
  {
    name: 'delete',
    group: intermediate,
    summary: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
    suggestFor: ['rm', 'remove'],
    load: async () => (await import('./objects/delete.js')).command,
  },
  { name: 'rollout', group: deploy, summary: 'Manage the rollout of a resource', subcommands: rollout },
  {
    name: 'scale',
    group: deploy,
    summary: 'Set a new size for a deployment, replica set, or replication controller',
    load: async () => (await import('./workloads/scale.js')).command,
  },
  ...management,
  {
    name: 'describe',
    group: troubleshooting,
    summary: 'Show details of a specific resource or group of resources',
    suggestFor: ['inspect'],
    load: async () => (await import('./objects/describe.js')).command,
  },
  {
    name: 'logs',
    group: troubleshooting,
    summary: 'Print the logs for a container in a pod',
    load: async () => (await import('./debugging/logs.js')).command,
  },
  {
    name: 'attach',
    group: troubleshooting,
    summary: 'Attach to a running container',
    load: async () => (await import('./debugging/attach.js')).command,
  },
  {
    name: 'exec',
    group: troubleshooting,
    summary: 'Execute a command in a container',
    load: async () => (await import('./debugging/exec.js')).command,
  },
  {
    name: 'port-forward',
    group: troubleshooting,
    summary: 'Forward one or more local ports to a pod',
    load: async () => (await import('./debugging/port-forward/index.js')).command,
  },
  { name: 'auth', group: troubleshooting, summary: 'Inspect authorization', subcommands: auth },
  {
    name: 'debug',
    group: troubleshooting,
    summary: 'Create debugging sessions for troubleshooting workloads and nodes',
    load: async () => (await import('./debugging/debug/index.js')).command,
  },
  {
    name: 'events',
    group: troubleshooting,
    summary: 'List events',
    load: async () => (await import('./objects/events.js')).command,
  },
  {
    name: 'cp',
    group: troubleshooting,
    summary: 'Copy files and directories to and from containers',
    load: async () => (await import('./debugging/cp.js')).command,
  },
  {
    name: 'proxy',
    group: troubleshooting,
    summary: 'Run a proxy to the Kubernetes API server',
    load: async () => (await import('./debugging/proxy.js')).command,
  },
  {
    name: 'diff',
    group: advanced,
    summary: 'Diff the live version against a would-be applied version',
    load: async () => (await import('./applying/diff.js')).command,
  },
  {
    name: 'apply',
    group: advanced,
    summary: 'Apply a configuration to a resource by file name or stdin',
    load: async () => (await import('./applying/apply.js')).command,
    subcommands: [
      {
        name: 'edit-last-applied',
        summary: 'Edit latest last-applied-configuration annotations of a resource/object',
        load: async () => (await import('./applying/last-applied/edit.js')).edit,
      },
      {
        name: 'set-last-applied',
        summary: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
        load: async () => (await import('./applying/last-applied/set.js')).set,
      },
      {
        name: 'view-last-applied',
        summary: 'View the latest last-applied-configuration annotations of a resource/object',
        load: async () => (await import('./applying/last-applied/view.js')).view,
      },
    ],
  },
  {
    name: 'patch',
    group: advanced,
    summary: 'Update fields of a resource',
    load: async () => (await import('./objects/patch.js')).command,
  },
  {
    name: 'replace',
    group: advanced,
    summary: 'Replace a resource by file name or stdin',
    load: async () => (await import('./objects/replace.js')).command,
  },
  {
    name: 'wait',
    group: advanced,
    summary: 'Wait for a specific condition on one or many resources',
    load: async () => (await import('./objects/wait/index.js')).command,
  },
  {
    name: 'kustomize',
    group: advanced,
    summary: 'Build a kustomization target from a directory or URL',
    load: async () => (await import('./kustomize/index.js')).command,
  },
  {
    name: 'label',
    group: settings,
    summary: 'Update the labels on a resource',
    load: async () => (await import('./objects/label.js')).command,
  },
  {
    name: 'annotate',
    group: settings,
    summary: 'Update the annotations on a resource',
    load: async () => (await import('./objects/annotate.js')).command,
  },
  {
    name: 'completion',
    group: settings,
    summary: 'Output shell completion code for the specified shell (bash, zsh, or fish)',
    load: async () => (await import('./client/completion.js')).command,
  },
  { name: '__shim', summary: '', hidden: true, load: async () => (await import('./simulation/shim.js')).command },
  { name: '__complete', summary: '', hidden: true, load: async () => (await import('./client/complete.js')).command },
  {
    name: 'config',
    summary: 'Show and change which cluster and namespace commands use',
    subcommands: [
      {
        name: 'current-context',
        summary: 'Display the current-context',
        load: async () => (await import('./client/config.js')).currentContext,
      },
      {
        name: 'get-clusters',
        summary: 'Display the clusters',
        load: async () => (await import('./client/config.js')).getClusters,
      },
      {
        name: 'get-contexts',
        summary: 'Describe one or many contexts',
        load: async () => (await import('./client/config.js')).getContexts,
      },
      {
        name: 'set-context',
        summary: 'Set the namespace of the current context',
        load: async () => (await import('./client/config.js')).setContext,
      },
      {
        name: 'use-context',
        summary: 'Set the current-context',
        load: async () => (await import('./client/config.js')).useContext,
      },
      {
        name: 'view',
        summary: 'Display the settings as a kubeconfig',
        load: async () => (await import('./client/config.js')).view,
      },
    ],
  },
  {
    name: 'version',
    summary: 'Print the client and server version information',
    load: async () => (await import('./client/version.js')).command,
  },
  {
    name: 'api-resources',
    summary: 'Print the supported API resources on the server',
    load: async () => (await import('./client/api-resources.js')).command,
  },
  {
    name: 'api-versions',
    summary: 'Print the supported API versions on the server, in the form of "group/version"',
    load: async () => (await import('./client/api-versions.js')).command,
  },
  ...simulation,
]
