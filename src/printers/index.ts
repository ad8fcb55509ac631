/**
 * Printers: objects and tables as text, one file for each format of `-o` and one table of them all (`formats.ts`). They are
 * given values and options and return text; they ask nobody for anything and know no kind by name. What the columns of a
 * kind are is the kind's business.
 */
import { UsageError } from '../api/contract/errors.js'
import { goQuote } from '../model/go/quote.js'
import type { Format, ObjectPrinter, PrintRequest, ReadFile } from './contract.js'
import { formatNames, formatNamesOfGet, formats } from './formats.js'

export type { ObjectPrinter, PrintRequest } from './contract.js'
export { listItems } from './lists.js'
export { printTable, type TableOptions, tablePrinter } from './table.js'
export { alignLines, alignText, describeAlignment, tableAlignment } from './tabwriter.js'

/** The printer that a request asks for; throws kubectl's errors about formats and templates. */
export async function objectPrinter(request: PrintRequest, readFile: ReadFile): Promise<ObjectPrinter> {
  const { format, template } = splitFormat(request)
  if (format?.load === undefined) throw unknownFormat(request)
  if (format.withoutTemplate !== undefined && template === '') throw new UsageError(format.withoutTemplate)
  const makePrinter = await format.load()
  return makePrinter({ request, template, readFile })
}

/** One object in one format, for what needs no file. */
export async function printObject(object: unknown, format: string, keepOrder = false): Promise<string> {
  const request: PrintRequest = { format, template: '', allowMissingKeys: true, showManagedFields: false, keepOrder }
  const noFiles = async (path: string): Promise<string> => {
    throw new Error(`open ${path}: no such file or directory`)
  }
  return (await objectPrinter(request, noFiles))(object)
}

/** `unable to match a printer suitable for the output format "foo", allowed formats are: …` */
export const noPrinter = (format: string, allowed: readonly string[]): UsageError =>
  new UsageError(
    `unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: ${allowed.toSorted().join(',')}`,
  )

const unknownFormat = ({ format, columns }: PrintRequest) =>
  noPrinter(format, columns === true ? formatNamesOfGet : formatNames)

/** `jsonpath={.x}` means format jsonpath with that template, unless --template gives another. */
function splitFormat(request: PrintRequest): { format: Format | undefined; template: string } {
  const named = (name: string) =>
    formats.find((each) => each.name === name && (each.onlyGet !== true || request.columns === true))
  if (request.format === '' && request.template !== '')
    return { format: named('go-template'), template: request.template }
  // Those that take no template go by small letters as well.
  const alone = named(request.format.toLowerCase())
  if (alone !== undefined && alone.withoutTemplate === undefined) return { format: alone, template: '' }
  const equals = request.format.indexOf('=')
  const [name, behind] =
    equals < 0 || request.template !== ''
      ? [request.format, '']
      : [request.format.slice(0, equals), request.format.slice(equals + 1)]
  const format = named(name)
  const takesTemplate = format?.withoutTemplate !== undefined
  return { format: takesTemplate ? format : undefined, template: request.template || behind }
}
