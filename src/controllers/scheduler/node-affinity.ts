import type { Node, Pod } from '../../model/objects/types.js'

type NodeAffinity = NonNullable<NonNullable<Pod['spec']['affinity']>['nodeAffinity']>
type RequiredTerm = NonNullable<
  NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number]
type Expression = NonNullable<RequiredTerm['matchExpressions']>[number]

/** Whether a node has what `nodeSelector` and the required node affinity ask for (`nodeaffinity.GetRequiredNodeAffinity`). */
export function matchesNodeAffinity(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {}
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

/** The sum of the weights of the preferred terms that match. */
export function preferredNodeScore(pod: Pod, node: Node): number {
  let score = 0
  for (const term of pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
    if (matchesTerm(term.preference, node)) score += term.weight
  }
  return score
}

/** Nodes that the required affinity names by `metadata.name`, as a DaemonSet's pods do; undefined when it does not. */
export function nodesNamed(pod: Pod): ReadonlySet<string> | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const names = new Set<string>()
  for (const term of terms) {
    const field = term.matchFields?.find(({ key, operator }) => key === 'metadata.name' && operator === 'In')
    if (field === undefined) return undefined
    for (const name of field.values ?? []) names.add(name)
  }
  return terms.length === 0 ? undefined : names
}

/** An empty term matches nothing. */
function matchesTerm(term: RequiredTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  const labels = node.metadata.labels ?? {}
  return (
    expressions.every((expression) => matchesExpression(expression, labels)) &&
    fields.every((field) => matchesExpression(field, { 'metadata.name': node.metadata.name }))
  )
}

function matchesExpression({ key, operator, values = [] }: Expression, labels: Readonly<Record<string, string>>) {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number.parseInt(value, 10) > Number(values[0])
    case 'Lt':
      return value !== undefined && Number.parseInt(value, 10) < Number(values[0])
    default:
      return false
  }
}
