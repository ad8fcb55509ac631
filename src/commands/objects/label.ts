import { UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import { writeJson } from '../../model/json/exact-json.js'
import { isValidLabelValue } from '../../model/objects/names.js'
import { deepEqual } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { type Edits, editCommand } from './metadata-edits.js'

/** `label TYPE NAME KEY=VALUE KEY-` (kubectl `pkg/cmd/label/label.go`). */
export const command = editCommand({
  description: 'Add, change or remove the labels of one or many resources. A key followed by - is removed.',
  examples: `
# Label the pod foo
kubectl label pods foo unhealthy=true

# Replace a label that is there already
kubectl label --overwrite pods foo status=unhealthy

# Remove a label
kubectl label pods foo bar-`,
  verb: 'label',
  field: 'labels',
  noun: 'label',
  exampleFile: 'pod',
  printsOwnCopy: true,
  parse: parseLabels,
  refuseOverwrites: (current, { set }) => {
    const errors = [...set.keys()]
      .sort(compareKeys)
      .filter((key) => Object.hasOwn(current, key) && current[key] !== set.get(key))
      .map((key) => new UsageError(`'${key}' already has a value (${current[key]}), and --overwrite is false`))
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new UsageError(`[${errors.map((error) => error.message).join(', ')}]`)
  },
  outcome: (before, after, overwrite) => {
    if (deepEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {})) return 'not labeled'
    const shrunk = writeJson(after).length < writeJson(before).length
    return !overwrite && shrunk ? 'unlabeled' : 'labeled'
  },
  announce: (current, { remove }, context) => {
    for (const key of remove) {
      if (!Object.hasOwn(current, key)) context.io.out(`label ${goQuote(key)} not found.\n`)
    }
  },
})

function parseLabels(pairs: readonly string[]): Edits {
  const set = new Map<string, string>()
  const remove: string[] = []
  for (const pair of pairs) {
    if (!pair.includes('=')) {
      remove.push(pair.slice(0, -1))
      continue
    }
    const [key = '', value = '', ...more] = pair.split('=')
    if (more.length > 0) throw new UsageError(`invalid label spec: ${pair}`)
    const errors = isValidLabelValue(value)
    if (errors.length > 0) throw new UsageError(`invalid label value: ${goQuote(pair)}: ${errors.join(';')}`)
    set.set(key, value)
  }
  if (remove.some((key) => set.has(key))) {
    throw new UsageError('can not both modify and remove a label in the same command')
  }
  return { set, remove }
}
