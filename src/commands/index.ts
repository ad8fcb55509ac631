/**
 * The commands, one file per verb (a folder where a verb has several). A command turns its flags into a request,
 * purely, and runs it against a Client. It knows no kind by name: what a verb means for a kind is in the kind's
 * capabilities. Modules are loaded when they are called, so that one command's start does not pay for the others.
 */
import { auth } from './client/auth/index.js'
import { certificate } from './client/certificate/index.js'
import { config } from './client/config/index.js'
import type { CommandEntry } from './command.js'
import { nodes } from './nodes/index.js'
import { create } from './objects/create/index.js'
import { simulation } from './simulation/index.js'
import { rollout } from './workloads/rollout/index.js'
import { set } from './workloads/set/index.js'

export const commands: readonly CommandEntry[] = [
  create,
  {
    name: 'expose',
    group: 'Basic Commands (Beginner)',
    summary: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
    load: async () => (await import('./workloads/expose.js')).command,
  },
  {
    name: 'run',
    group: 'Basic Commands (Beginner)',
    summary: 'Run a particular image on the cluster',
    load: async () => (await import('./workloads/run/index.js')).command,
  },
  set,
  {
    name: 'explain',
    group: 'Basic Commands (Intermediate)',
    summary: 'Get documentation for a resource',
    load: async () => (await import('./objects/explain/index.js')).command,
  },
  {
    name: 'get',
    group: 'Basic Commands (Intermediate)',
    summary: 'Display one or many resources',
    suggestFor: ['list', 'ls'],
    load: async () => (await import('./objects/get/index.js')).command,
  },
  {
    name: 'edit',
    group: 'Basic Commands (Intermediate)',
    summary: 'Edit a resource on the server',
    load: async () => (await import('./objects/edit/index.js')).command,
  },
  {
    name: 'delete',
    group: 'Basic Commands (Intermediate)',
    summary: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
    suggestFor: ['rm', 'remove'],
    load: async () => (await import('./objects/delete.js')).command,
  },
  rollout,
  {
    name: 'scale',
    group: 'Deploy Commands',
    summary: 'Set a new size for a deployment, replica set, or replication controller',
    load: async () => (await import('./workloads/scale.js')).command,
  },
  certificate,
  {
    name: 'cluster-info',
    group: 'Cluster Management Commands',
    summary: 'Display cluster information',
    // There are none, but kubectl has one: a word behind it is looked at.
    subcommands: [],
    load: async () => (await import('./client/cluster-info.js')).command,
  },
  ...nodes,
  {
    name: 'describe',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Show details of a specific resource or group of resources',
    suggestFor: ['inspect'],
    load: async () => (await import('./objects/describe.js')).command,
  },
  {
    name: 'logs',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Print the logs for a container in a pod',
    load: async () => (await import('./debugging/logs.js')).command,
  },
  {
    name: 'attach',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Attach to a running container',
    load: async () => (await import('./debugging/attach.js')).command,
  },
  {
    name: 'exec',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Execute a command in a container',
    load: async () => (await import('./debugging/exec.js')).command,
  },
  {
    name: 'port-forward',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Forward one or more local ports to a pod',
    load: async () => (await import('./debugging/port-forward/index.js')).command,
  },
  auth,
  {
    name: 'debug',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Create debugging sessions for troubleshooting workloads and nodes',
    load: async () => (await import('./debugging/debug/index.js')).command,
  },
  {
    name: 'events',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'List events',
    load: async () => (await import('./objects/events.js')).command,
  },
  {
    name: 'cp',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Copy files and directories to and from containers',
    load: async () => (await import('./debugging/cp.js')).command,
  },
  {
    name: 'proxy',
    group: 'Troubleshooting and Debugging Commands',
    summary: 'Run a proxy to the Kubernetes API server',
    load: async () => (await import('./debugging/proxy.js')).command,
  },
  {
    name: 'diff',
    group: 'Advanced Commands',
    summary: 'Diff the live version against a would-be applied version',
    load: async () => (await import('./applying/diff.js')).command,
  },
  {
    name: 'apply',
    group: 'Advanced Commands',
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
    group: 'Advanced Commands',
    summary: 'Update fields of a resource',
    load: async () => (await import('./objects/patch.js')).command,
  },
  {
    name: 'replace',
    group: 'Advanced Commands',
    summary: 'Replace a resource by file name or stdin',
    load: async () => (await import('./objects/replace.js')).command,
  },
  {
    name: 'wait',
    group: 'Advanced Commands',
    summary: 'Wait for a specific condition on one or many resources',
    load: async () => (await import('./objects/wait/index.js')).command,
  },
  {
    name: 'kustomize',
    group: 'Advanced Commands',
    summary: 'Build a kustomization target from a directory or URL',
    load: async () => (await import('./kustomize/index.js')).command,
  },
  {
    name: 'label',
    group: 'Settings Commands',
    summary: 'Update the labels on a resource',
    load: async () => (await import('./objects/label.js')).command,
  },
  {
    name: 'annotate',
    group: 'Settings Commands',
    summary: 'Update the annotations on a resource',
    load: async () => (await import('./objects/annotate.js')).command,
  },
  {
    name: 'completion',
    group: 'Settings Commands',
    summary: 'Output shell completion code for the specified shell (bash, zsh, or fish)',
    load: async () => (await import('./client/completion.js')).command,
  },
  {
    name: '__shim',
    summary: '',
    hidden: true,
    load: async () => (await import('./simulation/shims/command.js')).command,
  },
  config,
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
