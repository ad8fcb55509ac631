import type { Client } from '../api/client.js'
import type { Instant, Millis } from '../model/object.js'
import type { ClusterSettings } from '../model/settings.js'
import type { Reader } from '../store/store.js'

/** A simulated cluster: a store, the api before it, and the control loops behind it. (contract sketch; the owner completes it) */
export interface Cluster {
  readonly settings: ClusterSettings
  readonly client: Client
  now(): Instant
  advance(by: Millis): Promise<void>
  read<T>(look: (reader: Reader) => T): Promise<T>
  close(): Promise<void>
}
