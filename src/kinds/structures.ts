import type { SchemaSource } from '../api/schema/contract.js'
import { releaseOf } from '../model/objects/release.js'
import { definitions } from './generated/structures.js'
import { definitions as definitionsOf133 } from './generated/structures-1.33.js'

/** The definitions that an older release has otherwise than the newest one. */
const older: Readonly<Record<string, SchemaSource['definitions']>> = { '1.33': definitionsOf133 }

const newest: SchemaSource = { definitions }
const known = new Map<string, SchemaSource>()

/** The structural schemas of every kind as a release has them; without one, as the newest has. The same value each time. */
export function structuresOf(kubernetesVersion = ''): SchemaSource {
  const release = releaseOf(kubernetesVersion)
  if (!Object.hasOwn(older, release)) return newest
  const found = known.get(release) ?? { definitions: { ...definitions, ...older[release] } }
  known.set(release, found)
  return found
}
