import type { Instant } from '../../model/object.js'

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
