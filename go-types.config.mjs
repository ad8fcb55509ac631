/**
 * What Kubernetes' Go types are on the wire, in JSON and in protobuf: a table, `src/kinds/go-types.json`, that is derived
 * from Kubernetes' sources, which this repository does not hold:
 *
 *     KUBERNETES_SOURCE=<a checkout of kubernetes/kubernetes> node go-types.config.mjs
 *
 * The table has every message of the stable versions. It says of which release it is; schemas.config.mjs takes from it what
 * the served kinds need, and compares it field by field with the OpenAPI of that release. A definition is one text, its
 * fields in the order of their numbers:
 *
 *     number:name:type
 *
 * After a name `*` marks a pointer, whose absence is no zero, and `+` what JSON always has, be it empty. The name `~` stands
 * for a message whose fields are its parent's in JSON. Types are in the notation of src/api/structure.ts, and `=[T` is a list
 * that is a message of its own (`items`, number 1).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newestRelease } from './kubernetes-models.config.mjs'

const table = join(dirname(fileURLToPath(import.meta.url)), 'src/kinds/go-types.json')

/** Packages beside those of `k8s.io/api`. */
const otherPackages = [
  'api/apidiscovery/v2beta1',
  'apimachinery/pkg/apis/meta/v1',
  'apiextensions-apiserver/pkg/apis/apiextensions/v1',
  'kube-aggregator/pkg/apis/apiregistration/v1',
]

const scalars = { string: 's', bytes: 'y', bool: 'b', int32: 'i', int64: 'l', double: 'd' }

/** What Go has for these. The wire types in its tags are written by hand, and wrong here and there. */
const goScalars = {
  string: 'string',
  '[]byte': 'bytes',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  float64: 'double',
}

/** Messages that are one value in JSON: its letter, and the fields that src/http/protobuf/scalars.ts reads and writes. */
const values = {
  'k8s.io.apimachinery.pkg.api.resource.Quantity': ['q', '1:string:string'],
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': ['x', '1:type:int64 2:intVal:int32 3:strVal:string'],
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': ['t', '1:seconds:int64 2:nanos:int32'],
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': ['u', '1:seconds:int64 2:nanos:int32'],
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': ['o', '1:Raw:bytes'],
  'k8s.io.apimachinery.pkg.runtime.RawExtension': ['o', '1:raw:bytes'],
  'k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSON': ['o', '1:raw:bytes'],
}

/** Messages that are no part of the table: values with a notation of their own, and JSON's list of anything. */
const leftOut = /^meta\.v1\.(Duration|List|Patch|Timestamp)$|^core\.v1\.List$/

const fail = (why) => {
  throw new Error(`go-types.config.mjs: ${why}`)
}

/** The table as it is kept, which must be of that release. */
export function readGoTypes(release, file = table) {
  const { release: own, definitions } = JSON.parse(readFileSync(file, 'utf8'))
  if (own !== release) fail(`${basename(file)} is of Kubernetes ${own}, not ${release}: derive it again`)
  return Object.fromEntries(Object.entries(definitions).map(([name, text]) => [name, parseFields(name, text)]))
}

function parseFields(definition, text) {
  return (text === '' ? [] : text.split(' ')).map((each) => {
    const [, number, name, marks, type] =
      /^(\d+):(.+?)(\*?\+?):(.+)$/.exec(each) ?? fail(`cannot read "${each}" of ${definition}`)
    return { number: Number(number), name, pointer: marks.includes('*'), always: marks.includes('+'), type }
  })
}

/** Definitions, as the table has them, of a checkout that must be of that release. */
export function deriveGoTypes(checkout, release) {
  const staging = join(checkout, 'staging/src/k8s.io')
  const versionFile = join(staging, 'component-base/version/base.go')
  const own = /DefaultKubeBinaryVersion = "([^"]+)"/.exec(read(versionFile))?.[1]
  if (own === undefined) fail(`${versionFile} says no release`)
  if (own !== release) fail(`${checkout} is of Kubernetes ${own}, not ${release}`)
  const packages = packagesOf(staging).map((folder) => readPackage(join(staging, folder)))
  const messages = new Map(
    packages.flatMap((each) => [...each.messages].map(([name, body]) => [name, { ...each, body }])),
  )
  for (const [name, [, fields]] of Object.entries(values)) {
    const found = (messages.get(name)?.body ?? readMessage(staging, name)).map(
      ({ number, name, type }) => `${number}:${name}:${type}`,
    )
    if (found.join(' ') !== fields) fail(`${name} is "${found.join(' ')}", not "${fields}"`)
  }
  const definitions = {}
  for (const [name, message] of messages) {
    const short = shortName(name)
    if (values[name] !== undefined || leftOut.test(short) || isList(name, message, messages)) continue
    const text = fieldsOf(name, message, messages)
    if (text !== undefined) definitions[short] = text
  }
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function read(file) {
  if (!existsSync(file)) fail(`there is no ${file}`)
  return readFileSync(file, 'utf8')
}

