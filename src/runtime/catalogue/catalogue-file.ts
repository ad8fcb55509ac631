import { UsageError } from '../../api/contract/errors.js'
import { bases } from './bases/index.js'
import type { ImageDocument } from './document.js'
import { parseReference } from './reference.js'

/**
 * Reads a user's file of images: one image, a list of them, or `images:` with a list. Throws a UsageError that names
 * the file and the field, as in `images.yaml: images[0].programs.web.listens[0].port: must be a whole number from 1 to 65535`.
 */
export function readImageDocuments(content: unknown, source: string): readonly ImageDocument[] {
  const fail: Fail = (path, message) => {
    throw new UsageError(`${source}: ${path === '' ? '' : `${path}: `}${message}`)
  }
  if (Array.isArray(content)) return content.map((one, index) => readImage(one, `[${index}]`, fail))
  if (isRecord(content) && 'images' in content) {
    const { images, ...rest } = content
    const stray = Object.keys(rest)[0]
    if (stray !== undefined) fail(stray, 'unknown field (beside "images" there can be none)')
    if (!Array.isArray(images)) return fail('images', 'must be a list of images')
    return images.map((one, index) => readImage(one, `images[${index}]`, fail))
  }
  return [readImage(content, '', fail)]
}

type Fail = (path: string, message: string) => never
type Check = (value: unknown, path: string, fail: Fail) => void

function readImage(value: unknown, path: string, fail: Fail): ImageDocument {
  image(value, path, fail)
  return value as ImageDocument
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text: Check = (value, path, fail) => {
  if (typeof value !== 'string') fail(path, 'must be a string (quote it if it looks like a number)')
}

const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, path, fail) => {
    if (!values.includes(value)) fail(path, `must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}`)
  }

const wholeNumber =
  (least: number, most: number): Check =>
  (value, path, fail) => {
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      fail(path, `must be a whole number from ${least} to ${most}`)
    }
  }

const list =
  (each: Check, atLeast = 0): Check =>
  (value, path, fail) => {
    if (!Array.isArray(value)) return fail(path, 'must be a list')
    if (value.length < atLeast) fail(path, 'must not be empty')
    for (const [index, one] of value.entries()) each(one, `${path}[${index}]`, fail)
  }

const mapOf =
  (each: Check): Check =>
  (value, path, fail) => {
    if (!isRecord(value)) return fail(path, 'must be a mapping')
    for (const [key, one] of Object.entries(value)) each(one, `${path}.${key}`, fail)
  }

/** A mapping with these fields and no others; names ending in `!` are required. */
const fields =
  (known: Readonly<Record<string, Check>>): Check =>
  (value, path, fail) => {
    if (!isRecord(value)) return fail(path, 'must be a mapping')
    const at = (field: string) => (path === '' ? field : `${path}.${field}`)
    const names = Object.keys(known).map((name) => name.replace('!', ''))
    for (const [field, one] of Object.entries(value)) {
      if (!names.includes(field)) fail(at(field), `unknown field (known are ${names.join(', ')})`)
      const check = known[field] ?? known[`${field}!`]
      check?.(one, at(field), fail)
    }
    for (const name of Object.keys(known)) {
      if (name.endsWith('!') && !(name.slice(0, -1) in value)) fail(at(name.slice(0, -1)), 'is required')
    }
  }

const either =
  (word: string, otherwise: Check): Check =>
  (value, path, fail) => {
    if (value !== word) otherwise(value, path, fail)
  }

const repository: Check = (value, path, fail) => {
  text(value, path, fail)
  const reference = parseReference(value as string)
  if (typeof reference === 'string') fail(path, `${JSON.stringify(value)} is no image name: ${reference}`)
  if (typeof reference === 'object' && (reference.tag ?? reference.digest) !== undefined) {
    fail(path, 'must be a name without tag or digest')
  }
}

const millis = wholeNumber(0, Number.MAX_SAFE_INTEGER)
const port = wholeNumber(1, 65535)
const exitCode = wholeNumber(0, 255)
const yesOrNo = oneOf(true, false)
const header: Check = (value, path, fail) => {
  list(text)(value, path, fail)
  if ((value as unknown[]).length !== 2) fail(path, 'must be a list of two strings: name and value')
}
const output = fields({
  'text!': text,
  stream: oneOf('stdout', 'stderr'),
  after: millis,
})
const answerFields = { status: wholeNumber(100, 599), headers: list(header), body: text }
const http = fields({
  'headers!': list(header),
  routes: list(fields({ 'path!': text, method: text, ...answerFields })),
  root: text,
  etag: oneOf('nginx', 'apache'),
  modified: text,
  types: mapOf(text),
  'notFound!': fields(answerFields),
  forbidden: fields(answerFields),
  methodNotAllowed: fields(answerFields),
  badRequest: fields(answerFields),
  api: oneOf(true),
  accessLog: list(output),
  errorLog: list(output),
})
const ending = fields({ 'after!': millis, 'code!': exitCode })
const program = fields({
  listens: either(
    'declared',
    list(fields({ 'port!': port, protocol: oneOf('TCP', 'UDP'), tls: yesOrNo, loopback: yesOrNo })),
  ),
  output: list(output),
  exit: ending,
  onTerminate: either('ignored', ending),
  portTaken: fields({ 'output!': list(output), 'after!': millis, 'code!': exitCode }),
  http,
  speaks: text,
})
const image = fields({
  'names!': list(repository, 1),
  releases: mapOf(wholeNumber(0, 100000)),
  tags: mapOf(text),
  flavours: list(text),
  builds: mapOf(text),
  sizeBytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  entrypoint: list(text),
  command: list(text),
  environment: mapOf(text),
  workingDirectory: text,
  'base!': oneOf(...bases.map((base) => base.name)),
  commands: list(text),
  gnu: list(text),
  files: mapOf(text),
  programs: mapOf(program),
})
