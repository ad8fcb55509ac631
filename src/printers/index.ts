/**
 * Printers: objects and tables as text, one file for each format of `-o`. They are given values and options and return
 * text; they ask nobody for anything and know no kind by name. What the columns of a kind are is the kind's business.
 */
import { UsageError } from '../api/contract/errors.js'
import { goQuote } from '../model/go/quote.js'
import { deepClone, isPlainObject } from '../model/values/paths.js'
import { printJson } from './json.js'
import { listItems } from './lists.js'
import { printName } from './name.js'

export { listItems } from './lists.js'
export { printName } from './name.js'
export { printTable, type TableOptions, tablePrinter } from './table.js'
export { alignLines, alignText, describeAlignment, tableAlignment } from './tabwriter.js'

/** What -o and its companions ask for. */
export interface PrintRequest {
  /** `yaml`, `jsonpath={.metadata.name}`; empty with a template alone. */
  readonly format: string
  /** `--template`. */
  readonly template: string
  readonly allowMissingKeys: boolean
  readonly showManagedFields: boolean
  /** Keys of JSON in the order they were set, as kubectl prints objects that it made itself. */
  readonly keepOrder?: boolean
  /** As `get` has it: custom columns too, and `wide` among the allowed formats that an error lists. */
  readonly columns?: boolean
  readonly noHeaders?: boolean
}

/** Prints an object or a List; printing again may differ (`---` between documents, no second headers). */
export type ObjectPrinter = (object: unknown) => string

type ReadFile = (path: string) => Promise<string>

const formats = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'kyaml',
  'name',
  'template',
  'templatefile',
  'yaml',
]

/** The printer that a request asks for; throws kubectl's errors about formats and templates. */
export async function objectPrinter(request: PrintRequest, readFile: ReadFile): Promise<ObjectPrinter> {
  const format = request.format === '' && request.template !== '' ? 'go-template' : request.format
  const { name, template } = splitFormat(format, request)
  if (name === 'json') return (object) => printJson(shown(object, request), request.keepOrder)
  if (name === 'yaml') return yamlPrinter(request)
  if (name === 'kyaml') return kyamlPrinter(request)
  if (name === 'name') return (object) => printName(object as Parameters<typeof printName>[0])
  if (name.startsWith('jsonpath')) return pathPrinter(name, await templateText(name, template, readFile), request)
  if (name.startsWith('custom-columns')) return customPrinter(name, template, request, readFile)
  if (/template/.test(name)) return templatePrinter(await templateText(name, template, readFile), request)
  throw unknownFormat(format, request)
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
export function unknownFormat(format: string, request: Pick<PrintRequest, 'columns'>): UsageError {
  const allowed = request.columns === true ? [...formats, 'custom-columns', 'custom-columns-file', 'wide'] : formats
  return new UsageError(
    `unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: ${[...allowed].sort().join(',')}`,
  )
}

/** `jsonpath={.x}` means format jsonpath with that template, unless --template gives another. */
function splitFormat(format: string, request: PrintRequest): { name: string; template: string } {
  const lower = format.toLowerCase()
  if (['json', 'yaml', 'kyaml', 'name'].includes(lower)) return { name: lower, template: '' }
  const equals = format.indexOf('=')
  const name = equals < 0 || request.template !== '' ? format : format.slice(0, equals)
  // json, yaml, kyaml and name take no template.
  const known = [
    ...formats.filter((each) => /path|template/.test(each)),
    ...(request.columns === true ? ['custom-columns', 'custom-columns-file'] : []),
  ]
  if (!known.includes(name)) throw unknownFormat(format, request)
  const template = request.template !== '' ? request.template : equals < 0 ? '' : format.slice(equals + 1)
  if (template !== '') return { name, template }
  if (name.startsWith('custom')) throw new UsageError('custom-columns format specified but no custom columns given')
  throw new UsageError('template format specified but no template given')
}

async function templateText(name: string, template: string, readFile: ReadFile): Promise<string> {
  if (!/file$/.test(name)) return template
  try {
    return await readFile(template)
  } catch (error) {
    throw new UsageError(`error reading --template ${template}, ${fileError(error, template)}`)
  }
}

/** Go's words for a file that cannot be read. */
function fileError(error: unknown, path: string): string {
  const { code, message } = error as Error & { code?: string }
  return code === 'ENOENT' ? `open ${path}: no such file or directory` : message
}

async function yamlPrinter(request: PrintRequest): Promise<ObjectPrinter> {
  const { printYaml } = await import('./yaml.js')
  let count = 0
  return (object) => (count++ > 0 ? '---\n' : '') + printYaml(shown(object, request))
}

async function kyamlPrinter(request: PrintRequest): Promise<ObjectPrinter> {
  const { printKyaml } = await import('./kyaml.js')
  return (object) => printKyaml(shown(object, request), request.keepOrder)
}

async function pathPrinter(name: string, template: string, request: PrintRequest): Promise<ObjectPrinter> {
  const { executionError, JsonPath } = await import('../model/jsonpath/jsonpath.js')
  const path = (() => {
    try {
      return new JsonPath(template, { allowMissingKeys: request.allowMissingKeys })
    } catch (error) {
      throw new UsageError(`error parsing jsonpath ${template}, ${(error as Error).message}`)
    }
  })()
  return (object) => {
    try {
      return name === 'jsonpath-as-json' ? path.printAsJson(object) : path.print(object)
    } catch (error) {
      throw new UsageError(executionError(path, object, error as Error))
    }
  }
}

async function customPrinter(
  name: string,
  template: string,
  request: PrintRequest,
  readFile: ReadFile,
): Promise<ObjectPrinter> {
  const { columnsPrinter, parseColumns, parseColumnsFile } = await import('./custom-columns.js')
  if (name === 'custom-columns') return columnsPrinter(parseColumns(template), request.noHeaders === true)
  const content = await readFile(template).catch((error: unknown) => {
    throw new UsageError(`error reading template ${template}, ${fileError(error, template)}\n`)
  })
  return columnsPrinter(parseColumnsFile(content), false)
}

async function templatePrinter(template: string, request: PrintRequest): Promise<ObjectPrinter> {
  const { executionError, GoTemplate } = await import('./go-template.js')
  const parsed = (() => {
    try {
      return new GoTemplate(template, { allowMissingKeys: request.allowMissingKeys })
    } catch (error) {
      throw new UsageError(`error parsing template ${template}, ${(error as Error).message}`)
    }
  })()
  return (object) => {
    try {
      return parsed.execute(object)
    } catch (error) {
      throw new UsageError(executionError(template, error as Error))
    }
  }
}

/** Without the field managers, unless they are asked for. */
function shown(object: unknown, request: PrintRequest): unknown {
  if (request.showManagedFields) return object
  const items = listItems(object)
  if (items !== undefined && isPlainObject(object)) {
    return items.some(hasManagers) ? { ...object, items: items.map(withoutManagers) } : object
  }
  return withoutManagers(object)
}

function hasManagers(object: unknown): boolean {
  return isPlainObject(object) && isPlainObject(object.metadata) && object.metadata.managedFields !== undefined
}

function withoutManagers(object: unknown): unknown {
  if (!hasManagers(object)) return object
  const copy = deepClone(object) as { metadata: { managedFields?: unknown } }
  delete copy.metadata.managedFields
  return copy
}
