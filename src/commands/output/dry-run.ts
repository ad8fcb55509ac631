import { UsageError } from '../../api/contract/errors.js'
import type { Context, Flag, FlagValues } from '../command.js'
import { klogLine } from './klog.js'

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
  if (value === 'unchanged' || isTrue.test(value)) return 'client'
  if (isFalse.test(value)) return 'none'
  throw new UsageError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

/** As Go's `strconv.ParseBool` takes them. */
const isTrue = /^(?:1|t|T|TRUE|true|True)$/
const isFalse = /^(?:0|f|F|FALSE|false|False)$/

/** Tells users of the old, bare form what to write instead, in kubectl's log. */
export function warnOfBareDryRun(flags: FlagValues, context: Context): void {
  const value = flags.changed('dry-run') ? flags.string('dry-run') : 'none'
  const say = (line: number, given: string, instead: string) => {
    const text = `${given} and can be replaced with --dry-run=${instead}.`
    context.io.err(klogLine('W', `helpers.go:${line}`, text, context))
  }
  if (value === 'unchanged') say(719, '--dry-run is deprecated', 'client')
  if (isTrue.test(value)) say(733, `--dry-run=${value} is deprecated (boolean value)`, 'client')
  if (isFalse.test(value)) say(736, `--dry-run=${value} is deprecated (boolean value)`, 'none')
}

/** What follows a result line: `deployment.apps/web created (dry run)`. */
export function dryRunSuffix(dryRun: DryRun): string {
  if (dryRun === 'none') return ''
  return dryRun === 'client' ? ' (dry run)' : ' (server dry run)'
}
