/** Tables as `get` prints them (cli-runtime `pkg/printers/tableprinter.go`). */

import type { ColumnDefinition, Table, TableRow } from '../api/contract/table.js'
import { formatLabels } from '../model/selectors/labels.js'
import { append } from '../model/values/append.js'
import { TabWriter, tableAlignment } from './tabwriter.js'

export interface TableOptions {
  /** Columns of lower priority too (`-o wide`). */
  readonly wide?: boolean
  readonly noHeaders?: boolean
  /** A NAMESPACE column first (`-A`). */
  readonly withNamespace?: boolean
  /** Put before names (`--show-kind`): `deployment.apps`. */
  readonly withKind?: string
  readonly showLabels?: boolean
  /** `-L`. */
  readonly columnLabels?: readonly string[]
}

type Cell = string | number | bigint | boolean | null | undefined

/** The whole table; without rows nothing, not even headers. */
export function printTable(table: Table, options: TableOptions = {}): string {
  return printer(options, false)(table)
}

/**
 * Prints tables one after another, as a watch gets them: headers once while the columns stay the same, columns never
 * narrower than before. With an event type there is an EVENT column first (`--output-watch-events`).
 */
export function tablePrinter(options: TableOptions = {}): (table: Table, event?: string) => string {
  return printer(options, true)
}

function printer(options: TableOptions, watching: boolean): (table: Table, event?: string) => string {
  const writer = new TabWriter(tableAlignment)
  let columns: readonly ColumnDefinition[] = []
  let headersPrinted = false
  return (table, event) => {
    const own = table.columnDefinitions
    if (own.length > 0 && !sameColumns(own, columns)) {
      columns = own
      headersPrinted = false
    }
    const headers = options.noHeaders !== true && !headersPrinted && table.rows.length > 0
    if (table.rows.length > 0) headersPrinted = true
    const lines = tableLines(columns, table.rows, options, headers, event)
    return watching ? writer.writeAndRemember(lines) : writer.write(lines)
  }
}

function sameColumns(a: readonly ColumnDefinition[], b: readonly ColumnDefinition[]): boolean {
  return a === b || (a.length === b.length && a.every((column, at) => column.name === b[at]?.name))
}

const eventNames: Readonly<Record<string, string>> = {
  ADDED: 'ADDED   ',
  MODIFIED: 'MODIFIED',
  DELETED: 'DELETED ',
  ERROR: 'ERROR   ',
}

function tableLines(
  columns: readonly ColumnDefinition[],
  rows: readonly TableRow[],
  options: TableOptions,
  headers: boolean,
  event: string | undefined,
): string[][] {
  const shown = columns.map((column) => options.wide === true || column.priority === 0)
  const labelColumns = options.columnLabels ?? []
  const nameColumn = columns.findIndex((column) => column.format === 'name' && column.type === 'string')
  const lines: string[][] = []
  if (headers) {
    const names = columns.filter((_, at) => shown[at]).map((column) => column.name.toUpperCase())
    if (event !== undefined) lines.push(['EVENT'])
    else lines.push([])
    const header = lines[0] as string[]
    if (options.withNamespace === true) header.push('NAMESPACE')
    append(header, [...names, ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase())])
    if (options.showLabels === true) header.push('LABELS')
  }
  for (const { cells, object } of rows) {
    const line: string[] = event === undefined ? [] : [eventNames[event] ?? event]
    const metadata = object?.metadata
    if (options.withNamespace === true) pushCell(line, metadata?.namespace ?? '')
    for (let at = 0; at < columns.length && at < cells.length; at++) {
      if (shown[at] !== true) continue
      const cell = cells[at]
      pushCell(line, options.withKind !== undefined && at === nameColumn ? `${options.withKind}/${cell}` : cell)
    }
    for (const label of labelColumns) pushCell(line, labelValue(metadata?.labels, label))
    if (options.showLabels === true) pushCell(line, formatLabels(metadata?.labels))
    lines.push(line)
  }
  return lines
}

function labelValue(labels: Readonly<Record<string, string>> | undefined, label: string): string {
  return labels !== undefined && Object.hasOwn(labels, label) ? (labels[label] ?? '') : ''
}

/** A tab within a value begins a new cell, as in Go's tabwriter. */
function pushCell(line: string[], cell: Cell): void {
  if (typeof cell === 'string' && !awkward.test(cell)) line.push(cell)
  else append(line, cellText(cell).split('\t'))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const awkward = /[\t\n\f\r\u001b]/

/** Only the first line of a value, and no escape sequence that a terminal would obey. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  const text = String(cell)
  const end = text.search(/[\f\n\r]/)
  return end < 0 ? escapeTerminal(text) : `${escapeTerminal(text.slice(0, end))}...`
}

/** cli-runtime's `EscapeTerminal` (kubernetes issue 101695). */
export function escapeTerminal(text: string): string {
  return text.includes('\u001b') || text.includes('\r') ? text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r') : text
}
