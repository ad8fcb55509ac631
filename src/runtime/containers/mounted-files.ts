import { issuer, issueToken } from '../../api/tokens/index.js'
import { objectKey } from '../../model/objects/object.js'
import { instantOf } from '../../model/objects/time.js'
import type { ConfigMap, Pod, Secret, ServiceAccount } from '../../model/objects/types.js'
import { textOf } from '../../model/values/byte-text.js'
import { resolverSettings } from '../../network/index.js'
import { type Layer, resolvePath } from '../processes/file-system.js'
import type { ContainerView } from './container.js'
import { fieldValue, resourceValue } from './downward-api.js'
import { hostnameOf } from './environment.js'
import { mountedAt, mountsOf } from './volume-mounts.js'

export const networkPaths = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']

/** /etc/hostname, /etc/hosts and /etc/resolv.conf, which the kubelet writes. */
export function networkFiles({ pod, world }: ContainerView): Layer {
  const hostname = hostnameOf(pod)
  const namespace = pod.metadata.namespace ?? 'default'
  const { servers, search, ndots } = resolverSettings({ from: 'pod', namespace, pod: pod.metadata.name }, world)
  const aliases = (pod.spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`)
  return {
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${pod.status.podIP ?? ''}\t${hostname}\n${aliases.length === 0 ? '' : `\n# Entries added by HostAliases.\n${aliases.join('')}`}`,
    '/etc/resolv.conf': `${search.length === 0 ? '' : `search ${search.join(' ')}\n`}${servers.map((server) => `nameserver ${server}\n`).join('')}${ndots === 1 ? '' : `options ndots:${ndots}\n`}`,
  }
}

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Files of config maps, secrets, the pod's own facts and the service account, where they are mounted. */
export function mountedFiles(view: ContainerView): Layer {
  const files: Record<string, string | null> = {}
  for (const mount of mountsOf(view)) {
    const volume = view.pod.spec.volumes?.find((one) => one.name === mount.volume)
    if (volume !== undefined) Object.assign(files, mountedAt(mount, volumeFiles(volume, view)))
  }
  return files
}

function volumeFiles(volume: Volume, view: ContainerView): Record<string, string> {
  const { configMap, secret, projected, downwardAPI } = volume
  if (configMap !== undefined) return configMapFiles(configMap.name, configMap.items, view)
  if (secret !== undefined) return secretFiles(secret.secretName, secret.items, view)
  if (downwardAPI !== undefined) return downwardFiles(downwardAPI, view)
  if (projected === undefined) return {}
  return Object.assign({}, ...(projected.sources ?? []).map((source) => projectedFiles(source, view)))
}

type Source = NonNullable<NonNullable<Volume['projected']>['sources']>[number]
type Items = readonly { key: string; path: string }[] | undefined

function projectedFiles(source: Source, view: ContainerView): Record<string, string> {
  if (source.configMap !== undefined) return configMapFiles(source.configMap.name, source.configMap.items, view)
  if (source.secret !== undefined) return secretFiles(source.secret.name, source.secret.items, view)
  if (source.serviceAccountToken !== undefined) {
    return { [source.serviceAccountToken.path]: accountToken(source.serviceAccountToken, view) }
  }
  return downwardFiles(source.downwardAPI ?? {}, view)
}

/** Facts of the pod as they are now (`downwardapi.CollectData`). */
function downwardFiles({ items = [] }: NonNullable<Volume['downwardAPI']>, { pod, world }: ContainerView) {
  const files = items.map(({ path, fieldRef, resourceFieldRef }) => [
    resolvePath(path, '/').slice(1),
    resourceFieldRef === undefined
      ? fieldValue(pod, fieldRef?.fieldPath ?? '')
      : resourceValue(pod, undefined, resourceFieldRef, world),
  ])
  return Object.fromEntries(files) as Record<string, string>
}

/** The token that the kubelet has fetched for the pod when it started; it lasts a year unless another time was asked for. */
function accountToken(
  { audience = issuer, expirationSeconds = 3600 }: NonNullable<Source['serviceAccountToken']>,
  { pod, world }: ContainerView,
): string {
  const { namespace = '' } = pod.metadata
  const key = objectKey('serviceaccounts', namespace, pod.spec.serviceAccountName ?? 'default')
  const account = world.get<ServiceAccount>(key)
  if (account === undefined) return ''
  const now = instantOf(pod.status.startTime ?? pod.metadata.creationTimestamp ?? undefined)
  const usual = expirationSeconds === 3607 && audience === issuer
  return issueToken(
    { reader: world, settings: world.settings, random: world.random, now },
    {
      account,
      audiences: [audience],
      bound: pod,
      seconds: usual ? 365 * 24 * 3600 : expirationSeconds,
      ...(usual ? { warnAfter: expirationSeconds } : {}),
    },
  )
}

function configMapFiles(name: string | undefined, items: Items, { pod, world }: ContainerView): Record<string, string> {
  const map = world.get<ConfigMap>(objectKey('configmaps', pod.metadata.namespace ?? '', name ?? ''))
  return chosen({ ...map?.data, ...decoded(map?.binaryData) }, items)
}

function secretFiles(name: string | undefined, items: Items, { pod, world }: ContainerView): Record<string, string> {
  const secret = world.get<Secret>(objectKey('secrets', pod.metadata.namespace ?? '', name ?? ''))
  return chosen(decoded(secret?.data), items)
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, textOf(Buffer.from(value, 'base64'))]))
}

function chosen(data: Readonly<Record<string, string>>, items: Items): Record<string, string> {
  if (items === undefined) return { ...data }
  return Object.fromEntries(
    items.flatMap(({ key, path }) =>
      Object.hasOwn(data, key) ? [[resolvePath(path, '/').slice(1), data[key] ?? '']] : [],
    ),
  )
}
