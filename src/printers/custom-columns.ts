/** `-o custom-columns` (kubectl `pkg/cmd/get/customcolumn.go`). */
import { UsageError } from '../api/contract/errors.js'
import { goText } from '../model/go/format.js'
import { JsonPath } from '../model/jsonpath/jsonpath.js'
import type { MakePrinter } from './contract.js'
import { listItems } from './lists.js'
import { escapeTerminal } from './table.js'
import { TabWriter, tableAlignment } from './tabwriter.js'
import { fileProblem } from './template-file.js'

export const printer: MakePrinter = ({ request, template }) =>
  columnsPrinter(parseColumns(template), request.noHeaders === true)

export const filePrinter: MakePrinter = async ({ template, readFile }) => {
  const content = await readFile(template).catch((error: unknown) => {
    throw new UsageError(`error reading template ${template}, ${fileProblem(error, template)}\n`)
  })
  return columnsPrinter(parseColumnsFile(content), false)
}

interface CustomColumn {
  readonly header: string
  readonly path: JsonPath
}

/** `NAME:.metadata.name,IMAGE:.spec.containers[*].image` */
function parseColumns(spec: string): CustomColumn[] {
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon < 0) throw new UsageError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { header: part.slice(0, colon), path: columnPath(part.slice(colon + 1)) }
  })
}

/** A line of headers and a line of paths, as `custom-columns-file` has them. */
function parseColumnsFile(content: string): CustomColumn[] {
  const [headerLine, pathLine] = content === '' ? [] : content.replace(/\n$/, '').split('\n')
  const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.'
  if (headerLine === undefined) throw new UsageError(`invalid template, missing header line. ${expected}`)
  if (pathLine === undefined) throw new UsageError(`invalid template, missing spec line. ${expected}`)
  const headers = headerLine.split(/\s+/).filter((word) => word !== '')
  const paths = pathLine.split(/\s+/).filter((word) => word !== '')
  if (headers.length !== paths.length) {
    throw new UsageError(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`)
  }
  return headers.map((header, at) => ({ header, path: columnPath(paths[at] ?? '') }))
}

function columnPath(text: string): JsonPath {
  try {
    return new JsonPath(relaxedPath(text))
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message)
  }
}

/** `name`, `.name`, `{name}` and `{.name}` all mean `{.name}` (kubectl's `RelaxedJSONPathExpression`). */
export function relaxedPath(text: string): string {
  if (text === '') return text
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text)
  if (match === null) {
    throw new UsageError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    )
  }
  return `{.${match[1] ?? match[2]}}`
}

/** Objects, or the items of lists, a line each; headers once, and columns never narrower than before. */
function columnsPrinter(columns: readonly CustomColumn[], noHeaders: boolean): (value: unknown) => string {
  const writer = new TabWriter(tableAlignment)
  let headers = !noHeaders
  return (value) => {
    const lines = (listItems(value) ?? [value]).map((object) => objectLine(columns, object))
    if (headers) lines.unshift(columns.map((column) => column.header).join('\t'))
    headers = false
    // A value of several lines, or with tabs in it, falls apart as in Go's tabwriter.
    const cells = lines.flatMap((line) => line.split('\n')).map((line) => line.split('\t'))
    return writer.writeAndRemember(cells)
  }
}

function objectLine(columns: readonly CustomColumn[], object: unknown): string {
  return columns.map((column) => cell(column, object)).join('\t')
}

function cell({ path }: CustomColumn, object: unknown): string {
  let values: unknown[][]
  try {
    values = path.find(object)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const none = values[0] === undefined || values[0].length === 0 ? ['<none>'] : []
  return [...none, ...values.flat().map((value) => escapeTerminal(goText(value)))].join(',')
}
