/** The shapes of kinds that come with schemas of their own (structured-merge-diff's types of a CustomResourceDefinition). */
import { fieldSchema, type JsonSchema } from '../../model/json/json-schema.js'
import { keyElement, valueElement } from './path-element.js'
import { deduced, type Leaf, type ListShape, type ObjectShape, type Shape } from './shapes.js'

const known = new WeakMap<JsonSchema, Shape>()

/** The shape of objects of a schema, whose metadata is that of every object. */
export function customShape(schema: JsonSchema, metadata: Shape): Shape {
  return objectShape({ ...schema, 'x-kubernetes-embedded-resource': true }, metadata)
}

function shapeIn(schema: JsonSchema, metadata: Shape): Shape {
  let shape = known.get(schema)
  if (shape === undefined) {
    shape = made(schema, metadata)
    known.set(schema, shape)
  }
  return shape
}

const leaves: Readonly<Record<string, Leaf['of']>> = {
  string: 'string',
  boolean: 'boolean',
  integer: 'numeric',
  number: 'numeric',
}

function made(schema: JsonSchema, metadata: Shape): Shape {
  const { type = '' } = schema
  if (schema['x-kubernetes-int-or-string'] === true) return { type: 'scalar', of: 'untyped' }
  const of = leaves[type]
  if (of !== undefined) return { type: 'scalar', of }
  if (type === 'array') return listShape(schema, metadata)
  return type === 'object' ? objectShape(schema, metadata) : deduced
}

const text: Leaf = { type: 'scalar', of: 'string' }

function objectShape(schema: JsonSchema, metadata: Shape): ObjectShape {
  const { properties = {} } = schema
  const own: Readonly<Record<string, Shape>> =
    schema['x-kubernetes-embedded-resource'] === true ? { apiVersion: text, kind: text, metadata } : {}
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true
  return {
    type: 'object',
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    declares: (name) => Object.hasOwn(own, name) || Object.hasOwn(properties, name),
    field(name) {
      if (Object.hasOwn(own, name)) return own[name]
      const inner = fieldSchema(schema, name)
      return inner === undefined ? (open ? deduced : undefined) : shapeIn(inner, metadata)
    },
  }
}

function listShape(schema: JsonSchema, metadata: Shape): ListShape {
  const { items } = schema
  const element = items === undefined ? deduced : shapeIn(items, metadata)
  const kind = schema['x-kubernetes-list-type'] ?? 'atomic'
  if (kind === 'set') return { type: 'list', atomic: false, element, identify: valueElement }
  const keys = [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort()
  const identify = (item: unknown) => {
    if (kind === 'atomic') throw new Error('invalid indexing of non-associative list')
    return keyElement(item, keys, (key) => fieldSchema(items, key)?.default)
  }
  return { type: 'list', atomic: kind === 'atomic', element, identify }
}
