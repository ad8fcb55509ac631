import { messages } from '../../kinds/generated/messages.js'
import { groupVersionOf } from '../../model/objects/object.js'
import { memo } from '../../model/values/memo.js'

export interface Message {
  /** In the order of their numbers. */
  readonly fields: readonly MessageField[]
  readonly byNumber: ReadonlyMap<number, MessageField>
}

export interface MessageField {
  readonly number: number
  readonly name: string
  /** A pointer, whose absence is no zero. */
  readonly optional: boolean
  /** In the notation of structural schemas; `=[T` is a list that is a message of its own. */
  readonly type: string
  /** Of which its parent has the fields. */
  readonly inlined?: Message
}

/** `apps/v1`, `Deployment` → `apps.v1.Deployment`; undefined when there is no message of that kind. */
export function definitionOf(apiVersion: string, kind: string): string | undefined {
  const { group, version } = groupVersionOf(apiVersion)
  const room = roomOf(group)
  // What is no object of a group is under no group's name or, as options are, under any; its versions are alike.
  const aside = room === 'core' || room === 'meta' || kind === 'DeleteOptions' ? [`meta.v1.${kind}`] : []
  return [`${room}.${version}.${kind}`, ...aside].find((definition) => Object.hasOwn(messages, definition))
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

/** A definition's message, of the texts that `go-types.config.mjs` explains; parsed when first asked for. */
export const messageOf: (definition: string) => Message = memo(
  Object.keys(messages).length,
  (definition: string): Message => {
    const text = messages[definition]
    if (text === undefined) throw new Error(`no message for ${definition}: build again`)
    const fields = text === '' ? [] : text.split(' ').map((each) => fieldOf(definition, each))
    return { fields, byNumber: new Map(fields.map((field) => [field.number, field])) }
  },
)

function fieldOf(definition: string, text: string): MessageField {
  const [, number = '', name = '', pointer, type = ''] = /^(\d+):(.+?)(\*?):(.+)$/.exec(text) ?? []
  if (type === '') throw new Error(`cannot read "${text}" of ${definition}: build again`)
  const field = { number: Number(number), name, optional: pointer === '*', type }
  return name === '~' ? { ...field, inlined: messageOf(type.slice(1)) } : field
}

/** A value that is a message where JSON has something else: how one is made of the other. */
export interface Shape {
  toMessage(value: unknown): unknown
  fromMessage(message: Record<string, unknown>): unknown
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  [
    'apiextensions.v1.JSONSchemaPropsOrArray',
    {
      toMessage: (value: unknown) => (Array.isArray(value) ? { JSONSchemas: value } : { Schema: value }),
      fromMessage: ({ Schema, JSONSchemas }) => JSONSchemas ?? Schema,
    },
  ],
  [
    'apiextensions.v1.JSONSchemaPropsOrBool',
    {
      toMessage: (value: unknown) => (typeof value === 'boolean' ? { Allows: value } : { Allows: true, Schema: value }),
      fromMessage: ({ Schema, Allows }) => Schema ?? Allows ?? false,
    },
  ],
  [
    'apiextensions.v1.JSONSchemaPropsOrStringArray',
    {
      toMessage: (value: unknown) => (Array.isArray(value) ? { Property: value } : { Schema: value }),
      fromMessage: ({ Schema, Property }) => Property ?? Schema,
    },
  ],
] satisfies [string, Shape][])

/** Of a definition whose values have more than one shape. */
export const shapeOf = (definition: string): Shape | undefined => shapes.get(definition)
