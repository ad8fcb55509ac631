import type { Instant } from '../../model/objects/object.js'
import type { ClusterSettings } from '../../model/objects/settings.js'
import type { RandomSource } from '../../simulation/random.js'
import type { Reader } from '../../store/store.js'
import type { User } from './user.js'

/** What those who admit a request know beside the object. */
export interface Admission {
  readonly now: Instant
  readonly reader: Reader
  readonly random: RandomSource
  readonly settings: ClusterSettings
  readonly dryRun: boolean
  /** Whom the request comes from; absent: from the cluster itself, which may do everything. */
  readonly user?: User
  /** Applies a create or delete that belongs to this request (none on dry-run). */
  warn(text: string): void
}
