/**
 * Generates the structural schemas of the kinds from the `kubernetes-models` package (Kubernetes' OpenAPI as TypeScript
 * declarations) into a folder that is not kept in git:
 *
 * - `structures.ts`: definition → `field:type` pairs, read by src/api/schema/structure.ts, which explains the notation;
 * - `descriptions.ts`: the texts that `explain` prints, apart because nothing else needs them.
 *
 * The definitions are those that the kinds name (`definition: 'io.k8s…'`) and all that these refer to. They are those of
 * the newest release; what was otherwise in an older one, which an older version of the package tells, lies beside them
 * (`structures-1.33.ts`, `descriptions-1.33.ts`).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const packages = join(root, 'node_modules')

/** Types that are no objects to the eye of a client. */
const scalars = {
  'resource.Quantity': 'q',
  'intstr.IntOrString': 'x',
  'meta.v1.Time': 't',
  'meta.v1.MicroTime': 'u',
  'meta.v1.FieldsV1': 'o',
  'meta.v1.Patch': 'o',
  'runtime.RawExtension': 'o',
}

/** Values of more than one shape: a definition (or a list of it), or anything else. */
const unions = {
  'apiextensions.v1.JSON': '',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'apiextensions.v1.JSONSchemaProps',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'apiextensions.v1.JSONSchemaProps',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'apiextensions.v1.JSONSchemaProps',
}

/** Objects that the declarations spell out in place. */
const inlined = { 'apps.v1.StatefulSetSpec.volumeClaimTemplates': 'core.v1.PersistentVolumeClaim' }

/** How the Go type of a field writes it, as `src/api/schema/structure.ts` explains; a field without a mark is left out when empty. */
const goFields = JSON.parse(readFileSync(join(root, 'src/kinds/go-fields.json'), 'utf8'))

function goMark(definition, field) {
  const found = (goFields[definition] ?? '').split(' ').find((each) => each.replace(/[?+~]$/, '') === field)
  return found?.slice(field.length) ?? ''
}

/** Release → the package that holds its declarations; the first is the newest. */
const sources = { 1.36: 'kubernetes-models', 1.33: 'kubernetes-models-1.33' }

export async function generateSchemas(folder = join(root, 'src/kinds/generated'), kinds = join(root, 'src/kinds')) {
  const roots = rootDefinitions(kinds)
  const [newest, ...older] = Object.entries(sources).sort(([a], [b]) => b - a)
  const all = await readSchemas(newest[1], roots)
  const missing = roots.filter((name) => all.definitions[name] === undefined)
  if (missing.length > 0) throw new Error(`schemas.config.mjs: ${newest[1]} does not declare ${missing.join(', ')}`)
  mkdirSync(folder, { recursive: true })
  writeSchemas(folder, '', all)
  for (const [release, source] of older) {
    const then = await readSchemas(source, roots)
    writeSchemas(folder, `-${release}`, {
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
async function readSchemas(source, roots) {
  const { has, read } = modelsOf(source)
  const [definitions, descriptions, enums] = [{}, {}, {}]
  const pending = [...roots.filter(has)]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (definitions[name] !== undefined) continue
    const definition = await read(name)
    definitions[name] = definition.fields
      .map(({ name: field, required, type }) => `${field}${required ? '!' : ''}${goMark(name, field)}:${type}`)
      .join(' ')
    descriptions[name] = Object.fromEntries([
      ['', definition.description],
      ...definition.fields.map((f) => [f.name, f.description]),
    ])
    for (const field of definition.fields) if (field.values) enums[`${name}.${field.name}`] = field.values
    pending.push(...definition.references)
  }
  return { definitions, descriptions, enums }
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

/** Reads definitions from one version of the package, with the version of its companion that it wants. */
function modelsOf(source) {
  const models = join(packages, source)
  const nested = join(models, 'node_modules', companion)
  const bases = { [first]: models, [companion]: existsSync(nested) ? nested : join(packages, companion) }
  /** Folder of each group's declarations, by the group's name in definitions. */
  const folders = Object.fromEntries(
    readdirSync(models, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(_schemas|v1|node_modules)$/.test(entry.name))
      .map((entry) => [entry.name.split('.')[0], entry.name]),
  )
  const declarations = (file) => {
    const base = Object.keys(bases).find((each) => file.startsWith(`${each}/`))
    return { file, folder: bases[base], path: `${bases[base]}${file.slice(base.length)}.d.ts` }
  }
  return {
    has: (name) => existsSync(declarations(fileOf(name, folders)).path),
    read: (name) => readDefinition(name, declarations(fileOf(name, folders))),
  }
}

const first = 'kubernetes-models'
const companion = '@kubernetes-models/apimachinery'

function fileOf(name, folders) {
  const [group, version, kind] = name.split('.')
  if (group === 'meta') return `${companion}/apis/meta/${version}/${kind}`
  return group === 'core' ? `${first}/${version}/${kind}` : `${first}/${folders[group]}/${version}/${kind}`
}

/** The definition's short name, from the module that declares it. */
function nameOf(file) {
  const parts = file.replace('@kubernetes-models/apimachinery', 'apimachinery').split('/')
  if (parts[0] === 'apimachinery')
    return parts
      .slice(-3)
      .join('.')
      .replace(/^(api|util|apimachinery)\./, '')
  const [, ...rest] = parts
  return rest.length === 2 ? `core.${rest.join('.')}` : `${rest[0].split('.')[0]}.${rest.slice(1).join('.')}`
}

async function readDefinition(name, { file, folder, path }) {
  const text = readFileSync(path, 'utf8')
  const imports = {}
  for (const [, names, from] of text.matchAll(/^import \{ (.*?) \} from "(.*?)";$/gm)) {
    const target = (from.startsWith('.') ? join(dirname(file), from) : from).replace(/\.js$/, '')
    for (const imported of names.split(', ')) imports[imported] = nameOf(target)
  }
  const [, self] = /export (?:type )?\{ \w+ as (I\w+), /.exec(text)
  const declared = /(?:\/\*\*\n((?: \*.*\n)*?) \*\/\n)?export interface (\w+)(?: extends \w+)? \{([\s\S]*?)\n\}\n/.exec(
    text,
  )
  if (declared === null) throw new Error(`schemas.config.mjs: no interface in ${file}.d.ts`)
  imports[declared[2]] = imports[self] = name
  const errorsOf = await validatorOf(folder, self.slice(1))
  const references = []
  const fields = []
  for (const [, comment, field, optional, type] of declared[3].matchAll(
    /(?: {4}\/\*\*\n((?: {5}\*.*\n)*?) {5}\*\/\n)? {4}"([^"]+)"(\??): ([\s\S]*?);(?=\n {4}["/]|$)/g,
  )) {
    const values = /^"[^"]*"( \| "[^"]*")*$/.test(type) ? JSON.parse(`[${type.replaceAll(' | ', ',')}]`) : undefined
    const top = field === 'apiVersion' || field === 'kind'
    fields.push({
      name: field,
      required: optional === '' && !(top && values?.length === 1),
      type: typeOf(type, imports, (value) => errorsOf(field, value), references, `${name}.${field}`),
      description: prose(comment, 5),
      ...(values !== undefined && !(top && values.length === 1) ? { values } : {}),
    })
  }
  return { description: prose(declared[1], 1), fields, references }
}

