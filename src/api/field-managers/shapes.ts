import { isPlainObject, ownField } from '../../model/values/json-values.js'
import type { SchemaSource } from '../schema/contract.js'
import { type Structure, structureOf } from '../schema/structure.js'
import { isAtomicDefinition, keyDefault, listRule } from './list-types.js'
import { keyElement, valueElement } from './path-element.js'

/**
 * What merging must know of a type. A leaf is owned as one: scalars, and atomic lists and objects. Objects are structs
 * with declared fields or maps by string; lists that are not atomic know their elements by keys or, as sets, by value.
 */
export type Shape = Leaf | ObjectShape | ListShape | Deduced

export interface Leaf {
  readonly type: 'scalar'
  /** `string`, `numeric`, `boolean`; untyped for quantities and the like. */
  readonly of: 'string' | 'numeric' | 'boolean' | 'untyped'
}

export interface ObjectShape {
  readonly type: 'object'
  readonly atomic: boolean
  /** Whether the field is declared, rather than an entry of a map. */
  declares(field: string): boolean
  /** Undefined for what may not be there. */
  field(name: string): Shape | undefined
}

export interface ListShape {
  readonly type: 'list'
  readonly atomic: boolean
  readonly element: Shape
  /** The path element of an item; throws an Error that tells what is wrong with it. Not for atomic lists. */
  identify(item: unknown): string
}

/** Nobody knows what it is: its own look tells. */
export interface Deduced {
  readonly type: 'deduced'
}

const scalars: Readonly<Record<string, Leaf['of']>> = {
  s: 'string',
  b: 'boolean',
  i: 'numeric',
  l: 'numeric',
  d: 'numeric',
  y: 'string',
  q: 'untyped',
  x: 'untyped',
  t: 'string',
  u: 'string',
}

export const deduced: Deduced = { type: 'deduced' }
const untyped: Leaf = { type: 'scalar', of: 'untyped' }
const untypedMap: ObjectShape = { type: 'object', atomic: false, declares: () => false, field: () => deduced }
const untypedList: ListShape = {
  type: 'list',
  atomic: true,
  element: deduced,
  identify: () => {
    throw new Error('invalid indexing of non-associative list')
  },
}

const known = new WeakMap<SchemaSource, Map<string, Shape>>()

/** The shape of a definition (`io.k8s.api.core.v1.Pod`); undefined when there is none. */
export function shapeOf(source: SchemaSource, definition: string): Shape | undefined {
  const structure = structureOf(source, definition)
  return structure && structShape(source, structure, isAtomicDefinition(source, structure.definition))
}

function structShape(source: SchemaSource, structure: Structure, atomic: boolean): Shape {
  const { definition } = structure
  return remembered(source, `${definition}${atomic ? '=' : ''}`, () => ({
    type: 'object',
    atomic,
    declares: (field) => structure.fields.has(field),
    field(name) {
      const type = structure.fields.get(name)?.type
      return type === undefined ? undefined : fieldShape(source, definition, name, type)
    },
  }))
}

function fieldShape(source: SchemaSource, definition: string, field: string, type: string): Shape {
  const scalar = scalars[type]
  if (scalar !== undefined) return { type: 'scalar', of: scalar }
  return remembered(source, `${definition}.${field}`, () => {
    const rule = listRule(source, definition, field)
    if (type.startsWith('[')) return listShape(source, type.slice(1), rule)
    if (type.startsWith('{')) return mapShape(typeShape(source, type.slice(1)), rule === '=atomic')
    if (!type.startsWith('@') || rule === undefined) return typeShape(source, type)
    return structShape(source, structureOf(source, type.slice(1))!, rule === '=atomic')
  })
}

function typeShape(source: SchemaSource, type: string): Shape {
  const scalar = scalars[type]
  if (scalar !== undefined) return { type: 'scalar', of: scalar }
  if (type.startsWith('@')) return shapeOf(source, type.slice(1)) ?? deduced
  if (type.startsWith('[')) return listShape(source, type.slice(1), undefined)
  if (type.startsWith('{')) return mapShape(typeShape(source, type.slice(1)), false)
  return deduced
}

const mapShape = (element: Shape, atomic: boolean): ObjectShape => ({
  type: 'object',
  atomic,
  declares: () => false,
  field: () => element,
})

function listShape(source: SchemaSource, type: string, rule: string | undefined): ListShape {
  const element = typeShape(source, type)
  if (rule === undefined || rule === '=atomic') return { ...untypedList, element }
  if (rule === '') return { type: 'list', atomic: false, element, identify: valueElement }
  // Keys stand in an element in the order of their names.
  const keys = rule.split(',').sort()
  const owner = type.slice(1)
  return {
    type: 'list',
    atomic: false,
    element,
    identify: (item) => keyElement(item, keys, (key) => keyDefault(source, owner, key)),
  }
}

function remembered(source: SchemaSource, name: string, make: () => Shape): Shape {
  let shapes = known.get(source)
  if (shapes === undefined) {
    shapes = new Map()
    known.set(source, shapes)
  }
  let shape = shapes.get(name)
  if (shape === undefined) {
    shape = make()
    shapes.set(name, shape)
  }
  return shape
}

/** What an untyped value is (`deduceAtom`). */
export function resolved(shape: Shape, value: unknown): Leaf | ObjectShape | ListShape {
  if (shape.type !== 'deduced') return shape
  if (Array.isArray(value)) return untypedList
  return isPlainObject(value) ? untypedMap : untyped
}

/** The items of a list by their path elements, in the order in which they first come; several of one are duplicates. */
export function itemsByElement(shape: ListShape, list: readonly unknown[] | undefined): Map<string, unknown[]> {
  const items = new Map<string, unknown[]>()
  for (const item of list ?? []) {
    const element = shape.identify(item)
    const others = items.get(element)
    if (others === undefined) items.set(element, [item])
    else others.push(item)
  }
  return items
}

export const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined)
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  isPlainObject(value) ? value : undefined

/** Own names of both, those of the first first; what is undefined is not there. */
export function namesOf(
  a: Readonly<Record<string, unknown>> | undefined,
  b: Readonly<Record<string, unknown>> | undefined,
): string[] {
  const names = a === undefined ? [] : Object.keys(a).filter((name) => a[name] !== undefined)
  if (b === undefined) return names
  for (const name of Object.keys(b)) {
    if (b[name] !== undefined && (a === undefined || ownField(a, name) === undefined)) names.push(name)
  }
  return names
}

export const isEmptyList = (list: readonly unknown[] | undefined): boolean => list === undefined || list.length === 0
export const isEmptyObject = (object: Readonly<Record<string, unknown>> | undefined): boolean =>
  object === undefined || namesOf(object, undefined).length === 0
