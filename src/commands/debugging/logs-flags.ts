import type { Flag } from '../command.js'
import { podRunningTimeoutFlag } from '../selection/pod-choice.js'
import { selectorFlag } from '../selection/resource-flags.js'

/** The flags of `logs`. */
export const logFlags: readonly Flag[] = [
  { name: 'all-containers', type: 'bool', default: 'false', description: "Get all containers' logs in the pod(s)." },
  { name: 'all-pods', type: 'bool', default: 'false', description: 'Get logs from all pod(s). Sets prefix to true.' },
  { name: 'container', short: 'c', type: 'string', description: 'Print the logs of this container' },
  {
    name: 'follow',
    short: 'f',
    type: 'bool',
    default: 'false',
    description: 'Specify if the logs should be streamed.',
  },
  {
    name: 'ignore-errors',
    type: 'bool',
    default: 'false',
    description: 'If watching / following pod logs, allow for any errors that occur to be non-fatal',
  },
  {
    name: 'insecure-skip-tls-verify-backend',
    type: 'bool',
    default: 'false',
    description: 'Skip verifying the identity of the kubelet that logs are requested from.',
  },
  {
    name: 'limit-bytes',
    type: 'int',
    default: '0',
    description: 'Maximum bytes of logs to return. Defaults to no limit.',
  },
  {
    name: 'max-log-requests',
    type: 'int',
    default: '5',
    description: 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
  },
  podRunningTimeoutFlag('20s'),
  {
    name: 'prefix',
    type: 'bool',
    default: 'false',
    description: 'Prefix each log line with the log source (pod name and container name)',
  },
  {
    name: 'previous',
    short: 'p',
    type: 'bool',
    default: 'false',
    description: 'If true, print the logs for the previous instance of the container in a pod if it exists.',
  },
  selectorFlag,
  {
    name: 'since',
    type: 'duration',
    default: '0s',
    description: 'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs.',
  },
  {
    name: 'since-time',
    type: 'string',
    description: 'Only return logs after a specific date (RFC3339). Defaults to all logs.',
  },
  {
    name: 'tail',
    type: 'int',
    default: '-1',
    description:
      'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
  },
  {
    name: 'timestamps',
    type: 'bool',
    default: 'false',
    description: 'Include timestamps on each line in the log output',
  },
]
