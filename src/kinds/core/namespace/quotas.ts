import type { Line } from '../../../api/contract/description.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { compareKeys } from '../../../model/values/order.js'
import { lines } from '../../describe/index.js'

/** `DescribeResourceQuotas` of kubectl. */
export function quotaLines(quotas: readonly KubeObject[]): Line[] {
  if (quotas.length === 0) return lines(0, 'No resource quota.')
  const sorted = [...quotas].sort((a, b) => compareKeys(a.metadata.name, b.metadata.name))
  return [...lines(0, 'Resource Quotas'), ...sorted.flatMap(linesOf)]
}

const scopeHelp: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

function linesOf(quota: KubeObject): Line[] {
  const scopes: string[] = [...(quota.spec?.scopes ?? [])].sort(compareKeys)
  const hard: Record<string, string> = quota.status?.hard ?? {}
  const used: Record<string, string> = quota.status?.used ?? {}
  return [
    ...lines(1, `Name:\t${quota.metadata.name}`),
    ...(scopes.length === 0 ? [] : lines(1, `Scopes:\t${scopes.join(', ')}`)),
    ...scopes.flatMap((scope) => (Object.hasOwn(scopeHelp, scope) ? lines(1, `* ${scopeHelp[scope]}`) : [])),
    ...lines(1, 'Resource\tUsed\tHard'),
    ...lines(1, '--------\t---\t---'),
    ...Object.keys(hard)
      .sort(compareKeys)
      .flatMap((resource) => lines(1, `${resource}\t${used[resource] ?? '0'}\t${hard[resource]}`)),
  ]
}
