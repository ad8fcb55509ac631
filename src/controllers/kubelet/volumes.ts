import type { Sandbox } from '../../model/objects/machine.js'
import type { Millis } from '../../model/objects/object.js'
import type { ConfigMap, Pod, Secret } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import type { Reader } from '../../store/store.js'
import { recordEvent, type Sync, wakeAt } from './sync.js'

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Published into every namespace before its first pod starts. */
const ROOT_CERTIFICATE = 'kube-root-ca.crt'

/** How long after a failure mounting is tried again: each time twice as long (`exponentialbackoff`). */
const FIRST_RETRY: Millis = 500
const LAST_RETRY: Millis = 122_000

/** Mounts what is not mounted yet, each volume for itself; whether all of the pod's are. */
export function mountVolumes(sync: Sync): boolean {
  const { containers, readyAt } = sync.sandbox
  if (readyAt !== undefined || Object.keys(containers).length > 0) return true
  const unmounted = (sync.pod.spec.volumes ?? []).filter((volume) => !mount(sync, volume))
  return unmounted.length === 0
}

/** The kubelet does not try when a config map or secret comes, but when the time has come. */
function mount(sync: Sync, volume: Volume): boolean {
  const { world, pod, machine } = sync
  const known = entryOf(sync.sandbox.unmounted, volume.name)
  const failed = known !== undefined && known.failedAt >= machine.kubelet.since ? known : undefined
  const next = failed === undefined ? world.now : failed.failedAt + failed.retryAfter
  if (world.now < next) {
    wakeAt(sync, next)
    return false
  }
  const reason = missingSource(volume, pod, world)
  if (reason === undefined) {
    if (known !== undefined) setFailure(sync, volume, undefined)
    return true
  }
  const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${reason}`
  recordEvent(sync, { type: 'Warning', reason: 'FailedMount', message })
  const retryAfter = failed === undefined ? FIRST_RETRY : Math.min(2 * failed.retryAfter, LAST_RETRY)
  setFailure(sync, volume, { failedAt: world.now, retryAfter })
  wakeAt(sync, world.now + retryAfter)
  return false
}

function setFailure(
  sync: Sync,
  { name }: Volume,
  failure: NonNullable<Sandbox['unmounted']>[string] | undefined,
): void {
  const { unmounted = {}, ...sandbox } = sync.sandbox
  const { [name]: _, ...others } = unmounted
  const all = failure === undefined ? others : { ...others, [name]: failure }
  sync.sandbox = Object.keys(all).length === 0 ? sandbox : { ...sandbox, unmounted: all }
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
    ({ key }) => entryOf(found.data, key) === undefined && entryOf(found.binaryData, key) === undefined,
  )
  return missing && `configmap references non-existent config key: ${missing.key}`
}

function missingSecret(name = '', wanted: Wanted, pod: Pod, reader: Reader): string | undefined {
  if (wanted.optional) return undefined
  const found = reader.get<Secret>(`secrets/${pod.metadata.namespace}/${name}`)
  if (found === undefined) return `secret "${name}" not found`
  const missing = wanted.items?.find(({ key }) => entryOf(found.data, key) === undefined)
  return missing && `references non-existent secret key: ${missing.key}`
}
