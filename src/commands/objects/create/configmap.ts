import type { KubeObject } from '../../../model/objects/object.js'
import { nameHash } from '../../manifests/name-hash.js'
import { asText, base64, dataFlags, readData, sortedEntries } from './data-sources.js'
import { generatorCommand } from './generator.js'

export const command = generatorCommand({
  description: 'Create a config map from files, directories, literal values or env files.',
  examples: `
# Keys and values on the command line
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2

# A key for each file of a directory
kubectl create configmap my-config --from-file=path/to/bar`,
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  failure: 'failed to create configmap:',
  flags: dataFlags,
  build: async ({ name, flags, context }) => {
    const all = await readData({ kind: 'ConfigMap', name }, flags, context)
    const data = new Map<string, string>()
    const binaryData = new Map<string, string>()
    for (const [key, bytes] of all) {
      const text = asText(bytes)
      if (text === undefined) binaryData.set(key, base64(bytes))
      else data.set(key, text)
    }
    const content = {
      ...(data.size > 0 ? { data: sortedEntries(data) } : {}),
      ...(binaryData.size > 0 ? { binaryData: sortedEntries(binaryData) } : {}),
    }
    const suffix = flags.bool('append-hash') ? `-${await configMapHash(name, data, binaryData)}` : ''
    return {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: `${name}${suffix}` },
      ...content,
    } as unknown as KubeObject
  },
})

function configMapHash(name: string, data: ReadonlyMap<string, string>, binary: ReadonlyMap<string, string>) {
  return nameHash({
    ...(binary.size > 0 ? { binaryData: sortedEntries(binary) } : {}),
    data: sortedEntries(data),
    kind: 'ConfigMap',
    name,
  })
}
