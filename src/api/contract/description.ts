import type { Instant } from '../../model/objects/object.js'
import type { Client } from './client.js'

/**
 * One line of a description: cells that `printers/tabwriter` aligns over neighbouring lines exactly as Go's tabwriter
 * does (minwidth 0, padding 2). Indentation is leading spaces of the first cell.
 */
export type Line = readonly string[]

export interface DescribeView {
  readonly client: Client
  readonly now: Instant
  readonly showEvents: boolean
}
