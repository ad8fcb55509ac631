import type { ConfigMap, Pod, Secret } from '../../model/objects/types.js'
import type { Reader } from '../../store/store.js'

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Published into every namespace before its first pod starts. */
const ROOT_CERTIFICATE = 'kube-root-ca.crt'

/** Why the pod's volumes cannot be mounted yet, in the words of the FailedMount event; undefined when they can. */
export function mountFailure(pod: Pod, reader: Reader): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const reason = missingSource(volume, pod, reader)
    if (reason !== undefined) return `MountVolume.SetUp failed for volume "${volume.name}" : ${reason}`
  }
  return undefined
}

function missingSource(volume: Volume, pod: Pod, reader: Reader): string | undefined {
  const { configMap, secret, projected } = volume
  if (configMap !== undefined) return missingConfigMap(configMap.name, configMap, pod, reader)
  if (secret !== undefined) return missingSecret(secret.secretName, secret, pod, reader)
  for (const source of projected?.sources ?? []) {
    const missing =
      (source.configMap && missingConfigMap(source.configMap.name, source.configMap, pod, reader)) ??
      (source.secret && missingSecret(source.secret.name, source.secret, pod, reader))
    if (missing !== undefined) return missing
  }
  return undefined
}

type Wanted = { readonly optional?: boolean; readonly items?: readonly { readonly key: string }[] }

function missingConfigMap(name = '', wanted: Wanted, pod: Pod, reader: Reader): string | undefined {
  if (wanted.optional || name === ROOT_CERTIFICATE) return undefined
  const found = reader.get<ConfigMap>(`configmaps/${pod.metadata.namespace}/${name}`)
  if (found === undefined) return `configmap "${name}" not found`
  const missing = wanted.items?.find(
    ({ key }) => found.data?.[key] === undefined && found.binaryData?.[key] === undefined,
  )
  return missing && `configmap references non-existent config key: ${missing.key}`
}

function missingSecret(name = '', wanted: Wanted, pod: Pod, reader: Reader): string | undefined {
  if (wanted.optional) return undefined
  const found = reader.get<Secret>(`secrets/${pod.metadata.namespace}/${name}`)
  if (found === undefined) return `secret "${name}" not found`
  const missing = wanted.items?.find(({ key }) => found.data?.[key] === undefined)
  return missing && `references non-existent secret key: ${missing.key}`
}
