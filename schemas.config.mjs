/**
 * Generates what is known of the fields of the kinds into a folder that is not kept in git, from two sources that must
 * agree on every field: the `kubernetes-models` package (Kubernetes' OpenAPI) and `src/kinds/go-types.json` (its Go types,
 * see go-types.config.mjs):
 *
 * - `structures.ts`: definition → `field:type` pairs, read by src/api/schema/structure.ts, which explains the notation;
 * - `messages.ts`: definition → its message in protobuf, in the notation of go-types.config.mjs;
 * - `descriptions.ts`: the texts that `explain` prints, apart because nothing else needs them.
 *
 * The definitions are those that the kinds name (`definition: 'io.k8s…'`) and all that these refer to. They are those of
 * the newest release; what was otherwise in an older one, which an older version of the package tells, lies beside them
 * (`structures-1.33.ts`, `descriptions-1.33.ts`). A definition or a field that one of the sources lacks, or has otherwise,
 * is an error that names it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readGoTypes } from './go-types.config.mjs'
import { isUnion, modelsOf, newestRelease, releases } from './kubernetes-models.config.mjs'

const root = dirname(fileURLToPath(import.meta.url))

/** Messages that are sent or answered beside those of the kinds. */
const otherMessages = [
  'apidiscovery.v2.APIGroupDiscovery',
  'apidiscovery.v2beta1.APIGroupDiscovery',
  'autoscaling.v1.Scale',
  'core.v1.Binding',
  'meta.v1.APIGroup',
  'meta.v1.APIGroupList',
  'meta.v1.APIResourceList',
  'meta.v1.APIVersions',
  'meta.v1.DeleteOptions',
  'meta.v1.ListMeta',
  'meta.v1.PartialObjectMetadata',
  'meta.v1.Status',
  'meta.v1.WatchEvent',
  'policy.v1.Eviction',
]

const fail = (why) => {
  throw new Error(`schemas.config.mjs: ${why}`)
}

const defaults = {
  /** Where to write. */
  folder: join(root, 'src/kinds/generated'),
  /** Where the kinds are. */
  kinds: join(root, 'src/kinds'),
  packages: join(root, 'node_modules'),
  goTypes: undefined,
}

export async function generateSchemas(options) {
  const { folder, kinds, packages, goTypes } = { ...defaults, ...options }
  const roots = rootDefinitions(kinds)
  const go = readGoTypes(newestRelease, goTypes)
  const [newest, ...older] = releases
  const all = await readSchemas(modelsOf(packages, newest), roots, go)
  const missing = roots.filter((name) => all.definitions[name] === undefined)
  if (missing.length > 0) fail(`${newest.name} does not declare ${missing.join(', ')}`)
  for (const [name, { fields }] of Object.entries(all.structures)) if (!isUnion(name)) refuseLeft(name, fields, go)
  mkdirSync(folder, { recursive: true })
  writeSchemas(folder, '', all)
  write(join(folder, 'messages.ts'), { messages: [messagesOf(roots, go), 'Record<string, string>'] })
  for (const source of older) {
    const then = await readSchemas(modelsOf(packages, source), roots, go)
    writeSchemas(folder, `-${source.release}`, {
      definitions: differing(all.definitions, then.definitions),
      descriptions: Object.fromEntries(
        Object.entries(then.descriptions)
          .map(([name, texts]) => [name, differing(all.descriptions[name] ?? {}, texts)])
          .filter(([, texts]) => Object.keys(texts).length > 0),
      ),
      enums: differing(all.enums, { ...mapValues(all.enums, () => []), ...then.enums }),
    })
  }
}

/** What `then` has otherwise than `now`, or alone. */
const differing = (now, then) =>
  Object.fromEntries(
    Object.entries(then).filter(([name, value]) => JSON.stringify(now[name]) !== JSON.stringify(value)),
  )
const mapValues = (object, map) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]))

