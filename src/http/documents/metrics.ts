import type { ResourceInfo } from '../../api/contract/names.js'
import type { Answer, Exchange } from '../exchange/exchange.js'

const storageHead =
  '# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind.\n' +
  '# TYPE apiserver_storage_objects gauge\n'

/** `/metrics`: of all that an API server counts, what there is, what has been asked for, and what is running. */
export async function metricsAnswer({ server }: Exchange): Promise<Answer> {
  // Nobody in particular counts, and nobody is warned.
  const client = server.cluster.clientOf({ warn: () => {} })
  const lines: string[] = []
  const counted = new Set<string>()
  for (const resource of await client.resources()) {
    const name = nameOf(resource)
    if (counted.has(name) || !resource.verbs.includes('list')) continue
    counted.add(name)
    const { items } = await client.list({ resource, namespace: '' })
    lines.push(`apiserver_storage_objects{resource="${name}"} ${items.length}\n`)
  }
  const { gitVersion, major, minor } = await client.version()
  const build =
    "# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, minor, git version.\n" +
    '# TYPE kubernetes_build_info gauge\n' +
    `kubernetes_build_info{git_version="${gitVersion}",major="${major}",minor="${minor}"} 1\n`
  const text = `${server.requests.text()}${storageHead}${lines.sort().join('')}${build}`
  return { status: 200, text, type: 'text/plain; version=0.0.4; charset=utf-8' }
}

const nameOf = ({ plural, group }: ResourceInfo) => (group === '' ? plural : `${plural}.${group}`)
