/** `create poddisruptionbudget` (kubectl `pkg/cmd/create/create_pdb.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { parseLabelSelector, type SelectorSpec } from '../../../model/selectors/label-selectors.js'
import type { FlagValues } from '../../command.js'
import { generatorCommand } from './generator.js'

export const command = generatorCommand({
  description: 'Create a budget that says how many pods of a selection must stay, or may go, when pods are evicted.',
  examples: `
# At least one pod with the label app=rails must always be available
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# At least half of them
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%`,
  usage: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  failure: 'failed to create poddisruptionbudgets:',
  flags: [
    {
      name: 'max-unavailable',
      type: 'string',
      description: 'The maximum number or percentage of unavailable pods this budget requires.',
    },
    {
      name: 'min-available',
      type: 'string',
      description: 'The minimum number or percentage of available pods this budget requires.',
    },
    {
      name: 'selector',
      type: 'string',
      description: 'A label selector to use for this budget. Only equality-based selector requirements are supported.',
    },
  ],
  check,
  build: ({ name, flags }) =>
    ({
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name },
      spec: { ...limitOf(flags), selector: selectorSpec(flags.string('selector')), ...surplusOf(flags) },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    }) as unknown as KubeObject,
})

const amountPattern = /^[0-9]+%?$/

function check(flags: FlagValues): void {
  const [least, most] = [flags.string('min-available'), flags.string('max-unavailable')]
  if (flags.string('selector') === '') throw new UsageError('a selector must be specified')
  if (least === '' && most === '') throw new UsageError('one of min-available or max-unavailable must be specified')
  if (least !== '' && most !== '') throw new UsageError('min-available and max-unavailable cannot be both specified')
  if (least !== '' && !amountPattern.test(least)) throw new UsageError('invalid format specified for min-available')
  if (most !== '' && !amountPattern.test(most)) throw new UsageError('invalid format specified for max-unavailable')
}

const amountOf = (text: string) => (text.endsWith('%') ? text : Number(text))

function limitOf(flags: FlagValues): { minAvailable?: string | number } {
  const text = flags.string('min-available')
  return text === '' ? {} : { minAvailable: amountOf(text) }
}

function surplusOf(flags: FlagValues): { maxUnavailable?: string | number } {
  const text = flags.string('max-unavailable')
  return text === '' ? {} : { maxUnavailable: amountOf(text) }
}

const operators: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' }

/** `metav1.ParseToLabelSelector` */
function selectorSpec(text: string): SelectorSpec {
  const matchLabels: Record<string, string> = {}
  const matchExpressions: { key: string; operator: string; values?: readonly string[] }[] = []
  for (const { key, operator, values } of requirementsOf(text)) {
    const equal = operator === '=' || operator === '=='
    const known = operators[operator]
    if (equal) matchLabels[key] = values[0] ?? ''
    else if (known === undefined) throw new UsageError(`${goQuote(operator)} is not a valid label selector operator`)
    else matchExpressions.push({ key, operator: known, ...(values.length === 0 ? {} : { values }) })
  }
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  } as SelectorSpec
}

function requirementsOf(text: string) {
  try {
    return parseLabelSelector(text).requirements
  } catch (error) {
    throw new UsageError(`couldn't parse the selector string "${text}": ${(error as Error).message}`)
  }
}
