/** `explain --output=plaintext-openapiv2`: what kubectl makes of the older document (`pkg/explain`). */

import type { Client } from '../../../api/contract/client.js'
import { UsageError } from '../../../api/contract/errors.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { discoverable } from '../../../http/documents/discovery.js'
import { openApiDocument } from '../../../http/documents/openapi.js'
import { schemasDefinedBy } from '../../../http/documents/openapi-custom.js'
import { type NewerDocument, olderDefinitions } from '../../../http/documents/openapi-v2.js'
import { goQuote } from '../../../model/go/quote.js'
import { compareKeys } from '../../../model/values/order.js'
import { kindOf } from '../../resources/kinds.js'
import { definingObject } from './custom.js'
import { olderText } from './older-text.js'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
}

type Schemas = Readonly<Record<string, Schema>>

interface Question {
  readonly resource: ResourceInfo
  /** Which may be none that the resource is served in. */
  readonly group: string
  readonly version: string
  readonly path: readonly string[]
  readonly recursive: boolean
}

/** The answer; an error for a version that is not served, or a field that is not there. */
export async function explainedAsBefore(question: Question, client: Client): Promise<string> {
  const { group, version, path, recursive } = question
  const { kind } = question.resource
  const apiVersion = group === '' ? version : `${group}/${version}`
  const schemas = await schemasOf(question, client)
  const root = Object.values(schemas).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      (each) => each.group === group && each.version === version && each.kind === kind,
    ),
  )
  if (root === undefined) throw new UsageError(`couldn't find resource for "${group}/${version}, Kind=${kind}"`)
  const explained = new Explained(schemas).text(root, path, recursive)
  return `KIND:     ${kind}\nVERSION:  ${apiVersion}\n\n${explained}`
}

/** The definitions of a group version. */
async function schemasOf({ resource, group, version }: Question, client: Client): Promise<Schemas> {
  const builtIn = (await kindOf(resource)) !== undefined
  const [definer, object] = builtIn ? [] : await definingObject(resource, client)
  const custom = definer === undefined ? [] : schemasDefinedBy((await kindOf(definer))!, object!)
  const kubernetesVersion = (await client.version()).gitVersion.slice(1)
  const published = { resources: await discoverable(client), custom, kubernetesVersion }
  const document = (await openApiDocument(published, group, version)) as NewerDocument | undefined
  return document === undefined ? {} : (olderDefinitions([document]) as Schemas)
}

class Explained {
  constructor(private readonly schemas: Schemas) {}

  /** Of what a path leads to. */
  text(root: Schema, path: readonly string[], recursive: boolean): string {
    const name = path.at(-1) ?? ''
    const texts: string[] = []
    let type: string | undefined
    let schema = this.at(root, path)
    for (let inner = this.inner(schema); inner !== undefined; inner = this.inner(schema)) {
      texts.push(schema.description ?? '')
      if (schema.$ref === undefined) type ??= this.typeOf(schema)
      schema = inner
    }
    type ??= this.typeOf(schema)
    const description = descriptionOf([...texts, schema.description ?? ''])
    if (schema.properties === undefined) {
      return schema.type === undefined ? description : `FIELD:    ${name} <${type}>\n\n${description}`
    }
    const title = name === '' ? '' : `RESOURCE: ${name} <${type}>\n\n`
    const fields = recursive ? this.tree(schema, 3, new Set()) : this.fields(schema)
    return `${title}${description}\nFIELDS:\n${fields}`
  }

  /** What a schema stands for, lists or maps; undefined for objects with fields, and values without. */
  private inner({ $ref, type, properties, items, additionalProperties, description }: Schema): Schema | undefined {
    if ($ref !== undefined) return this.schemas[$ref.slice('#/definitions/'.length)]
    if (properties !== undefined) return undefined
    if (type === 'array') return items
    if (type !== 'object') return undefined
    // Anything, which is described as the map is.
    return typeof additionalProperties === 'object' ? additionalProperties : description ? { description } : {}
  }

  /** The first of the fields on the way that is not there is the one that is missed; values end it. */
  private at(schema: Schema, path: readonly string[]): Schema {
    const [field, ...rest] = path
    if (field === undefined) return schema
    if (schema.properties === undefined) {
      const inner = this.inner(schema)
      return inner === undefined ? schema : this.at(inner, path)
    }
    if (!Object.hasOwn(schema.properties, field)) throw new UsageError(`field ${goQuote(field)} does not exist`)
    return this.at(schema.properties[field]!, rest)
  }

  private typeOf(schema: Schema): string {
    const inner = this.inner(schema)
    if (inner === undefined) return schema.properties === undefined ? (schema.type ?? '') : 'Object'
    if (schema.$ref !== undefined) return this.typeOf(inner)
    return `${schema.type === 'array' ? '[]' : 'map[string]'}${this.typeOf(inner)}`
  }

  private fields(schema: Schema): string {
    return fieldsOf(schema)
      .map(([name, field]) => {
        const required = schema.required?.includes(name) ? ' -required-' : ''
        return `   ${name}\t<${this.typeOf(field)}>${required}\n${olderText(field.description ?? '', 5)}\n`
      })
      .join('')
  }

  /** Fields with their fields below them, unless those are being told already. */
  private tree(schema: Schema, indent: number, above: ReadonlySet<string>): string {
    const inner = this.inner(schema)
    if (inner !== undefined) {
      if (schema.$ref === undefined) return this.tree(inner, indent, above)
      return above.has(schema.$ref) ? '' : this.tree(inner, indent, new Set([...above, schema.$ref]))
    }
    const lines = fieldsOf(schema).map(
      ([name, field]) =>
        `${' '.repeat(indent)}${name}\t<${this.typeOf(field)}>\n${this.tree(field, indent + 3, above)}`,
    )
    return lines.join('')
  }
}

const fieldsOf = ({ properties = {} }: Schema) => Object.entries(properties).sort(([a], [b]) => compareKeys(a, b))

/** An empty line goes before each but the first, even where the first says nothing. */
function descriptionOf(texts: readonly string[]): string {
  const shown = texts.map((text, at) => (text === '' ? '' : `${at === 0 ? '' : '\n'}${olderText(text, 5)}`)).join('')
  return `DESCRIPTION:\n${shown === '' ? olderText('<empty>', 5) : shown}`
}