/** All that the roots refer to, and they themselves but for kinds that came later. */
async function readSchemas({ has, read }, roots, go) {
  const [structures, definitions, descriptions, enums] = [{}, {}, {}, {}]
  const pending = [...roots.filter(has)]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (structures[name] !== undefined) continue
    const definition = await read(name)
    structures[name] = definition
    definitions[name] = definition.fields.map((field) => fieldText(name, field, go)).join(' ')
    descriptions[name] = Object.fromEntries([
      ['', definition.description],
      ...definition.fields.map((f) => [f.name, f.description]),
    ])
    for (const field of definition.fields) if (field.values) enums[`${name}.${field.name}`] = field.values
    pending.push(...definition.references)
  }
  return { structures, definitions, descriptions, enums }
}

/** A field as src/api/schema/structure.ts explains it: what Go knows of it must be the same. */
function fieldText(definition, { name, required, type }, go) {
  const isType = name === 'apiVersion' || name === 'kind'
  const field = flatFields(definition, go).find((each) => each.name === name)
  if (field === undefined && !isType) fail(`go-types.json lacks ${definition}.${name}`)
  if (field !== undefined && jsonType(field.type) !== plainType(type))
    fail(`${definition}.${name} is ${field.type} in go-types.json, but ${type} in the declarations`)
  return `${name}${required ? '!' : ''}${field === undefined ? '' : markOf(field)}:${type}`
}

function markOf({ pointer, always, type }) {
  if (always) return pointer ? '~' : '+'
  return pointer && /^[sybild]$/.test(type) ? '?' : ''
}

/** Go's fields of a definition, with those of what is inlined. */
function flatFields(definition, go) {
  const fields = go[definition] ?? fail(`go-types.json lacks ${definition}`)
  return fields.flatMap((field) => (field.name === '~' ? flatFields(field.type.slice(1), go) : [field]))
}

/** A list that is a message is a list in JSON. */
const jsonType = (type) => type.replace('=', '')
/** Of values of several shapes Go's types say their name alone; any JSON is anything. */
const plainType = (type) => type.replace(/\|[^@]+$/, 'o').replace(/\|([^@]+)@.*/, '@$1')

/** Go may have no field that the declarations do not have. */
function refuseLeft(definition, fields, go) {
  const declared = new Set(fields.map((each) => each.name))
  const left = flatFields(definition, go).find((each) => !declared.has(each.name))
  if (left !== undefined) fail(`${definition}.${left.name} of go-types.json is not in the declarations`)
}

/** The messages of the roots, of what is sent beside them, and of all that is within. */
function messagesOf(roots, go) {
  const messages = {}
  const pending = [...roots, ...otherMessages]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (messages[name] !== undefined) continue
    const fields = go[name] ?? fail(`go-types.json lacks ${name}`)
    messages[name] = fields
      .map((each) => `${each.number}:${each.name}${each.pointer ? '*' : ''}:${each.type}`)
      .join(' ')
    pending.push(...fields.flatMap(({ type }) => /@(.*)$/.exec(type)?.[1] ?? []))
  }
  return messages
}

function writeSchemas(folder, suffix, { definitions, descriptions, enums }) {
  write(join(folder, `structures${suffix}.ts`), { definitions: [definitions, 'Record<string, string>'] })
  write(join(folder, `descriptions${suffix}.ts`), {
    descriptions: [descriptions, 'Record<string, Record<string, string>>'],
    enums: [enums, 'Record<string, string[]>'],
  })
}

function write(file, constants) {
  const lines = Object.entries(constants).map(
    ([name, [value, type]]) =>
      `export const ${name}: ${type} = JSON.parse(${literal(JSON.stringify(sorted(value)))})\n`,
  )
  const text = `// Generated by schemas.config.mjs; do not edit.\n${lines.join('')}`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
const literal = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028')}'`

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod`, for every definition that a file of the folder names. */
function rootDefinitions(folder) {
  const names = new Set(['meta.v1.ObjectMeta'])
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.parentPath.includes('generated')) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, name] of text.matchAll(/definition: '(io\.k8s\.[\w.-]+)'/g))
      names.add(name.split('.').slice(-3).join('.'))
  }
  return [...names]
}

/** Before tests: what is generated is of the sources as they are. */
export const setup = () => generateSchemas()

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateSchemas()
