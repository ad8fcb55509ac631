import { UsageError } from '../../../api/contract/errors.js'
import type { ResourceInfo } from '../../../api/contract/names.js'
import { goQuote } from '../../../model/go/quote.js'
import { groupVersionOf } from '../../../model/objects/object.js'
import { type Command, type Context, ExitCode } from '../../command.js'
import { kindOf } from '../../resources/kinds.js'
import { refuseLackedResource } from '../../resources/lacked.js'
import { groupResource, lookUpResource } from '../../resources/look-up.js'
import { apiVersionOf } from '../../resources/of-object.js'
import { loadCustomDefinitions } from './custom.js'
import { type Definition, type Definitions, type Field, loadDefinitions } from './schema.js'
import { indentText, wrapText } from './wrap.js'

interface Request {
  /** `pods.spec.containers` */
  readonly path: string
  readonly apiVersion: string
  readonly recursive: boolean
  /** In the words of the older document. */
  readonly older: boolean
}

/** `explain TYPE[.FIELD…]` (kubectl `pkg/cmd/explain`, `pkg/explain/v2`). */
export const command: Command<Request> = {
  description: 'Describe the fields of a resource type.',
  examples: `
# The fields of pods
kubectl explain pods

# One field
kubectl explain pods.spec.containers`,
  usage: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  flags: [
    { name: 'recursive', short: 'R', type: 'bool', default: 'false', description: 'Print the fields of fields.' },
    {
      name: 'api-version',
      type: 'string',
      description: 'Use given api-version (group/version) of the resource.',
    },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      default: 'plaintext',
      description: 'Format in which to render the schema. Valid values are: (plaintext, plaintext-openapiv2).',
    },
  ],
  parse: ({ positional }, flags) => {
    const [path, ...more] = positional
    if (path === undefined) {
      throw new UsageError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      )
    }
    if (more.length > 0) throw new UsageError('We accept only this format: explain RESOURCE')
    const output = flags.string('output')
    if (!['plaintext', 'plaintext-openapiv2'].includes(output)) {
      throw new UsageError(`unrecognized format: ${output}`)
    }
    const older = output === 'plaintext-openapiv2'
    return { path, apiVersion: flags.string('api-version'), recursive: flags.bool('recursive'), older }
  },
  run: async (request, context) => {
    const { found, fields } = await resolve(request, context)
    if (request.older) return explainAsBefore(request, found, fields, context)
    const resource = await inVersion(found, request.apiVersion, context)
    const kind = await kindOf(resource)
    const custom = kind === undefined ? await loadCustomDefinitions(resource, context.client) : undefined
    const definitions = custom ?? (await loadDefinitions(context.client))
    const own = kind?.versions?.find(({ group, version }) => `${group}/${version}` === apiVersionOf(resource))
    const root = definitions(own?.definition ?? kind?.definition ?? '')
    if (root === undefined) throw notInSchema(apiVersionOf(resource), resource.plural)
    const group = resource.group === '' ? '' : `GROUP:      ${resource.group}\n`
    context.io.out(`${group}KIND:       ${resource.kind}\nVERSION:    ${resource.version}\n\n`)
    context.io.out(`${explained(root, fields, definitions, request.recursive)}\n`)
  },
}

async function explainAsBefore(
  { apiVersion, recursive }: Request,
  resource: ResourceInfo,
  path: readonly string[],
  { client, io }: Context,
): Promise<void> {
  const { group, version } = parsedVersion(apiVersion || apiVersionOf(resource))
  const { explainedAsBefore } = await import('./older.js')
  io.out(await explainedAsBefore({ resource, group, version, path, recursive }, client))
}

function parsedVersion(apiVersion: string): { group: string; version: string } {
  if (apiVersion.split('/').length > 2) throw new UsageError(`unexpected GroupVersion string: ${apiVersion}`)
  return groupVersionOf(apiVersion)
}