/** `k8s.io.api.core.v1.Pod` → `core.v1.Pod` */
const shortName = (name) => name.split('.').slice(-3).join('.')

function packagesOf(staging) {
  const groups = existsSync(join(staging, 'api')) ? readdirSync(join(staging, 'api')) : fail(`no api in ${staging}`)
  const versions = groups.flatMap((group) => ['v1', 'v2'].map((version) => `api/${group}/${version}`))
  const stable = versions.filter((each) => existsSync(join(staging, each, 'generated.proto')))
  return [...stable, ...otherPackages].sort()
}

/** The messages of a package by their full names, and its Go structs and named slices by their own. */
function readPackage(folder) {
  const proto = read(join(folder, 'generated.proto'))
  const name = /^package (.*);$/m.exec(proto)?.[1] ?? fail(`${folder}/generated.proto names no package`)
  const sources = readdirSync(folder).filter((each) => /(?<!_test)\.go$/.test(each) && !/generated/.test(each))
  const go = sources.map((each) => withoutComments(read(join(folder, each)))).join('\n')
  return { name, messages: messagesOf(proto, name), structs: structsOf(go), slices: slicesOf(go) }
}

function readMessage(staging, name) {
  const folder = name
    .replace(/^k8s\.io\./, '')
    .split('.')
    .slice(0, -1)
    .join('/')
  const proto = read(join(staging, folder, 'generated.proto'))
  return messagesOf(proto, name.slice(0, name.lastIndexOf('.'))).get(name) ?? fail(`${folder} has no message ${name}`)
}

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/gm, '')

function messagesOf(proto, packageName) {
  const messages = new Map()
  for (const [, name, body] of withoutComments(proto).matchAll(/^message (\w+) \{([\s\S]*?)^\}/gm)) {
    const statements = body
      .split(';')
      .map((each) => each.trim())
      .filter((each) => each !== '')
    const fields = statements.map((each) => {
      const [, label, type, field, number] =
        /^(?:(optional|repeated)\s+)?(map<.*>|[\w.]+) (\w+) = (\d+)$/.exec(each) ??
        fail(`cannot read "${each}" of the message ${packageName}.${name}`)
      return {
        number: Number(number),
        name: field,
        type,
        repeated: label === 'repeated',
        label: label === 'repeated' ? 'repeated ' : '',
      }
    })
    messages.set(
      `${packageName}.${name}`,
      fields.sort((a, b) => a.number - b.number),
    )
  }
  return messages
}

