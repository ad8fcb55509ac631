/** The older document in protobuf, in which kubectl asks for it (gnostic's `OpenAPIv2.proto`, whose numbers these are). */

/** A value as a field with its number. */
type Field = (number: number, value: never) => Buffer
type Json = Record<string, unknown>

const text = (number: number, value: string) => delimited(number, Buffer.from(value))
const flag = (number: number, value: boolean) => Buffer.concat([varint(number * 8), varint(value ? 1 : 0)])
const whole = (number: number, value: number) => Buffer.concat([varint(number * 8), varint(value)])
/** Whatever it is, as YAML. */
const anything = (number: number, value: unknown) => delimited(number, text(2, JSON.stringify(value)))

function real(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint(number * 8 + 1), bytes])
}

const list =
  (item: Field) =>
  (number: number, values: readonly unknown[]): Buffer =>
    Buffer.concat(values.map((value) => item(number, value as never)))

/** The values of an object in pairs with their names. */
const named =
  (item: Field) =>
  (number: number, values: Json): Buffer =>
    Buffer.concat(Object.entries(values).map((pair) => delimited(number, pairOf(item, pair))))

const pairOf = (item: Field, [name, value]: readonly [string, unknown]) =>
  Buffer.concat([text(1, name), item(2, value as never)])

/** A message of which this is the only field. */
const within =
  (inner: number, field: Field) =>
  (number: number, value: unknown): Buffer =>
    delimited(number, field(inner, value as never))

type Fields = Readonly<Record<string, readonly [number: number, field: Field]>>

/** A message by the names of its fields; those that begin with `x-` are under a number of their own. */
const message =
  (fields: () => Fields, extensions: number) =>
  (number: number, value: Json): Buffer =>
    delimited(number, contentOf(value, fields(), extensions))

const extension = named(anything)

function contentOf(value: Json, fields: Fields, extensions: number): Buffer {
  const parts = Object.entries(value).map(([name, inner]) => {
    if (inner === undefined) return nothing
    if (name.startsWith('x-')) return extension(extensions, { [name]: inner })
    const [number, field] = Object.hasOwn(fields, name) ? fields[name]! : []
    return number === undefined ? nothing : field!(number, inner as never)
  })
  return Buffer.concat(parts)
}

const nothing = Buffer.alloc(0)

const schema: (number: number, value: Json) => Buffer = message(() => schemaFields, 31)

const schemaOrFlag = (number: number, value: Json | boolean): Buffer =>
  delimited(number, typeof value === 'boolean' ? flag(2, value) : schema(1, value))

const schemaFields: Fields = {
  $ref: [1, text],
  format: [2, text],
  title: [3, text],
  description: [4, text],
  multipleOf: [6, real],
  maximum: [7, real],
  exclusiveMaximum: [8, flag],
  minimum: [9, real],
  exclusiveMinimum: [10, flag],
  maxLength: [11, whole],
  minLength: [12, whole],
  pattern: [13, text],
  maxItems: [14, whole],
  minItems: [15, whole],
  uniqueItems: [16, flag],
  maxProperties: [17, whole],
  minProperties: [18, whole],
  required: [19, list(text)],
  enum: [20, list(anything)],
  additionalProperties: [21, schemaOrFlag],
  type: [22, within(1, text)],
  items: [23, within(1, schema)],
  properties: [25, within(1, named(schema))],
}

const bodyParameter = message(() => bodyFields, 6)
const bodyFields: Fields = { name: [2, text], in: [3, text], required: [4, flag], schema: [5, schema] }

const placeFields: Fields = { required: [1, flag], in: [2, text], name: [4, text] }
const queryFields: Fields = { ...placeFields, type: [6, text], uniqueItems: [20, flag] }
const pathFields: Fields = { ...placeFields, type: [5, text], uniqueItems: [19, flag] }
const queryParameter = message(() => queryFields, 23)
const pathParameter = message(() => pathFields, 22)

/** A parameter of an operation, none that is referred to: by where it is. */
function parameter(number: number, value: Json): Buffer {
  if (value.in === 'body') return delimited(number, delimited(1, bodyParameter(1, value)))
  const placed = value.in === 'path' ? pathParameter(4, value) : queryParameter(3, value)
  return delimited(number, delimited(1, delimited(2, placed)))
}

const responseFields: Fields = { description: [1, text], schema: [2, within(1, schema)] }
const response = message(() => responseFields, 5)

const operationFields: Fields = {
  tags: [1, list(text)],
  operationId: [5, text],
  produces: [6, list(text)],
  consumes: [7, list(text)],
  parameters: [8, list(parameter)],
  responses: [9, within(1, named(within(1, response)))],
}
const operation = message(() => operationFields, 13)

const itemFields: Fields = {
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  patch: [8, operation],
  parameters: [9, list(parameter)],
}
const path = message(() => itemFields, 10)

const infoFields: Fields = { title: [1, text], version: [2, text] }

const documentFields: Fields = {
  swagger: [1, text],
  info: [2, message(() => infoFields, 7)],
  paths: [8, within(2, named(path))],
  definitions: [9, within(1, named(schema))],
}

/** A document of `/openapi/v2` as the bytes of a `Document`. */
export const documentBytes = (document: Json): Buffer => contentOf(document, documentFields, 16)

function delimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
