import type { TestServer } from '../test-server.js'

interface Resource {
  readonly name: string
  readonly kind: string
  readonly verbs: readonly string[]
  /** Of what a subresource takes, where that is of another group. */
  readonly group?: string
  readonly version?: string
}

export interface Served {
  /** Across all namespaces. */
  readonly path: string
  readonly apiVersion: string
  readonly kind: string
  readonly verbs: readonly string[]
}

const isWhole = ({ name }: Resource) => !name.includes('/')

/** Every resource that is served. */
export async function served(server: TestServer, wanted: (resource: Resource) => boolean = isWhole): Promise<Served[]> {
  const { groups } = (await server.call('GET', '/apis')).json
  const versions: string[] = groups.flatMap(({ versions }: { versions: { groupVersion: string }[] }) =>
    versions.map(({ groupVersion }) => groupVersion),
  )
  const lists = await Promise.all(['v1', ...versions].map(async (version) => resourcesOf(server, version)))
  return lists.flatMap(({ groupVersion, root, resources }) =>
    resources.filter(wanted).map(({ name, kind, verbs, group, version }) => ({
      path: `${root}/${name}`,
      apiVersion: version === undefined ? groupVersion : [group, version].filter((each) => each !== '').join('/'),
      kind,
      verbs,
    })),
  )
}

async function resourcesOf(server: TestServer, groupVersion: string) {
  const root = groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`
  const resources: Resource[] = (await server.call('GET', root)).json.resources
  return { groupVersion, root, resources }
}
