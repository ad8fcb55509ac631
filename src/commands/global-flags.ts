import type { Flag } from './command.js'

/** Flags of every command, as `options` lists them. Those that only a network client needs are accepted and kept silent. */
export const globalFlags: readonly Flag[] = [
  { name: 'namespace', short: 'n', type: 'string', description: 'The namespace of this request.' },
  {
    name: 'context',
    type: 'string',
    description: 'The context to use: the name of a cluster (see `config get-contexts`).',
  },
  { name: 'state', type: 'string', description: 'The file that holds the cluster. Also $KUBESIM_STATE.' },
  {
    name: 'color',
    type: 'string',
    default: 'auto',
    bare: 'always',
    description: 'Colour: auto (on a terminal), always, never. NO_COLOR and FORCE_COLOR are honoured.',
  },
  { name: 'help', short: 'h', type: 'bool', default: 'false', description: 'Help for the command.', hidden: true },
  { name: 'kubeconfig', type: 'string', description: 'Accepted for compatibility; the cluster lies in a state file.' },
  { name: 'cluster', type: 'string', description: 'The cluster to use; the same as --context.' },
  { name: 'user', type: 'string', description: 'Accepted for compatibility.' },
  {
    name: 'as',
    type: 'string',
    description: 'Username to impersonate. Accepted: the local user is the administrator.',
  },
  {
    name: 'as-group',
    type: 'strings',
    description: 'Groups to impersonate. Accepted: the local user is the administrator.',
  },
  {
    name: 'request-timeout',
    type: 'string',
    default: '0',
    description:
      'The length of time to wait before giving up on a single server request: `get --watch` ends after it. Requires a time unit (e.g. 1s, 2m, 3h) or means seconds; zero means never.',
  },
  { name: 'cache-dir', type: 'string', description: 'Accepted for compatibility.', hidden: true },
  {
    name: 'insecure-skip-tls-verify',
    type: 'bool',
    default: 'false',
    description: 'Accepted for compatibility.',
    hidden: true,
  },
  {
    name: 'warnings-as-errors',
    type: 'bool',
    default: 'false',
    description: 'Treat warnings received from the server as errors and exit with a non-zero exit code.',
  },
  { name: 'v', short: 'v', type: 'int', default: '0', description: 'Accepted for compatibility: log verbosity.' },
]
