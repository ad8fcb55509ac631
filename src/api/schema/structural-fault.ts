import { jsonType } from '../../model/json/json-type.js'
import { isPlainObject, ownField } from '../../model/values/json-values.js'
import type { SchemaSource } from './contract.js'
import { decodeScalar, isScalar, Mismatch } from './scalars.js'
import { goTypeName, type Structure, structureOf } from './structure.js'

/**
 * The first thing in a value that no API server stores: a field of a wrong type, a null, or none where one must be.
 * Unlike a decoder this forgives nothing, since what is stored has been decoded before.
 */
export function structuralFault(source: SchemaSource, structure: Structure, value: unknown): string | undefined {
  return objectFault(source, structure, value, '')
}

function objectFault(source: SchemaSource, structure: Structure, value: unknown, path: string): string | undefined {
  if (!isPlainObject(value)) return wrong(path, `v1.${structure.goName}`, value)
  for (const key of Object.keys(value)) {
    const field = structure.fields.get(key)
    // Nobody looks at what is not known.
    if (field === undefined) continue
    const item = ownField(value, key)
    if (item === null && isNullable(structure, key, field.type)) continue
    const fault = valueFault(source, field.type, item, path === '' ? key : `${path}.${key}`)
    if (fault !== undefined) return fault
  }
  for (const [name, { required }] of structure.fields) {
    if (required && ownField(value, name) === undefined) return `${path === '' ? name : `${path}.${name}`} is missing`
  }
  return undefined
}

/** What Go writes as null: pointers, lists and maps that are always written, and times that are not set. */
const isNullable = ({ written }: Structure, name: string, type: string) =>
  type === 't' ||
  type === 'u' ||
  written.some(([each, kind]) => each === name && (kind === undefined || /^[[{]/.test(kind)))

function valueFault(source: SchemaSource, type: string, value: unknown, path: string): string | undefined {
  if (isScalar(type)) return scalarFault(type, value, path)
  if (type.startsWith('@')) return objectFault(source, structureOf(source, type.slice(1))!, value, path)
  // One of several shapes: schemas are checked by whoever reads them.
  if (type.startsWith('|')) return undefined
  const inner = type.slice(1)
  if (type.startsWith('[')) {
    if (!Array.isArray(value)) return wrong(path, goTypeName(type), value)
    return first(value, (item, at) => valueFault(source, inner, item, `${path}[${at}]`))
  }
  if (!isPlainObject(value)) return wrong(path, goTypeName(type), value)
  return first(Object.keys(value), (key) => valueFault(source, inner, ownField(value, key), `${path}[${key}]`))
}

function first<T>(items: readonly T[], faultOf: (item: T, at: number) => string | undefined): string | undefined {
  for (const [at, item] of items.entries()) {
    const fault = faultOf(item, at)
    if (fault !== undefined) return fault
  }
  return undefined
}

function scalarFault(type: string, value: unknown, path: string): string | undefined {
  if (type === 'o') return undefined
  if (value === null || value === undefined) return wrong(path, goTypeName(type), value)
  try {
    decodeScalar(type, value)
    return undefined
  } catch (error) {
    return error instanceof Mismatch ? wrong(path, goTypeName(type), value) : `${path}: ${(error as Error).message}`
  }
}

const wrong = (path: string, type: string, value: unknown) =>
  `${path === '' ? 'it' : path} must be of type ${type}, and is ${value === undefined ? 'missing' : jsonType(value)}`
