import { UsageError } from '../api/errors.js'
import type { Flag, FlagValues, Io } from './command.js'

export type DryRun = 'none' | 'client' | 'server'

export const dryRunFlag: Flag = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  bare: 'unchanged',
  description:
    'Must be "none", "server", or "client". With client, only print the object that would be sent; with server, submit the request without persisting the resource.',
}

/** kubectl's `GetDryRunStrategy`. */
export function dryRunOf(flags: FlagValues): DryRun {
  const value = flags.string('dry-run')
  if (value === 'none' || value === 'client' || value === 'server') return value
  if (value === 'unchanged' || value === 'true') return 'client'
  if (value === 'false') return 'none'
  throw new UsageError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

/** Tells users of the old, bare form what to write instead. */
export function warnOfBareDryRun(flags: FlagValues, io: Io): void {
  const value = flags.changed('dry-run') ? flags.string('dry-run') : 'none'
  if (value === 'unchanged') io.warn('--dry-run is deprecated and can be replaced with --dry-run=client.')
  if (value === 'true')
    io.warn('--dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client.')
  if (value === 'false')
    io.warn('--dry-run=false is deprecated (boolean value) and can be replaced with --dry-run=none.')
}

/** What follows a result line: `deployment.apps/web created (dry run)`. */
export function dryRunSuffix(dryRun: DryRun): string {
  if (dryRun === 'none') return ''
  return dryRun === 'client' ? ' (dry run)' : ' (server dry run)'
}