async function inVersion(found: ResourceInfo, apiVersion: string, { client }: Context): Promise<ResourceInfo> {
  if (apiVersion === '') return found
  const { group, version } = parsedVersion(apiVersion)
  const served = (await client.resources()).filter((each) => each.group === group && each.version === version)
  const resource = served.find((each) => each.plural === found.plural)
  if (resource !== undefined) return resource
  if (served.length > 0) throw notInSchema(apiVersion, found.plural)
  throw new UsageError(`couldn't find resource for "${group}/${version}, Resource=${found.plural}"`)
}

function notInSchema(apiVersion: string, plural: string): UsageError {
  return new UsageError(
    `GVR (${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Resource=${plural}) not found in OpenAPI schema`,
  )
}

/** `deployments.apps.spec`: a resource, with its group when all of it is there, then fields. */
async function resolve({ path }: Request, context: Context): Promise<{ found: ResourceInfo; fields: string[] }> {
  if (/[[\]{}]/.test(path)) throw new UsageError('invalid jsonpath syntax, first node must be field node')
  const [word = '', ...rest] = path.split('.')
  const resources = await context.client.resources()
  const found = lookUpResource(word, resources)
  if (found === undefined) {
    refuseLackedResource(word)
    context.io.err(`the server doesn't have a resource type ${goQuote(word)}\n`)
    throw new ExitCode(1)
  }
  const same = resources.filter((each) => each.plural === found.plural)
  const full = same.find((each) => path === groupResource(each) || path.startsWith(`${groupResource(each)}.`))
  const fields = full === undefined ? rest : path.slice(groupResource(full).length + 1).split('.')
  return { found: full ?? found, fields: fields.filter((field) => field !== '') }
}

function explained(root: Definition, path: readonly string[], definitions: Definitions, recursive: boolean): string {
  let definition: Definition | undefined = root
  let field: Field | undefined
  for (const name of path) {
    field = definition?.fields.find((each) => each.name === name)
    if (field === undefined) throw new UsageError(`field ${goQuote(path.at(-1) ?? '')} does not exist`)
    definition = field.definition === undefined ? undefined : definitions(field.definition)
  }
  const title = field === undefined ? '' : `${fieldTitle(field)}\n\n`
  const texts = field === undefined ? [root.description] : [field.description, definition?.description ?? '']
  const description = texts
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('')
  const wrapped = indentText(wrapText(description === '' ? '<empty>' : description, 76), 4)
  const seen = field?.definition === undefined ? [] : [field.definition]
  const list = definition === undefined ? '' : fieldList(definition, 1, definitions, recursive, seen)
  return `${title}DESCRIPTION:\n${wrapped}\n${list === '' ? '' : `FIELDS:\n${list}`}`
}

function fieldTitle({ name, type, values }: Field): string {
  const list = values.map((value) => `\n    ${shownValue(value)}`).join('')
  return `FIELD: ${name} <${type}>\n${values.length === 0 ? '' : `ENUM:${list}`}`
}

const shownValue = (value: string) => (value === '' ? '""' : value)

/** Fields in the order of their names; with --recursive their fields too, unless that would go in circles. */
function fieldList(
  definition: Definition,
  level: number,
  definitions: Definitions,
  recursive: boolean,
  seen: readonly string[],
): string {
  return definition.fields
    .map((field) => {
      const line = fieldLine(field, level * 2)
      if (!recursive) return `${line}\n${fieldText(field, level * 2)}\n\n`
      const inner = field.definition
      const nested = inner === undefined || seen.includes(inner) ? undefined : definitions(inner)
      if (nested === undefined || inner === undefined) return `${line}\n`
      return `${line}\n${fieldList(nested, level + 1, definitions, true, [...seen, inner])}`
    })
    .join('')
}

function fieldLine({ name, type, required, values }: Field, indent: number): string {
  const margin = ' '.repeat(indent)
  const shown = values.slice(0, 4).map(shownValue).join(', ')
  const list = values.length === 0 ? '' : `\n${margin}enum: ${shown}${values.length > 4 ? ', ....' : ''}`
  return `${margin}${name}\t<${type}>${required ? ' -required-' : ''}${list}`
}

function fieldText({ description }: Field, indent: number): string {
  return indentText(wrapText(description === '' ? '<no description>' : description, 78 - indent), indent + 2)
}
