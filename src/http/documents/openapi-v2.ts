/** The older document of all that is served (Swagger 2.0), made of the newer ones: it can say less. */
type Json = Record<string, unknown>

/** A document of `/openapi/v3`. */
export interface NewerDocument {
  readonly info: Json
  readonly paths: Readonly<Record<string, Json>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

/** All of them in one; of no documents one without definitions. */
export function olderDocument(documents: readonly NewerDocument[], info: Json): Json {
  const paths = documents.flatMap((document) => Object.entries(document.paths))
  return {
    swagger: '2.0',
    info,
    paths: Object.fromEntries(paths.map(([path, item]) => [path, olderPath(item)])),
    definitions: olderDefinitions(documents),
  }
}

/** The definitions of all of them by their full names. One that several have is of all the kinds that it is of there. */
export function olderDefinitions(documents: readonly NewerDocument[]): Record<string, Json> {
  const definitions: Record<string, Json> = {}
  for (const [name, schema] of documents.flatMap(({ components }) => Object.entries(components.schemas))) {
    const known = definitions[name]
    definitions[name] ??= olderDefinition(name, schema)
    if (known === undefined || schema[identity] === undefined) continue
    const all = [...((known[identity] as Json[] | undefined) ?? []), ...(schema[identity] as Json[])]
    known[identity] = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
  }
  return definitions
}

const identity = 'x-kubernetes-group-version-kind'
const preserved = 'x-kubernetes-preserve-unknown-fields'

/** What is a number or a string is told as the latter (`OpenAPISchemaType`). */
const strings: Readonly<Record<string, Json>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
}

function olderDefinition(name: string, schema: Json): Json {
  if (!Object.hasOwn(strings, name)) {
    // Clients would refuse all other fields if there were any.
    return schema[preserved] === true ? { type: 'object', [identity]: schema[identity] } : olderSchema(schema)
  }
  return { ...(schema.description === undefined ? {} : { description: schema.description }), ...strings[name] }
}

const unknown = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'default', 'nullable'])

/**
 * A schema without what the older form cannot say, or older kubectls cannot read (`ToStructuralOpenAPIV2`): junctors, what may be
 * null or anything. Defaults are not published there (`PruneDefaults`).
 */
function olderSchema(schema: Json): Json {
  const reference = referenceOf(schema)
  const result = Object.fromEntries(Object.entries(schema).filter(([name]) => !unknown.has(name)))
  if (reference !== undefined) return { ...result, $ref: reference.replace('/components/schemas/', '/definitions/') }
  const open = schema[preserved] === true
  if (schema.nullable === true || (open && schema.type === 'object')) delete result.type
  if (schema.nullable === true || open) {
    delete result.items
    delete result.properties
  }
  if (result.items === undefined && result.type === 'array') delete result.type
  const { properties, items, additionalProperties } = result as Readonly<Record<string, Json | undefined>>
  if (properties !== undefined)
    Object.assign(result, olderProperties(properties as Record<string, Json>, result.required))
  if (items !== undefined) result.items = olderSchema(items)
  if (typeof additionalProperties === 'object') {
    result.additionalProperties = olderSchema(additionalProperties)
    if (additionalProperties.nullable === true) delete result.required
  }
  if (Object.keys(properties ?? {}).length === 0) delete result.properties
  return result
}

/** Fields that may be null are not required: they would have to have a value. */
function olderProperties(properties: Readonly<Record<string, Json>>, required: unknown): Json {
  const entries = Object.entries(properties).map(([name, property]) => [name, olderSchema(property)])
  const needed = ((required as string[] | undefined) ?? []).filter((name) => properties[name]?.nullable !== true)
  return { properties: Object.fromEntries(entries), required: needed.length === 0 ? undefined : needed }
}

/** A reference beside which something is said is wrapped in the newer form. */
function referenceOf({ $ref, allOf }: Json): string | undefined {
  const [only, ...more] = (allOf as Json[] | undefined) ?? []
  return ($ref ?? (more.length === 0 ? only?.$ref : undefined)) as string | undefined
}

function olderPath({ parameters, ...operations }: Json): Json {
  const methods = Object.entries(operations as Record<string, Json>).map(([method, operation]) => [
    method,
    olderOperation(operation),
  ])
  return { ...Object.fromEntries(methods), parameters: (parameters as Json[]).map(olderParameter) }
}

/** Media types are those of the operation, and what is sent is a parameter. */
function olderOperation({ requestBody, responses, parameters, ...rest }: Json): Json {
  const content = (requestBody as { content: Record<string, { schema: Json }> } | undefined)?.content
  const [sent] = Object.values(content ?? {})
  const body = sent && { name: 'body', in: 'body', required: true, schema: olderSchema(sent.schema) }
  const answers = Object.entries(responses as Record<string, Json>).map(([code, answer]) => [code, olderAnswer(answer)])
  return {
    ...rest,
    ...(content === undefined ? {} : { consumes: Object.keys(content) }),
    produces: ['application/json', 'application/yaml'],
    parameters: [...(body === undefined ? [] : [body]), ...(parameters as Json[]).map(olderParameter)],
    responses: Object.fromEntries(answers),
  }
}

const olderParameter = ({ schema, ...rest }: Json): Json => ({ ...rest, ...(schema as Json) })

function olderAnswer({ description, content }: Json): Json {
  const [answered] = Object.values((content ?? {}) as Record<string, { schema: Json }>)
  return { description, ...(answered === undefined ? {} : { schema: olderSchema(answered.schema) }) }
}
