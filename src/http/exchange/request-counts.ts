import { connects, type ResourcePath } from './paths.js'

/** Counts the requests for resources that have been answered, as `apiserver_request_total` tells them. */
export class RequestCounts {
  private readonly counts = new Map<string, number>()

  /** `asked`: the verb of the request; `dryRun`: that nothing is kept. */
  add(path: ResourcePath, method: string, asked: string, status: number, dryRun: boolean): void {
    const { group, version, plural, namespace, name, subresource } = path
    const scope = name !== '' ? 'resource' : namespace !== '' ? 'namespace' : 'cluster'
    const verb = verbOf(path, method, asked)
    const labels =
      `code="${status}",component="apiserver",dry_run="${dryRun ? 'All' : ''}",group="${group}",resource="${plural}",` +
      `scope="${scope}",subresource="${subresource}",verb="${verb}",version="${version}"`
    this.counts.set(labels, (this.counts.get(labels) ?? 0) + 1)
  }

  /** In the text format of Prometheus. */
  text(): string {
    const lines = [...this.counts].map(([labels, count]) => `apiserver_request_total{${labels}} ${count}\n`)
    return (
      '# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb, dry run value, ' +
      'group, version, resource, scope, component, and HTTP response code.\n' +
      `# TYPE apiserver_request_total counter\n${lines.sort().join('')}`
    )
  }
}

/** `canonicalVerb` and `cleanVerb` of `pkg/endpoints/metrics`. */
function verbOf({ name, subresource }: ResourcePath, method: string, asked: string): string {
  if (connects.includes(subresource)) return 'CONNECT'
  if (method !== 'GET') return method === 'DELETE' && name === '' ? 'DELETECOLLECTION' : method
  return asked.toUpperCase()
}
