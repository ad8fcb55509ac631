import type { VersionInfo } from '../../api/contract/client.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import type { Instant } from '../../model/objects/object.js'

/** What our own client and server say to each other beside the REST protocol. */

/**
 * The header in which a server tells its cluster's time, which other servers do not have: `wall 1767225600000`, what moves
 * the clock and the milliseconds it shows.
 */
export const clockHeader = 'kubesim-clock'

export const clockText = (mode: 'wall' | 'virtual', now: Instant): string => `${mode} ${Math.round(now)}`

/** The protocol of a watch whose reader says when it wants more. */
export const pulledWatch = 'kubesim-watch'

/** The header of such a watch that says when, by the cluster's clock in milliseconds, there shall be no more. */
export const untilHeader = 'kubesim-until'

/** The header of a session whose terminal shows what is typed and sends it line by line, as it is; Ctrl-C alone as a key. */
export const terminalHeader = 'kubesim-terminal'

/** Where a command of the server's own machine asks for all at once that it would else find out step by step. */
export const greetingPath = '/kubesim'

export interface Greeting {
  /** The cluster's. */
  readonly name: string
  /** Of commands that name none; absent: `default`. */
  readonly namespace?: string | undefined
  readonly version: VersionInfo
  readonly resources: readonly ResourceInfo[]
}

/** The reason of the cause of a Status that tells what is wrong with the server's state file. */
export const stateFileCause = 'StateFile'
