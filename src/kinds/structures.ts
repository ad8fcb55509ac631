import type { SchemaSource } from '../api/schema/contract.js'
import { releaseOf } from '../model/objects/release.js'
import { memo } from '../model/values/memo.js'
import { definitions } from './generated/structures.js'
import { definitions as definitionsOf133 } from './generated/structures-1.33.js'
import { ownDefinitions } from './kubesim/structures.js'

/** The definitions that an older release has otherwise than the newest one. */
const older: Readonly<Record<string, SchemaSource['definitions']>> = { '1.33': definitionsOf133 }

const newest: SchemaSource = { definitions }

/** The structural schemas of every kind as a release has them; without one, as the newest has. The same value each time. */
export function structuresOf(kubernetesVersion = ''): SchemaSource {
  const release = releaseOf(kubernetesVersion)
  return Object.hasOwn(older, release) ? olderStructures(release) : newest
}

/** The same with those of the simulator's own records, which are stored as well, and of which the API says nothing. */
export const storedStructuresOf = (kubernetesVersion: string): SchemaSource => ({
  definitions: { ...structuresOf(kubernetesVersion).definitions, ...ownDefinitions },
})

const olderStructures = memo(
  Object.keys(older).length,
  (release: string): SchemaSource => ({ definitions: { ...definitions, ...older[release] } }),
)
