import type { SchemaSource } from '../api/schema/contract.js'
import { releaseOf } from '../model/objects/release.js'
import { memo } from '../model/values/memo.js'

/** The structural schemas of every kind as a release has them, or the newest one without a word. Loaded with the first write. */
export async function loadSchemas(kubernetesVersion?: string): Promise<SchemaSource> {
  return (await import('./structures.js')).structuresOf(kubernetesVersion)
}

export interface Descriptions {
  /** Definition (`core.v1.PodSpec`) → field → text; the definition's own text is that of the field ''. */
  readonly descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `core.v1.Container.imagePullPolicy` → its values. */
  readonly enums: Readonly<Record<string, readonly string[]>>
}

/** What a release says otherwise than the newest one. */
const older: Readonly<Record<string, () => Promise<Descriptions>>> = {
  '1.33': () => import('./generated/descriptions-1.33.js'),
}

/** What `explain` says about definitions and fields, in the words of a release or of the newest one. */
export async function loadDescriptions(kubernetesVersion = ''): Promise<Descriptions> {
  const newest = await import('./generated/descriptions.js')
  const release = releaseOf(kubernetesVersion)
  if (!Object.hasOwn(older, release)) return newest
  return olderDescriptions({ release, newest, own: await older[release]!() })
}

interface Releases {
  readonly release: string
  readonly newest: Descriptions
  readonly own: Descriptions
}

const olderDescriptions = memo(Object.keys(older).length, joined, { keyOf: ({ release }) => release })

function joined({ newest, own }: Releases): Descriptions {
  const texts = Object.entries(own.descriptions).map(
    ([name, changed]) => [name, { ...newest.descriptions[name], ...changed }] as const,
  )
  return {
    descriptions: { ...newest.descriptions, ...Object.fromEntries(texts) },
    // A field without a choice of values then has an empty one.
    enums: Object.fromEntries(
      Object.entries({ ...newest.enums, ...own.enums }).filter(([, values]) => values.length > 0),
    ),
  }
}

/** What is said of these fields of every object, by the conventions of the API. */
export const typeMetaTexts: Readonly<Record<string, string>> = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
}
