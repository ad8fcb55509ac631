/** `--record`: the command line in the annotation that `rollout history` shows (cli-runtime `RecordFlags`). */
import type { Target } from '../../api/contract/client.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Arguments, Context, Flag, FlagValues } from '../command.js'
import type { DryRun } from '../output/dry-run.js'

export const changeCauseAnnotation = 'kubernetes.io/change-cause'

export const recordFlag: Flag = {
  name: 'record',
  type: 'bool',
  default: 'false',
  hidden: true,
  description: 'Record the current command in the resource annotation.',
}

/** The words that will be recorded behind the program's name, flags last; undefined without --record. */
export function recordOf(verb: string, args: Arguments, flags: FlagValues): string | undefined {
  return flags.bool('record') ? [verb, ...args.positional, ...(args.flags ?? [])].join(' ') : undefined
}

/** Tells that the flag is on its way out, as pflag does. */
export function warnOfRecord(record: string | undefined, context: Context): void {
  if (record === undefined) return
  context.io.err('Flag --record has been deprecated, --record will be removed in the future\n')
}

/** The object with the command as its change cause. */
export function recorded(object: KubeObject, record: string | undefined, context: Context): KubeObject {
  if (record === undefined) return object
  const cause = { [changeCauseAnnotation]: `${context.program} ${record}` }
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...cause } },
  }
}

/** Records the command in an object that is already changed, in a patch of its own (`MakeRecordMergePatch`). */
export async function recordChange(
  { resource, namespace, name, object }: Target & { readonly object: KubeObject },
  record: string | undefined,
  dryRun: DryRun,
  context: Context,
): Promise<KubeObject> {
  if (record === undefined) return object
  const { metadata } = recorded(object, record, context)
  const cause = { [changeCauseAnnotation]: metadata.annotations?.[changeCauseAnnotation] }
  const body = { metadata: { annotations: cause } }
  return context.client.patch({ resource, namespace, name }, { type: 'merge', body }, { dryRun: dryRun !== 'none' })
}
