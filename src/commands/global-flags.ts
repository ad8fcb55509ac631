import type { Flag } from './command.js'

/** Flags of every command, as `options` lists them. Those that only a network client needs are accepted and kept silent. */
export const globalFlags: readonly Flag[] = [
  { name: 'namespace', short: 'n', type: 'string', description: 'The namespace of this request.' },
  {
    name: 'context',
    type: 'string',
    description:
      'The context to use: the name of a cluster (see `config get-contexts`), or a context of the kubeconfig.',
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
  {
    name: 'kubeconfig',
    type: 'string',
    description:
      'The kubeconfig of a kubesim server whose cluster is meant, instead of one in a state file. Also $KUBESIM_KUBECONFIG.',
  },
  {
    name: 'server',
    short: 's',
    type: 'string',
    description: 'The address and port of a kubesim server whose cluster is meant, instead of one in a state file.',
  },
  { name: 'token', type: 'string', description: 'Bearer token for authentication to the server.' },
  {
    name: 'certificate-authority',
    type: 'string',
    description: "Path to a cert file for the authority that has signed the server's certificate.",
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'bool',
    default: 'false',
    description: "If true, the server's certificate will not be checked for validity.",
  },
  {
    name: 'tls-server-name',
    type: 'string',
    description: "Server name to use for server certificate validation; without it the server's host.",
  },
  { name: 'cluster', type: 'string', description: 'The cluster of the kubeconfig to use; else the same as --context.' },
  { name: 'user', type: 'string', description: 'The user of the kubeconfig to use.' },
  {
    name: 'as',
    type: 'string',
    description: 'Username to impersonate for the operation: a regular user, or a service account of a namespace.',
  },
  {
    name: 'as-group',
    type: 'strings',
    description: 'Group to impersonate for the operation; may be given several times.',
  },
  { name: 'as-uid', type: 'string', description: 'UID to impersonate for the operation.' },
  {
    name: 'as-user-extra',
    type: 'strings',
    description: 'User extras to impersonate for the operation, as key=value; a key may be given several times.',
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
    name: 'warnings-as-errors',
    type: 'bool',
    default: 'false',
    description: 'Treat warnings received from the server as errors and exit with a non-zero exit code.',
  },
  { name: 'v', short: 'v', type: 'int', default: '0', description: 'Accepted for compatibility: log verbosity.' },
]