function typeOf(text, imports, errorsOf, references, where) {
  const type = text.trim()
  const inner = (part, wrap) => typeOf(part, imports, (value) => errorsOf(wrap(value)), references, where)
  const list = /^Array<([\s\S]*)>$/.exec(type)
  if (list) return `[${inner(list[1], (value) => [value])}`
  const map = /^\{\s*\[key: string\]: ([\s\S]*?);\s*\}$/.exec(type)
  if (map) return map[1] === 'any' ? 'o' : `{${inner(map[1], (value) => ({ key: value }))}`
  if (type === 'string' || type.startsWith('"')) return textType(errorsOf, where)
  if (type === 'boolean') return 'b'
  if (type === 'number') return numberType(errorsOf, where)
  if (type === 'any' || type === '{}') return 'o'
  const reference = imports[type] ?? inlined[where]
  if (reference === undefined) throw new Error(`schemas.config.mjs: cannot read the type of ${where}: ${type}`)
  if (scalars[reference] !== undefined) return scalars[reference]
  const union = unions[reference]
  if (union !== undefined) {
    // Named, and described, though it has no fields of its own.
    references.push(reference, ...(union === '' ? [] : [union]))
    return union === '' ? `|${reference}` : `|${reference}@${union}`
  }
  references.push(reference)
  return `@${reference}`
}

/**
 * How a number or a text is written (int32, int64, double, byte): told only by the package's validators, so these are
 * asked with a value that each format takes differently.
 */
async function validatorOf(folder, name) {
  const files = ['mjs', 'js'].map((extension) => join(folder, '_schemas', `${name}.${extension}`))
  const { validate } = await import(pathToFileURL(files.find(existsSync) ?? files[0]).href)
  return (field, value) => {
    validate({ [field]: value })
    return (validate.errors ?? []).filter(({ instancePath }) => instancePath.split('/')[1] === field)
  }
}

function numberType(errorsOf, where) {
  const { format } = errorsOf(1.5).find(({ keyword }) => keyword === 'format')?.params ?? {}
  if (format === 'int32') return 'i'
  if (format === 'int64') return 'l'
  if (errorsOf(1.5).length === 0 && errorsOf('').some(({ params }) => params.type === 'number')) return 'd'
  throw new Error(`schemas.config.mjs: cannot find out what kind of number ${where} is`)
}

/** What the package takes for annotations of its own schemas, and so does not look at. */
const unchecked = /\.(description|x-kubernetes-[\w-]+)$/

function textType(errorsOf, where) {
  if (unchecked.test(where)) return 's'
  if (!errorsOf(1).some(({ params }) => params.type === 'string')) {
    throw new Error(`schemas.config.mjs: cannot find out what kind of text ${where} is`)
  }
  return errorsOf('!').some(({ params }) => params.format === 'byte') ? 'y' : 's'
}

function prose(comment, indent) {
  if (comment === undefined) return ''
  const lines = comment
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(indent + 1).replace(/^ /, ''))
    .filter((line) => !/^@\w+$/.test(line))
  return lines.join('\n').trimEnd().replaceAll('\\*', '*').replaceAll('*\\/', '*/')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateSchemas()
