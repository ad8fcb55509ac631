import { deepEqual, isPlainObject, ownField, setField } from '../../model/paths.js'

/** A patch that is not understood at all; the server answers 400. */
export class MalformedPatch extends Error {}
/** A patch that cannot be applied to this object; the server answers 422. */
export class InapplicablePatch extends Error {}

interface Operation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/**
 * RFC 6902, with the additions of the API server's library: negative indexes count from the end. Values are never
 * changed in place, and every key is taken literally, `__proto__` too.
 */
export function applyJsonPatch(document: unknown, patch: readonly unknown[]): unknown {
  return patch.map(operationOf).reduce(applyOperation, document)
}

function operationOf(candidate: unknown): Operation {
  if (!isPlainObject(candidate))
    throw new MalformedPatch('json: cannot unmarshal into Go value of type jsonpatch.Operation')
  const { op, path, from } = candidate
  if (typeof op !== 'string' || !Object.hasOwn(operations, op)) {
    throw new InapplicablePatch(`Unexpected kind: ${String(op)}`)
  }
  if (typeof path !== 'string') throw new InapplicablePatch(`${op} operation path: missing`)
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') {
    throw new InapplicablePatch(`${op} operation from: missing`)
  }
  return candidate as unknown as Operation
}

const operations: Readonly<Record<string, (document: unknown, operation: Operation) => unknown>> = {
  add: (document, { path, value }) =>
    edit(document, tokens(path), (parent, key) => insert(parent, key, value ?? null), value),
  remove: (document, { path }) => edit(document, tokens(path), dropAt),
  replace: (document, { path, value }) =>
    edit(document, tokens(path), (parent, key) => replaceAt(parent, key, value ?? null), value),
  move: (document, { path, from = '' }) => {
    const value = lookUp(document, tokens(from))
    const rest = edit(document, tokens(from), dropAt)
    return edit(rest, tokens(path), (parent, key) => insert(parent, key, value), value)
  },
  copy: (document, { path, from = '' }) => {
    const value = lookUp(document, tokens(from))
    return edit(document, tokens(path), (parent, key) => insert(parent, key, value), value)
  },
  test: (document, { path, value }) => {
    const found = lookUp(document, tokens(path), value === null || value === undefined)
    if (!deepEqual(found ?? null, value ?? null))
      throw new InapplicablePatch(`testing value ${path} failed: test failed`)
    return document
  },
}

const applyOperation = (document: unknown, operation: Operation) => operations[operation.op]!(document, operation)

function tokens(path: string): string[] {
  if (path === '') return []
  if (!path.startsWith('/')) throw new InapplicablePatch(`path ${path} does not start with /: missing value`)
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

type Container = Record<string, unknown> | unknown[]
type Edit = (parent: Container, key: string) => Container

/** A copy of the document in which the container at the path's end is edited; all else is shared. */
function edit(document: unknown, path: readonly string[], change: Edit, whole?: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return whole ?? null
  const parent = container(document, key)
  if (rest.length === 0) return change(parent, key)
  const at = Array.isArray(parent) ? String(indexIn(parent, key)) : key
  return replaceAt(parent, at, edit(child(parent, at), rest, change, whole))
}

function container(value: unknown, key: string): Container {
  if (Array.isArray(value) || isPlainObject(value)) return value
  throw new InapplicablePatch(`doc is missing path: "${key}": missing value`)
}

function child(parent: Container, key: string): unknown {
  const value = Array.isArray(parent) ? parent[indexIn(parent, key)] : ownField(parent, key)
  if (value === undefined) throw new InapplicablePatch(`doc is missing key: ${key}: missing value`)
  return value
}

function lookUp(document: unknown, path: readonly string[], mayMiss = false): unknown {
  let value = document
  path.forEach((key, depth) => {
    const parent = container(value, key)
    const last = depth === path.length - 1
    if (mayMiss && last && !Array.isArray(parent)) value = ownField(parent, key)
    else value = child(parent, key)
  })
  return value
}

function insert(parent: Container, key: string, value: unknown): Container {
  if (!Array.isArray(parent)) return withField(parent, key, value)
  const index = key === '-' ? parent.length : indexIn(parent, key, true)
  return [...parent.slice(0, index), value, ...parent.slice(index)]
}

function replaceAt(parent: Container, key: string, value: unknown): Container {
  child(parent, key)
  return Array.isArray(parent) ? parent.with(indexIn(parent, key), value) : withField(parent, key, value)
}

function dropAt(parent: Container, key: string): Container {
  child(parent, key)
  if (Array.isArray(parent)) return parent.toSpliced(indexIn(parent, key), 1)
  const rest = { ...parent }
  delete rest[key]
  return rest
}

function withField(parent: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  const copy = { ...parent }
  setField(copy, key, value)
  return copy
}

function indexIn(list: readonly unknown[], key: string, mayBeEnd = false): number {
  const index = /^-?\d+$/.test(key) ? Number(key) : Number.NaN
  const positive = index < 0 ? index + list.length + (mayBeEnd ? 1 : 0) : index
  const end = mayBeEnd ? list.length : list.length - 1
  if (Number.isNaN(index) || positive < 0 || positive > end) {
    throw new InapplicablePatch(`Unable to access invalid index: ${key}: invalid index referenced`)
  }
  return positive
}
