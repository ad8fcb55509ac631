import { UsageError } from '../../api/contract/errors.js'
import { compareKeys } from '../../model/values/order.js'
import { changeCauseAnnotation } from '../requests/record.js'
import { type Edits, editCommand } from './metadata-edits.js'

/** `annotate TYPE NAME KEY=VALUE KEY-` (kubectl `pkg/cmd/annotate/annotate.go`). */
export const command = editCommand({
  description: 'Add, change or remove the annotations of one or many resources. A key followed by - is removed.',
  examples: `
# Annotate the pod web
kubectl annotate pods web description='my frontend'

# Replace an annotation that is there already
kubectl annotate --overwrite pods web description='my frontend running nginx'

# Remove an annotation
kubectl annotate pods web description-`,
  verb: 'annotate',
  field: 'annotations',
  noun: 'annotation',
  exampleFile: 'rsrc',
  parse: parseAnnotations,
  refuseOverwrites: (current, { set }) => {
    const found = [...set.keys()]
      .sort(compareKeys)
      .filter((key) => key !== changeCauseAnnotation && Object.hasOwn(current, key) && current[key] !== set.get(key))
      .map((key) => `'${key}' already has a value (${current[key]})`)
    if (found.length === 0) return
    throw new UsageError(`--overwrite is false but found the following declared annotation(s): ${found.join('; ')}`)
  },
  outcome: () => 'annotated',
})

function parseAnnotations(pairs: readonly string[]): Edits {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 0) remove.push(pair.slice(0, -1))
    else set.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  const both = remove.filter((key) => set.has(key))
  if (both.length > 0) {
    throw new UsageError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    )
  }
  return { set, remove }
}