function structsOf(go) {
  const structs = new Map()
  for (const [, name, body = ''] of go.matchAll(/^type (\w+) struct ?\{(?:\}|([\s\S]*?)^\})/gm)) {
    const fields = [...body.matchAll(/^[ \t]*(?:(\w+)[ \t]+)?(\S+)[ \t]+`([^`]*)`/gm)]
    structs.set(
      name,
      fields.map(([, field, type, tags]) => {
        const [json = '', ...options] = /json:"([^"]*)"/.exec(tags)?.[1].split(',') ?? []
        const [, number, ...more] = /protobuf:"([^"]*)"/.exec(tags)?.[1].split(',') ?? []
        const own = field ?? type.replace(/^.*\./, '')
        return {
          name: json || own,
          type,
          options,
          number: Number(number ?? 0),
          alias: more.find((each) => each.startsWith('name='))?.slice(5) ?? lowered(own),
        }
      }),
    )
  }
  return structs
}

const lowered = (name) => `${name[0].toLowerCase()}${name.slice(1)}`

const slicesOf = (go) => new Map([...go.matchAll(/^type (\w+) \[\](\S+)$/gm)].map(([, name, item]) => [name, item]))

/** Whether it is a list of a kind, all of which must be alike. */
function isList(name, { body }, messages) {
  const item = name.replace(/List$/, '')
  if (item === name || !messages.has(item) || !body.some((field) => field.name === 'items')) return false
  const [metadata, items, ...more] = body
  const alike = metadata.name === 'metadata' && metadata.number === 1 && items.number === 2 && more.length === 0
  return alike || fail(`${name} is a list unlike others`)
}

/** The text of a message; undefined for a list that is a message of its own. */
function fieldsOf(name, { body, structs, slices, name: packageName }, messages) {
  const own = name.slice(packageName.length + 1)
  const struct = structs.get(own)
  if (struct === undefined) {
    return slices.has(own) && body.length === 1 ? undefined : fail(`${name} has no struct in Go that is found`)
  }
  const left = new Set(struct.filter((each) => !isType(each) && each.name !== '-'))
  const texts = body.map((field) => {
    const where = `${shortName(name)}.${field.name}`
    const go = struct.find((each) => each.number === field.number) ?? fail(`no tag in Go has the number of ${where}`)
    if (go.alias !== field.name) fail(`the number of ${where} is that of ${go.alias} in Go`)
    left.delete(go)
    const type = typeOf(field, packageName, messages, where)
    if (!isAlike(field, go.type))
      fail(`${where} is ${field.repeated ? 'repeated ' : ''}${field.type} in protobuf, ${go.type} in Go`)
    if (go.options.includes('inline')) return `${field.number}:~:${type}`
    return `${field.number}:${go.name}${marksOf(go, type)}:${type}`
  })
  const [missed] = left
  if (missed !== undefined) fail(`${shortName(name)}.${missed.name} has no number`)
  return texts.join(' ')
}

/** Lists are lists in Go too, and scalars are the same there; of types that have a name of their own it is not known. */
function isAlike({ type, repeated }, goType) {
  const plain = goType.replace('*', '')
  const list = plain.startsWith('[]') && plain !== '[]byte'
  if (list !== repeated && (list || goScalars[plain] !== undefined)) return false
  if (plain.startsWith('map[') && !type.startsWith('map<')) return false
  return (goScalars[list ? plain.slice(2) : plain] ?? type) === type
}

/** `apiVersion` and `kind`, which are beside the message. */
const isType = ({ type, options, number }) => /(^|\.)TypeMeta$/.test(type) && options.includes('inline') && number === 0

/** Go leaves out what is empty, but for structs, which are never that; they are zero, which is another word. */
function marksOf({ type, options }, letter) {
  const pointer = type.startsWith('*')
  const isStruct = !pointer && /^[@qxtuo]/.test(letter)
  const always = !options.includes('omitzero') && (!options.includes('omitempty') || isStruct)
  return `${pointer ? '*' : ''}${always ? '+' : ''}`
}

function typeOf({ type, repeated }, packageName, messages, where) {
  if (repeated) return `[${typeOf({ type }, packageName, messages, where)}`
  const [, key, value] = /^map<(\w+), (.*)>$/.exec(type) ?? []
  if (key !== undefined && key !== 'string') fail(`${where} is a map by ${key}`)
  if (value !== undefined) return `{${typeOf({ type: value }, packageName, messages, where)}`
  if (scalars[type] !== undefined) return scalars[type]
  const full = type.includes('.') ? type.replace(/^\./, '') : `${packageName}.${type}`
  if (values[full] !== undefined) return values[full][0]
  const message = messages.get(full) ?? fail(`${where} is of the type ${type}, which is not known`)
  const own = full.slice(message.name.length + 1)
  if (message.structs.has(own)) return `@${shortName(full)}`
  if (!message.slices.has(own)) fail(`${full} has no struct in Go that is found`)
  return `=${typeOf(message.body[0], message.name, messages, full)}`
}

/** Writes the table anew. */
function derive(checkout, release) {
  const head = {
    release,
    about: `Derived from the sources of Kubernetes ${release} by go-types.config.mjs, which explains it; do not edit.`,
    definitions: deriveGoTypes(checkout, release),
  }
  writeFileSync(table, `${JSON.stringify(head, undefined, 2)}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  derive(
    process.env.KUBERNETES_SOURCE ?? fail('KUBERNETES_SOURCE names no checkout of kubernetes/kubernetes'),
    newestRelease,
  )
}
