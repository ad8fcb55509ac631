import type { Line } from '../../../api/contract/description.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { compareKeys } from '../../../model/values/order.js'
import { lines } from '../../describe/index.js'

/** `DescribeLimitRanges` of kubectl, resources in key order. */
export function limitRangeLines(ranges: readonly KubeObject[]): Line[] {
  if (ranges.length === 0) return lines(0, 'No LimitRange resource.')
  return [
    ...lines(0, 'Resource Limits'),
    ...lines(0, ' Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'),
    ...lines(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------'),
    ...ranges.flatMap((range) => (range.spec?.limits ?? []).flatMap(linesOf)),
  ]
}

type Limit = Readonly<Record<string, Readonly<Record<string, string>> | undefined>> & { readonly type: string }

function linesOf(limit: Limit): Line[] {
  const shown = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map((field) => limit[field] ?? {})
  const resources = [...new Set(shown.flatMap((values) => Object.keys(values)))].sort(compareKeys)
  return resources.flatMap((resource) =>
    lines(0, ` ${limit.type}\t${resource}\t${shown.map((values) => values[resource] ?? '-').join('\t')}`),
  )
}
