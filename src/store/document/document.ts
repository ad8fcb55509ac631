/**
 * The state file as text: its layout (here), its objects line by line (lines), and what is wrong with a damaged one. It
 * knows neither where the text lies (disks/) nor what is asked of the objects (objects/).
 */
import { plainJson, readJson, writeJson } from '../../model/json/exact-json.js'
import type { KubeObject, ObjectKey } from '../../model/objects/object.js'
import type { Change, ChangeType } from '../store.js'
import { jsonFault } from './json-fault.js'
import { checkedObject, type Line, Lines, lineNumber } from './lines.js'
import { StateFileError } from './state-file-error.js'

/** The version of the layout below. A file of a higher one was written by a newer program. */
const FORMAT = 1

const OBJECTS = '\n"objects":{\n'
const CHANGES = '\n"changes":[\n'
const END = '\n}}\n'

/** What a state file says beside its objects: plain data of the floors above, one line a field. */
export type Header = Readonly<Record<string, unknown>>

/** A change as the file keeps it for watchers in other processes. */
export interface KeptChange extends Change {
  /** When it was saved, in milliseconds of the machine's clock. */
  readonly savedAt: number
}

/**
 * A state file, taken apart. Its layout:
 *
 *     {"kubesim":1,"revision":7,"bytes":2048,
 *     "settings":{…},
 *     "wakeups":[
 *     {…},
 *     {…}
 *     ],
 *     "objects":{
 *     "configmaps/default/a":{…},
 *     "pods/default/b":{…}
 *     }}
 *
 * `bytes` is the length of the objects' lines. Where it is right, and the lines are in the order of their keys, they are
 * taken one by one; otherwise (edited by hand, merged by git) the whole document is parsed and laid out anew first.
 */
export interface Document {
  /** Nobody else has written it since this program did: its lines can be taken as they are. */
  readonly own: boolean
  readonly revision: number
  readonly header: Header
  readonly lines: Lines
  /** Superseded versions, kept while other processes watch. */
  changes(): readonly KeptChange[]
  /** What to throw when a field of the header is not what it must be. */
  fault(field: string, problem: string): StateFileError
  /** What to throw when an object is not. */
  objectFault(line: Line, problem: string): StateFileError
}

/** A piece of a file to be written. */
export type Chunk = string | Buffer

/** A document without objects. */
export const emptyDocument = (): Document => documentOf(new Map())

/** A document of objects that were there before the first change. */
export function documentOf(objects: ReadonlyMap<ObjectKey, KubeObject>): Document {
  const entries = [...objects].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = Buffer.from(entries.map(([key, object]) => renderObject(key, object)).join(',\n'))
  const fault = (_: unknown, problem: string) => new StateFileError('', undefined, problem)
  return {
    own: true,
    revision: 0,
    header: {},
    lines: new Lines(bytes, 0, bytes.length, ''),
    changes: () => [],
    fault,
    objectFault: fault,
  }
}

/** Takes a state file apart; throws StateFileError when it is not one. `own`: see Document. */
export function parseDocument(bytes: Buffer, file: string, own: boolean): Document {
  const found = parseOwnLayout(bytes, { file, bytes, own })
  if (found !== undefined && (own || found.lines.areInOrder())) return found
  const source = { file, bytes, own: false }
  return parseOwnLayout(relaidOut(bytes, file), source) ?? unreadable(file)
}

/** The file as it lies there, by which faults are told. */
interface Source {
  readonly file: string
  readonly bytes: Buffer
  readonly own: boolean
}

function unreadable(file: string): never {
  throw new StateFileError(file, undefined, 'it cannot be read')
}

/** Undefined when the file is not exactly as renderDocument writes it. */
function parseOwnLayout(bytes: Buffer, source: Source): Document | undefined {
  const objects = bytes.indexOf(OBJECTS)
  if (objects === -1) return undefined
  const changes = bytes.subarray(0, objects).indexOf(CHANGES)
  let head: Record<string, unknown>
  try {
    head = JSON.parse(`${bytes.toString('utf8', 0, (changes === -1 ? objects : changes) - 1)}}`)
  } catch {
    return undefined
  }
  const { kubesim, revision, bytes: length, ...header } = head
  if (kubesim !== FORMAT || typeof length !== 'number' || !isRevision(revision)) return undefined
  const start = objects + OBJECTS.length
  if (start + length + END.length !== bytes.length || bytes.toString('latin1', start + length) !== END) return undefined
  const { file } = source
  const faultAt = (offset: number, problem: string) =>
    new StateFileError(file, lineNumber(source.bytes, Math.max(0, offset)), problem)
  const fault = (field: string, problem: string) => faultAt(fieldAt(source.bytes, field), problem)
  return {
    own: source.own,
    revision,
    header,
    lines: new Lines(bytes, start, start + length, file),
    changes() {
      if (changes === -1) return []
      const kept = keptChanges(`[${bytes.toString('utf8', changes + CHANGES.length, objects - 1)}`)
      if (kept === undefined) throw fault('changes', 'this is not a list of changes')
      return kept
    },
    fault,
    objectFault: ({ key, start }, problem) =>
      faultAt(bytes === source.bytes ? start : objectAt(source.bytes, key), `the object ${key} is damaged: ${problem}`),
  }
}

const isRevision = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** Where a field of the document begins, or an object of it: what is named like them elsewhere comes in longer lines. */
const fieldAt = (bytes: Buffer, field: string) => {
  const own = bytes.indexOf(`\n${JSON.stringify(field)}:`)
  return own === -1 ? bytes.indexOf(JSON.stringify(field)) : own + 1
}
const objectAt = (bytes: Buffer, key: ObjectKey) =>
  bytes.indexOf(JSON.stringify(key), Math.max(0, fieldAt(bytes, 'objects')))

