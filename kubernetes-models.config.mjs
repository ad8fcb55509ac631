/**
 * Reads the `kubernetes-models` package: Kubernetes' OpenAPI as TypeScript declarations, with validators of which kind a
 * number or a text is. What it cannot read, or does not know, is an error that names the field.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const newestRelease = '1.36'

/** Which package holds the declarations of a release, the newest first. */
export const releases = [
  { release: newestRelease, name: 'kubernetes-models', version: '5.1.0' },
  { release: '1.33', name: 'kubernetes-models-1.33', version: '4.5.1' },
]

const fail = (why) => {
  throw new Error(`kubernetes-models.config.mjs: ${why}`)
}

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

export const isUnion = (definition) => Object.hasOwn(unions, definition)

/** Objects that the declarations spell out in place. */
const inlined = { 'apps.v1.StatefulSetSpec.volumeClaimTemplates': 'core.v1.PersistentVolumeClaim' }

/**
 * Reads definitions from one version of the package, with the version of its companion that it wants, in a folder of
 * packages. Another version than the one that is known to stand for a release is refused.
 */
export function modelsOf(packages, { name, version }) {
  const models = join(packages, name)
  const installed = JSON.parse(readFileSync(join(models, 'package.json'), 'utf8')).version
  if (installed !== version)
    fail(`${name} is ${installed} here; which release that stands for is known of ${version} alone`)
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
  if (declared === null) fail(`no interface in ${file}.d.ts`)
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
  if (reference === undefined) fail(`cannot read the type of ${where}: ${type}`)
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
  return fail(`cannot find out what kind of number ${where} is`)
}

/** What the package takes for annotations of its own schemas, and so does not look at. */
const unchecked = /\.(description|x-kubernetes-[\w-]+)$/

function textType(errorsOf, where) {
  if (unchecked.test(where)) return 's'
  if (!errorsOf(1).some(({ params }) => params.type === 'string')) {
    fail(`cannot find out what kind of text ${where} is`)
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
