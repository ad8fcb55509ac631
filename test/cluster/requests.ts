import type { ResourceInfo } from '../../src/api/contract/names.js'
import type { Cluster } from '../../src/cluster/index.js'
import type { KubeObject } from '../../src/model/objects/object.js'

/** A resource as discovery gives it. */
export async function resourceOf(cluster: Cluster, plural: string): Promise<ResourceInfo> {
  const found = (await cluster.client.resources()).find((resource) => resource.plural === plural)
  if (found === undefined) throw new Error(`no resource is called ${plural}`)
  return found
}

export const configMaps = (cluster: Cluster) => resourceOf(cluster, 'configmaps')

/** Creates a config map in namespace default. */
export async function configMap(cluster: Cluster, name: string, data: Record<string, string> = {}) {
  const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
  return cluster.client.create(await configMaps(cluster), 'default', object)
}

/** Names of the config maps in namespace default that tests have made. */
export async function configMapNames(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.client.list({ resource: await configMaps(cluster), namespace: 'default' })
  return items.map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt')
}
