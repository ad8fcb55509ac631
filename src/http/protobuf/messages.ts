import { type SchemaSource, structureOf, unionName } from '../../api/schema/structure.js'
import fieldNames from './fields.json'

/**
 * Messages are told by two tables: the names of their fields in the order of their numbers (`fields.json`, of the tags that
 * Go's structs have in k8s.io/api 1.36: `?` after what is a pointer there, `-` where a number is free, `~` before a
 * message whose fields are its parent's in JSON), and their types, which are those of the structural schemas.
 */
const names: Readonly<Record<string, string>> = fieldNames

export interface Message {
  /** In the order of their numbers, of which some are free. */
  readonly fields: readonly MessageField[]
  readonly byNumber: ReadonlyMap<number, MessageField>
}

export interface MessageField {
  readonly number: number
  readonly name: string
  /** A pointer, whose absence is no zero. */
  readonly optional: boolean
  /** In the notation of structural schemas. */
  readonly type: string
  /** Of which its parent has the fields. */
  readonly inlined?: Message
}

/** `apps/v1`, `Deployment` → `apps.v1.Deployment`; undefined when there is no message of that kind. */
export function definitionOf(apiVersion: string, kind: string): string | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const room = roomOf(group)
  // What is no object of a group is under no group's name or, as options are, under any; its versions are alike.
  const aside = room === 'core' || room === 'meta' || kind === 'DeleteOptions' ? [`meta.v1.${kind}`] : []
  return [`${room}.${version}.${kind}`, ...aside].find((definition) => Object.hasOwn(names, definition))
}

const bareGroups = ['apps', 'autoscaling', 'batch', 'policy']
const longGroups: Readonly<Record<string, string>> = {
  'flowcontrol.apiserver.k8s.io': 'flowcontrol',
  'rbac.authorization.k8s.io': 'rbac',
}

/** What a group is called in definitions: `rbac.authorization.k8s.io` → `rbac`. */
function roomOf(group: string): string {
  if (group === '') return 'core'
  if (bareGroups.includes(group)) return group
  return longGroups[group] ?? /^(\w+)\.k8s\.io$/.exec(group)?.[1] ?? ''
}

const compiled = new WeakMap<SchemaSource, Map<string, Message>>()

/** A definition's message. */
export function messageOf(source: SchemaSource, definition: string): Message {
  let known = compiled.get(source)
  if (known === undefined) {
    known = new Map()
    compiled.set(source, known)
  }
  let message = known.get(definition)
  if (message === undefined) {
    message = compile(source, definition, definition)
    known.set(definition, message)
  }
  return message
}

/** The fields of one definition, whose types are told by another where it is inlined there. */
function compile(source: SchemaSource, definition: string, outer: string): Message {
  const structure = structureOf(source, outer)
  if (structure === undefined) throw new Error(`no structural schema for ${outer}: build again`)
  const fields: MessageField[] = []
  for (const [index, text] of (names[definition] ?? '-').split(' ').entries()) {
    const number = index + 1
    const optional = text.endsWith('?')
    const name = optional ? text.slice(0, -1) : text
    if (name.startsWith('~')) {
      const inlined = compile(source, name.slice(1), outer)
      fields.push({ number, name, optional, type: '', inlined })
    } else {
      const type = structure.fields.get(name)?.type
      if (type !== undefined) fields.push({ number, name, optional, type })
    }
  }
  return { fields, byNumber: new Map(fields.map((field) => [field.number, field])) }
}

/** A value that is a message where JSON has something else: how one is made of the other. */
export interface Shape {
  readonly definition: string
  toMessage(value: unknown): unknown
  fromMessage(message: Record<string, unknown>): unknown
}

const schemaOr = (name: string, other: Pick<Shape, 'toMessage' | 'fromMessage'>): [string, Shape] => {
  const definition = `apiextensions.v1.JSONSchemaPropsOr${name}`
  return [definition, { definition, ...other }]
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  schemaOr('Array', {
    toMessage: (value) => (Array.isArray(value) ? { JSONSchemas: value } : { Schema: value }),
    fromMessage: ({ Schema, JSONSchemas }) => JSONSchemas ?? Schema,
  }),
  schemaOr('Bool', {
    toMessage: (value) => (typeof value === 'boolean' ? { Allows: value } : { Allows: true, Schema: value }),
    fromMessage: ({ Schema, Allows }) => Schema ?? Allows ?? false,
  }),
  schemaOr('StringArray', {
    toMessage: (value) => (Array.isArray(value) ? { Property: value } : { Schema: value }),
    fromMessage: ({ Schema, Property }) => Property ?? Schema,
  }),
  [
    'meta.v1.Verbs',
    {
      definition: 'meta.v1.Verbs',
      toMessage: (value) => ({ items: value }),
      fromMessage: ({ items = [] }) => items,
    },
  ],
])

/** Of a type that begins with `|`; undefined for any JSON. */
export const shapeOf = (type: string): Shape | undefined => shapes.get(unionName(type))
