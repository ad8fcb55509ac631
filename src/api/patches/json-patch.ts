import { deepEqual, isPlainObject, ownField, setField } from '../../model/values/json-values.js'

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

/**
 * RFC 6902 as the API server's library (evanphx/json-patch) reads it: negative indexes count from the end, `replace`
 * makes a key that is not there, `copy` of nothing gives null. Values are never changed in place, and every key is
 * taken literally, `__proto__` too.
 */
export function applyJsonPatch(document: unknown, patch: readonly unknown[]): unknown {
  if (!Array.isArray(patch))
    throw new MalformedPatch(
      `error decoding patch: json: cannot unmarshal ${jsonName(patch)} into Go value of type []handlers.jsonPatchOp`,
    )
  return patch.map(operationOf).reduce((result, operation) => operations[operation.op]!(result, operation), document)
}

function operationOf(candidate: unknown): Operation {
  if (!isPlainObject(candidate)) {
    throw new MalformedPatch(`json: cannot unmarshal ${jsonName(candidate)} into Go value of type jsonpatch.Operation`)
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

const jsonName = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

const operations: Readonly<Record<string, (document: unknown, operation: Operation) => unknown>> = {
  add: (document, operation) => edit(document, operation.path, operation, insert),
  remove: (document, operation) => edit(document, operation.path, operation, dropAt),
  replace: (document, operation) => edit(document, operation.path, operation, replaceAt),
  move: (document, operation) => {
    const value = lookUp(document, operation.from, operation)
    if (value === undefined) throw missingKey('move', lastOf(operation.from), lastOf(operation.from))
    const rest = edit(document, operation.from, operation, dropAt)
    return edit(rest, operation.path, { ...operation, value }, insert)
  },
  copy: (document, operation) => {
    const value = lookUp(document, operation.from, operation) ?? null
    return edit(document, operation.path, { ...operation, value }, insert)
  },
  test: (document, operation) => {
    const found = lookUp(document, operation.path, operation) ?? null
    if (deepEqual(found, operation.value)) return document
    throw new InapplicablePatch(`testing value ${operation.path} failed: test failed`)
  },
}

/** The keys of a path; what stands before the first slash is nothing. */
const keysOf = (path: string) => path.split('/').slice(1).map(unescapeKey)
const unescapeKey = (key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~')
const lastOf = (path: string) => keysOf(path).at(-1) ?? ''

type Container = Record<string, unknown> | unknown[]
type Edit = (parent: Container, key: string, operation: Operation, path: string) => Container

/** A copy of the document in which the container at the path's end is edited; all else is shared. */
function edit(document: unknown, path: string, operation: Operation, change: Edit): unknown {
  const keys = keysOf(path)
  if (keys.length === 0) {
    if (operation.op === 'remove') throw missingPath(operation.op, path)
    return operation.value
  }
  const parents: Container[] = []
  let value = document
  for (const key of keys) {
    if (!Array.isArray(value) && !isPlainObject(value)) throw missingPath(operation.op, path)
    parents.push(value)
    value = childOf(value, key)
  }
  let result: unknown = change(parents.pop()!, keys.pop()!, operation, path)
  while (parents.length > 0) result = withChild(parents.pop()!, keys.pop()!, result)
  return result
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

function withChild(parent: Container, key: string, value: unknown): Container {
  return Array.isArray(parent) ? parent.with(Number(key), value) : withField(parent, key, value)
}

function insert(parent: Container, key: string, { op, value }: Operation, path: string): Container {
  if (!Array.isArray(parent)) return withField(parent, key, value)
  const index = key === '-' ? parent.length : indexIn(parent, key, op, path, parent.length + 1)
  return parent.toSpliced(index, 0, value)
}

function replaceAt(parent: Container, key: string, { op, value }: Operation, path: string): Container {
  if (!Array.isArray(parent)) return withField(parent, key, value)
  return parent.with(indexIn(parent, key, op, path), value)
}

function dropAt(parent: Container, key: string, { op }: Operation, path: string): Container {
  if (Array.isArray(parent)) return parent.toSpliced(indexIn(parent, key, op, path), 1)
  if (ownField(parent, key) === undefined) throw missingKey(op, path, key)
  const rest = { ...parent }
  delete rest[key]
  return rest
}

function withField(parent: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  const copy = { ...parent }
  setField(copy, key, value)
  return copy
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
