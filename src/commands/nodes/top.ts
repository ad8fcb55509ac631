import { UsageError } from '../../api/contract/errors.js'
import type { Command, Context, Flag, FlagValues, HelpText } from '../command.js'
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../selection/resource-flags.js'

const ownFlags: readonly Flag[] = [
  selectorFlag,
  { name: 'no-headers', type: 'bool', default: 'false', description: 'Print no headers.' },
  { name: 'sort-by', type: 'string', description: 'Sort by cpu or memory.' },
  {
    name: 'use-protocol-buffers',
    type: 'bool',
    default: 'true',
    description: 'Accepted for compatibility: how the metrics travel.',
  },
]

/** `top pod` (kubectl `pkg/cmd/top`): of a cluster on which nobody measures. */
export const pod = topCommand(
  'pod [NAME | -l label]',
  [
    ...ownFlags,
    allNamespacesFlag,
    fieldSelectorFlag,
    { name: 'containers', type: 'bool', default: 'false', description: 'Print the usage of containers within pods.' },
    { name: 'sum', type: 'bool', default: 'false', description: 'Print the sum of what is listed.' },
  ],
  'only one of NAME or selector can be provided',
  {
    description: 'Display what pods use.',
    examples: `
# All pods of the current namespace
kubectl top pod

# Pods by label
kubectl top pod -l name=myLabel`,
  },
)

/** `top node`. */
export const node = topCommand(
  'node [NAME | -l label]',
  [
    ...ownFlags,
    { name: 'show-capacity', type: 'bool', default: 'false', description: 'Tell usage in parts of the capacity.' },
  ],
  'only one of NAME or --selector can be provided',
  {
    description: 'Display what nodes use.',
    examples: `
# All nodes
kubectl top node

# One node
kubectl top node NODE_NAME`,
  },
)

function topCommand(usage: string, flags: readonly Flag[], both: string, help: HelpText): Command<void> {
  return {
    ...help,
    usage: usage.slice(usage.indexOf(' ') + 1),
    flags,
    parse: ({ positional }, values) => check(usage, positional, values, both),
    run: async (_, { client }: Context) => {
      const served = (await client.resources()).some(({ group }) => group === 'metrics.k8s.io')
      throw new UsageError(served ? 'metrics not available yet' : 'Metrics API not available')
    },
  }
}

function check(usage: string, names: readonly string[], flags: FlagValues, both: string): void {
  if (names.length > 1) throw new UsageError(`unexpected args: [${names.join(' ')}]`, true)
  const sortBy = flags.string('sort-by')
  if (!['', 'cpu', 'memory'].includes(sortBy)) throw new UsageError('--sort-by accepts only cpu or memory')
  const fields = usage.startsWith('pod') ? flags.string('field-selector') : ''
  if (names.length > 0 && (flags.string('selector') !== '' || fields !== '')) throw new UsageError(both)
}
