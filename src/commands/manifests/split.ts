/** Cuts a file into documents and reads each as JSON or YAML (apimachinery's `pkg/util/yaml`, `YAMLOrJSONDecoder`). */
import { UsageError } from '../../api/contract/errors.js'
import { JsonSyntaxError, parseJson, scanJsonValue } from '../../model/json/json-syntax.js'

export interface Document {
  /** Undefined when there was nothing between two separators. */
  readonly value?: unknown
  /** The rest of the file could not be read. */
  readonly error?: UsageError
}

/** The documents of a file up to the first that cannot be read, which is then the last. */
export async function splitDocuments(content: string, source: string): Promise<Document[]> {
  const text = content.startsWith('\ufeff') ? content.slice(1) : content
  const json = /^\s*\{/.test(text.slice(0, 4096)) ? jsonDocuments(text) : { values: [], rest: text }
  const documents: Document[] = json.values.map((value) => ({ value }))
  if (json.rest.trim() === '') return documents
  // Several JSON objects in a row settle that the file is no YAML.
  if (json.error !== undefined && json.values.length > 1) return [...documents, failed(source, json.error.message)]
  // The reader looks four bytes ahead before it takes the rest for YAML.
  if (json.error !== undefined && json.rest.length < 4) return [...documents, failed(source, json.error.withOffset())]
  const { parseYaml } = await import('../../model/yaml/reader.js')
  try {
    for (const part of yamlParts(json.rest)) documents.push({ value: parseYaml(part) })
  } catch (error) {
    const first = json.error === undefined ? (error as Error).message : json.error.withOffset()
    documents.push(failed(source, first))
  }
  return documents
}

function failed(source: string, message: string): Document {
  return { error: new UsageError(`error parsing ${source}: ${message}`) }
}

interface JsonPart {
  readonly values: unknown[]
  readonly rest: string
  readonly error?: JsonSyntaxError
}

/** JSON values one after another, until something else begins. */
function jsonDocuments(text: string): JsonPart {
  const values: unknown[] = []
  let at = 0
  try {
    const whole = parseJson(text)
    if (whole !== undefined) return { values: [whole.value], rest: '' }
    for (;;) {
      const end = scanJsonValue(text, at)
      if (end === undefined) return { values, rest: '' }
      values.push(parseJson(text.slice(at, end))?.value)
      at = end
    }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return { values, rest: text.slice(at).replace(/^[^\S\n]*\n/, ''), error }
  }
}

/** Between lines that begin with `---`; only a comment may follow on such a line. */
function* yamlParts(text: string): Generator<string> {
  let start = 0
  const separator = /^---(.*)\r?\n?/gm
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    const trailing = (match[1] ?? '').trim()
    if (match.index > start) yield text.slice(start, match.index)
    if (trailing !== '' && !trailing.startsWith('#')) {
      throw new Error(`invalid Yaml document separator: ${trailing}`)
    }
    start = match.index + match[0].length
    if (match[0] === '') break
  }
  if (start < text.length) yield text.slice(start)
}
