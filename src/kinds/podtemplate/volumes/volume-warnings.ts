import { goQuote } from '../../../model/go/quote.js'
import type { PodSpec } from '../../../model/objects/types.js'

type Volume = NonNullable<PodSpec['volumes']>[number]
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

/** A file of a volume, and what it comes from where that is not the volume itself. */
interface Place {
  readonly path: string
  readonly source: string
}

/** Kinds of volumes that nothing can be got from any more, or not for long. */
const deprecated: readonly (readonly [field: keyof Volume, since: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

/** What `pkg/api/pod/warnings.go` says of volumes. */
export function volumeWarnings(volumes: readonly Volume[] | undefined, path: string): string[] {
  const all = volumes ?? []
  return [
    ...all.flatMap((volume, index) =>
      deprecated.flatMap(([field, since]) => {
        const name = field === 'storageos' ? 'storageOS' : field
        return volume[field] == null ? [] : [`${path}[${index}].${name}: ${since}`]
      }),
    ),
    ...all.flatMap(overlapWarnings),
  ]
}

/** `warningsForOverlappingVirtualPaths`: of two files at one path, or one within the other, one is lost. */
function overlapWarnings({ name, configMap, secret, downwardAPI, projected }: Volume): string[] {
  const pathWarnings = (what: string, places: readonly Place[]) =>
    overlaps(places).map((body) => `volume ${goQuote(name)} (${what}): overlapping paths: ${body}`)
  const empty = (projected?.sources ?? []).filter((source) => Object.keys(source).length === 0)
  return [
    ...pathWarnings(`ConfigMap ${goQuote(configMap?.name ?? '')}`, placesOf(configMap?.items)),
    ...pathWarnings(`Secret ${goQuote(secret?.secretName ?? '')}`, placesOf(secret?.items)),
    ...pathWarnings('DownwardAPI', placesOf(downwardAPI?.items)),
    ...empty.map(() => `volume ${goQuote(name)} (Projected) has no sources provided`),
    ...pathWarnings('Projected', (projected?.sources ?? []).flatMap(projectedPlaces)),
  ]
}

const placesOf = (items: readonly { path: string }[] | undefined, source = ''): Place[] =>
  (items ?? []).map(({ path }) => ({ path, source }))

function projectedPlaces(source: Projection): Place[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle: bundle, podCertificate } = source
  if (configMap?.items) return placesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`)
  if (secret?.items) return placesOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`)
  if (downwardAPI?.items) return placesOf(downwardAPI.items, 'DownwardAPI')
  if (serviceAccountToken) return placesOf([serviceAccountToken], 'ServiceAccountToken')
  if (bundle) return placesOf([bundle], `ClusterTrustBundle ${goQuote(bundle.name ?? bundle.signerName ?? '')}`)
  const { certificateChainPath = '', keyPath = '', credentialBundlePath = '' } = podCertificate ?? {}
  return [
    { path: certificateChainPath, source: 'PodCertificate chain' },
    { path: keyPath, source: 'PodCertificate key' },
    { path: credentialBundlePath, source: 'PodCertificate credential bundle' },
  ].filter(({ path }) => path !== '')
}

function overlaps(places: readonly Place[]): string[] {
  const before: Place[] = []
  return places.flatMap(({ path, source }) => {
    const place = { path: path.replace(/\/+$/, ''), source }
    const found =
      place.path === '' ? [] : before.filter((other) => other.path !== '' && overlap(place.path, other.path))
    before.push(place)
    return found.map((other) => `${shown(place)} with ${shown(other)}`)
  })
}

const overlap = (a: string, b: string) => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`)

const shown = ({ path, source }: Place) => (source === '' ? goQuote(path) : `${goQuote(path)} (${source})`)
