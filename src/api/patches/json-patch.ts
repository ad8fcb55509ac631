import { writeJson } from '../../model/json/exact-json.js'
import { isTooDeep } from '../../model/json/json-syntax.js'
import { jsonType } from '../../model/json/json-type.js'
import { deepClone, deepEqual, isPlainObject, ownField, setField } from '../../model/values/json-values.js'

/** A patch that is not understood at all; the server answers 400. */
export class MalformedPatch extends Error {}
/** A patch that cannot be applied to this object; the server answers 422. */
export class InapplicablePatch extends Error {}

interface Operation {
  readonly op: string
  readonly path: string
  readonly from: string
  readonly value: unknown
}

/** So many bytes of JSON may a patch's `copy` operations add in all (`JSONPatchMaxCopyBytes` of the API server's `config.go`). */
const mostCopied = 3 * 1024 * 1024

/** What a patch makes of a document, while it is at it. */
interface Draft {
  root: unknown
  /** Bytes of JSON that have been copied so far. */
  copied: number
}

/**
 * RFC 6902 as the API server's library (evanphx/json-patch) reads it: negative indexes count from the end, `replace`
 * makes a key that is not there, `copy` of nothing gives null. Neither the document nor the patch is changed, and every
 * key is taken literally, `__proto__` too. What a patch can add is bound by its own size and by what it may copy.
 */
export function applyJsonPatch(document: unknown, patch: readonly unknown[]): unknown {
  if (!Array.isArray(patch))
    throw new MalformedPatch(
      `error decoding patch: json: cannot unmarshal ${jsonType(patch)} into Go value of type []handlers.jsonPatchOp`,
    )
  const draft: Draft = { root: deepClone(document), copied: 0 }
  for (const operation of patch.map(operationOf)) operations[operation.op]!(draft, operation)
  if (isTooDeep(draft.root)) throw new InapplicablePatch('exceeded max depth')
  return draft.root
}

function operationOf(candidate: unknown): Operation {
  if (!isPlainObject(candidate)) {
    throw new MalformedPatch(`json: cannot unmarshal ${jsonType(candidate)} into Go value of type jsonpatch.Operation`)
  }
  const { op = 'unknown', path, from, value = null } = candidate
  if (typeof op !== 'string' || !Object.hasOwn(operations, op)) {
    throw new InapplicablePatch(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`)
  }
  if (typeof path !== 'string') throw new InapplicablePatch(`${op} operation failed to decode path: missing value`)
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') {
    throw new InapplicablePatch(`${op} operation failed to decode from: operation, missing from field: missing value`)
  }
  return { op, path, from: typeof from === 'string' ? from : '', value }
}

const operations: Readonly<Record<string, (draft: Draft, operation: Operation) => void>> = {
  add: (draft, operation) => edit(draft, operation.path, withOwnValue(operation), insert),
  remove: (draft, operation) => edit(draft, operation.path, operation, dropAt),
  replace: (draft, operation) => edit(draft, operation.path, withOwnValue(operation), replaceAt),
  move: (draft, operation) => {
    const value = lookUp(draft.root, operation.from, operation)
    if (value === undefined) throw missingKey('move', lastOf(operation.from), lastOf(operation.from))
    edit(draft, operation.from, operation, dropAt)
    edit(draft, operation.path, { ...operation, value }, insert)
  },
  copy: (draft, operation) => {
    const value = lookUp(draft.root, operation.from, operation) ?? null
    edit(draft, operation.path, { ...operation, value: copied(draft, value) }, insert)
  },
  test: (draft, operation) => {
    const found = lookUp(draft.root, operation.path, operation) ?? null
    if (deepEqual(found, operation.value)) return
    throw new InapplicablePatch(`testing value ${operation.path} failed: test failed`)
  },
}

/** Later operations may reach into what an earlier one has added. */
const withOwnValue = (operation: Operation): Operation => ({ ...operation, value: deepClone(operation.value) })

/** `AccumulatedCopySizeError` */
function copied(draft: Draft, value: unknown): unknown {
  if (isTooDeep(value)) throw new InapplicablePatch('exceeded max depth')
  draft.copied += Buffer.byteLength(writeJson(value))
  if (draft.copied <= mostCopied) return deepClone(value)
  throw new InapplicablePatch(
    `Unable to complete the copy, the accumulated size increase of copy is ${draft.copied}, exceeding the limit ${mostCopied}`,
  )
}

/** The keys of a path; what stands before the first slash is nothing. */
const keysOf = (path: string) => path.split('/').slice(1).map(unescapeKey)
const unescapeKey = (key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~')
const lastOf = (path: string) => keysOf(path).at(-1) ?? ''

type Container = Record<string, unknown> | unknown[]
type Edit = (parent: Container, key: string, operation: Operation, path: string) => void

/** Edits the container at the path's end. */
function edit(draft: Draft, path: string, operation: Operation, change: Edit): void {
  const keys = keysOf(path)
  const last = keys.pop()
  if (last === undefined) {
    if (operation.op === 'remove') throw missingPath(operation.op, path)
    draft.root = operation.value
    return
  }
  let parent = draft.root
  for (const key of keys) {
    if (!Array.isArray(parent) && !isPlainObject(parent)) throw missingPath(operation.op, path)
    parent = childOf(parent, key)
  }
  if (!Array.isArray(parent) && !isPlainObject(parent)) throw missingPath(operation.op, path)
  change(parent, last, operation, path)
}

/** The value at a path; undefined where an object lacks the last key. */
function lookUp(document: unknown, path: string, { op }: Operation): unknown {
  let value = document
  const keys = keysOf(path)
  keys.forEach((key, depth) => {
    if (!Array.isArray(value) && !isPlainObject(value)) throw missingPath(op, path)
    const last = depth === keys.length - 1
    value = Array.isArray(value) && last ? value[indexIn(value, key, op, path)] : childOf(value, key)
  })
  return value
}

function childOf(parent: Container, key: string): unknown {
  if (!Array.isArray(parent)) return ownField(parent, key)
  return /^-?\d+$/.test(key) ? parent.at(Number(key)) : undefined
}

function insert(parent: Container, key: string, { op, value }: Operation, path: string): void {
  if (!Array.isArray(parent)) setField(parent, key, value)
  else if (key === '-') parent.push(value)
  else parent.splice(indexIn(parent, key, op, path, parent.length + 1), 0, value)
}

function replaceAt(parent: Container, key: string, { op, value }: Operation, path: string): void {
  if (Array.isArray(parent)) parent[indexIn(parent, key, op, path)] = value
  else setField(parent, key, value)
}

function dropAt(parent: Container, key: string, { op }: Operation, path: string): void {
  if (Array.isArray(parent)) parent.splice(indexIn(parent, key, op, path), 1)
  else if (ownField(parent, key) === undefined) throw missingKey(op, path, key)
  else delete parent[key]
}

function indexIn(list: readonly unknown[], key: string, op: string, path: string, places = list.length): number {
  const context = `error in ${op} for path: '${path}'`
  if (!/^[+-]?\d+$/.test(key)) throw new InapplicablePatch(`${context}: strconv.Atoi: parsing "${key}": invalid syntax`)
  const index = Number(key)
  const place = index < 0 ? index + places : index
  if (place >= 0 && place < places) return place
  throw new InapplicablePatch(`${context}: Unable to access invalid index: ${key}: invalid index referenced`)
}

const missingPath = (op: string, path: string) =>
  new InapplicablePatch(`${op} operation does not apply: doc is missing path: "${path}": missing value`)
const missingKey = (op: string, path: string, key: string) =>
  new InapplicablePatch(`error in ${op} for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`)