/** Undefined when it is not what it must be. */
function keptChanges(text: string): KeptChange[] | undefined {
  try {
    const changes = readJson(text) as Partial<KeptChange>[]
    for (const { revision, type, key, object, savedAt } of changes) {
      if (!isRevision(revision) || !isRevision(savedAt) || typeof key !== 'string' || !types.has(type)) return undefined
      checkedObject(object)
    }
    return changes as KeptChange[]
  } catch {
    return undefined
  }
}

const types: ReadonlySet<unknown> = new Set<ChangeType>(['ADDED', 'MODIFIED', 'DELETED'])

/** The same document in our own layout, after every part of it has been checked. */
function relaidOut(bytes: Buffer, file: string): Buffer {
  const text = bytes.toString('utf8')
  const fail = (problem: string, offset?: number): never => {
    throw new StateFileError(file, offset === undefined ? undefined : lineNumber(bytes, offset), problem)
  }
  if (text.trim() === '') return fail('it is empty', 0)
  let document: Record<string, unknown>
  try {
    document = readJson(text) as Record<string, unknown>
  } catch (error) {
    const fault = jsonFault(text)
    if (fault === undefined) return fail(`it is not JSON: ${(error as Error).message}`)
    return fail(`it is damaged, or no JSON: ${fault.problem}`, Buffer.byteLength(text.slice(0, fault.offset)))
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document) || !('kubesim' in document)) {
    return fail('it is JSON, but not a kubesim cluster: there is no field "kubesim"', 0)
  }
  const { kubesim, revision, bytes: _, changes, objects, ...header } = document
  const lineOf = (field: string) => Math.max(0, fieldAt(bytes, field))
  if (typeof kubesim !== 'number') return fail('the field "kubesim" must be the number of a format', lineOf('kubesim'))
  if (kubesim !== FORMAT) {
    const problem = `it was written by a newer kubesim (format ${kubesim}, and this one reads ${FORMAT})`
    return fail(problem, lineOf('kubesim'))
  }
  if (!isRevision(revision)) return fail('the field "revision" must be a whole number', lineOf('revision'))
  if (typeof objects !== 'object' || objects === null || Array.isArray(objects)) {
    return fail('the field "objects" must hold the objects by key', lineOf('objects'))
  }
  const entries = Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [key, object] of entries) {
    try {
      checkedObject(object)
    } catch (error) {
      return fail(`the object ${key} is damaged: ${(error as Error).message}`, objectAt(bytes, key))
    }
  }
  const segments = entries.map(([key, object]) => renderObject(key, object as KubeObject))
  if (changes !== undefined && !Array.isArray(changes)) return fail('this is not a list of changes', lineOf('changes'))
  const kept = (changes ?? []).map((change: unknown) => writeJson(change))
  const chunks = renderDocument(revision, header, kept, segments)
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
}

/** An object's line, without comma and newline. A space before the object says that it has whole numbers beyond 2^53. */
export function renderObject(key: ObjectKey, object: KubeObject): string {
  return `${JSON.stringify(key)}:${plainJson(object) ?? ` ${writeJson(object)}`}`
}

/** Runs of unchanged lines and changed objects between them, in key order. `undefined` removes an object. */
export function spliced(lines: Lines, changed: ReadonlyMap<ObjectKey, Chunk | undefined>): Chunk[] {
  const segments: Chunk[] = []
  let kept = lines.start
  const keepUntil = (offset: number) => {
    // The run ends before the comma and the newline of its last line (the last line of all has neither).
    const end = offset === lines.end ? offset : offset - 2
    if (end > kept) segments.push(lines.bytes.subarray(kept, end))
  }
  let next: Line | undefined = lines.from(lines.start)
  for (const key of [...changed.keys()].sort()) {
    // New objects often lie one after the other between the same two lines.
    if (next !== undefined && next.key < key) next = lines.from(lines.lowerBound(key, next.start))
    keepUntil(next?.start ?? lines.end)
    const text = changed.get(key)
    if (text !== undefined) segments.push(text)
    kept = next?.start ?? lines.end
    if (next?.key !== key) continue
    kept = Math.min(lines.end, next.end + 2)
    next = lines.from(kept)
  }
  keepUntil(lines.end)
  return segments
}

/** The whole file, as pieces to be written one after the other. */
export function renderDocument(
  revision: number,
  header: Header,
  changes: readonly string[],
  segments: readonly Chunk[],
): Chunk[] {
  const objects = joined(segments)
  const length = objects.reduce((sum, { length }) => sum + length, 0)
  const fields = Object.entries(header).map(([name, value]) => `${JSON.stringify(name)}:${renderField(value)},\n`)
  const kept = changes.length === 0 ? '' : `"changes":[\n${changes.join(',\n')}\n],\n`
  const head = `{"kubesim":${FORMAT},"revision":${revision},"bytes":${length},\n${fields.join('')}${kept}"objects":{\n`
  return [head, ...objects, END]
}

/** With commas between them. */
function joined(segments: readonly Chunk[]): Buffer[] {
  return segments.flatMap((segment, index) => {
    const bytes = typeof segment === 'string' ? Buffer.from(segment) : segment
    return index === 0 ? [bytes] : [SEPARATOR, bytes]
  })
}

const SEPARATOR = Buffer.from(',\n')

function renderField(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value)
  return `[\n${value.map((element) => JSON.stringify(element)).join(',\n')}\n]`
}
