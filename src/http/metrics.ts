import type { ResourceInfo } from '../api/client.js'
import type { Answer, Exchange } from './exchange.js'

const head =
  '# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind.\n' +
  '# TYPE apiserver_storage_objects gauge\n'

/** `/metrics`: of all that an API server counts, how many objects there are. */
export async function metricsAnswer({ client }: Exchange): Promise<Answer> {
  const lines: string[] = []
  const counted = new Set<string>()
  for (const resource of await client.resources()) {
    const name = nameOf(resource)
    if (counted.has(name) || !resource.verbs.includes('list')) continue
    counted.add(name)
    const { items } = await client.list({ resource, namespace: '' })
    lines.push(`apiserver_storage_objects{resource="${name}"} ${items.length}\n`)
  }
  return { status: 200, text: head + lines.sort().join(''), type: 'text/plain; version=0.0.4; charset=utf-8' }
}

const nameOf = ({ plural, group }: ResourceInfo) => (group === '' ? plural : `${plural}.${group}`)
