import type { Options, ResourceName } from '../../api/contract/request.js'

/** `/apis/apps/v1/namespaces/default/deployments/web/scale?…`; parameters that are undefined are left out. */
export function pathTo(
  resource: ResourceName,
  namespace: string,
  names: readonly (string | undefined)[] = [],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const root = resource.group === '' ? ['api'] : ['apis', resource.group]
  const within = namespace === '' ? [] : ['namespaces', namespace]
  const below = names.filter((name) => name !== undefined)
  const path = [...root, resource.version, ...within, resource.plural, ...below].map(encodeURIComponent).join('/')
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return `/${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`
}

/** What a list selects, as parameters. */
export function selection({ labelSelector, fieldSelector, limit, continue: token }: Options) {
  return {
    labelSelector: labelSelector || undefined,
    fieldSelector: fieldSelector || undefined,
    limit,
    continue: token,
  }
}

/** Here unknown fields are errors unless told otherwise; a server only warns of them. */
export function writing({ dryRun, fieldManager, fieldValidation = 'Strict', force }: Options) {
  return {
    dryRun: dryRun === true ? 'All' : undefined,
    fieldManager: fieldManager || 'kubectl',
    fieldValidation,
    force: force === true ? 'true' : undefined,
  }
}

/** A `DeleteOptions` object. */
export function deletion({ dryRun, gracePeriodSeconds, propagation, preconditions }: Options): object {
  return {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds,
    propagationPolicy: propagation,
    preconditions,
    dryRun: dryRun === true ? ['All'] : undefined,
  }
}
