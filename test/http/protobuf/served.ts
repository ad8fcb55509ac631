import type { House } from '../house.js'

/** Every resource that is served, by its path across all namespaces. */
export async function served(house: House): Promise<{ path: string; verbs: readonly string[] }[]> {
  const { groups } = (await house.call('GET', '/apis')).json
  const versions: string[] = groups.flatMap(({ versions }: { versions: { groupVersion: string }[] }) =>
    versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
  )
  const lists = await Promise.all(['/api/v1', ...versions].map(async (root) => resourcesOf(house, root)))
  return lists.flat()
}

async function resourcesOf(house: House, root: string) {
  const resources: { name: string; verbs: string[] }[] = (await house.call('GET', root)).json.resources
  const whole = resources.filter(({ name }) => !name.includes('/'))
  return whole.map(({ name, verbs }) => ({ path: `${root}/${name}`, verbs }))
}
