/** The flags of `apply`, and which of them go together. */
import { UsageError } from '../../api/contract/errors.js'
import type { Flag, FlagValues } from '../command.js'
import { deletionFlags } from '../objects/deletion.js'
import { type DryRun, dryRunFlag } from '../output/dry-run.js'
import { outputFlags } from '../output/result.js'
import { recordFlag } from '../requests/record.js'
import { fieldManagerFlag, validateFlag } from '../requests/write-flags.js'
import { fileFlags, selectorFlag } from '../selection/resource-flags.js'
import { pruneFlags } from './pruning.js'

export const applyFlags: readonly Flag[] = [
  ...fileFlags,
  ...outputFlags,
  selectorFlag,
  dryRunFlag,
  validateFlag,
  fieldManagerFlag('kubectl-client-side-apply'),
  ...deletionFlags(false),
  ...pruneFlags,
  {
    name: 'all',
    type: 'bool',
    default: 'false',
    description: 'With --prune: look through all objects of the namespaces that occur, whatever their labels.',
  },
  {
    name: 'openapi-patch',
    type: 'bool',
    default: 'true',
    description: 'Accepted for compatibility: what lists are merged by is always known.',
  },
  {
    name: 'overwrite',
    type: 'bool',
    default: 'true',
    description: 'Resolve conflicts between the modified and live configuration in favour of the modified one.',
  },
  {
    name: 'server-side',
    type: 'bool',
    default: 'false',
    description: 'Let the server merge the configuration, which keeps the books of who owns which field.',
  },
  {
    name: 'force-conflicts',
    type: 'bool',
    default: 'false',
    description: 'With --server-side, take fields over from whom they belong to.',
  },
  { name: 'subresource', type: 'string', description: 'With --server-side, apply to this subresource alone.' },
  recordFlag,
]

/** What goes together (`ApplyOptions.Validate`); throws UsageError. */
export function checkCombinations(flags: FlagValues, dryRun: DryRun): void {
  const [force, prune, all, selector] = [
    flags.bool('force'),
    flags.bool('prune'),
    flags.bool('all'),
    flags.string('selector'),
  ]
  if (flags.bool('force-conflicts') && !flags.bool('server-side')) {
    throw new UsageError('--force-conflicts only works with --server-side')
  }
  const serverSide = flags.bool('server-side')
  if (serverSide && dryRun === 'client') {
    throw new UsageError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
  }
  if (serverSide && force) throw new UsageError('--force cannot be used with --server-side')
  if (dryRun === 'server' && force) throw new UsageError('--dry-run=server cannot be used with --force')
  if (all && selector !== '') throw new UsageError('cannot set --all and --selector at the same time')
  if (prune && force) throw new UsageError('--force cannot be used with --prune')
  if (prune && !all && selector === '') {
    throw new UsageError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    )
  }
  if (flags.string('subresource') !== '' && !serverSide) {
    throw new UsageError('--subresource can only be specified for --server-side')
  }
}
