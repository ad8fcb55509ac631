import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../api/contract/errors.js'
import { mostBody } from '../../api/contract/limits.js'
import { badRequest, tooLarge, unsupportedMediaType } from '../../api/contract/status-errors.js'
import { typeProblem } from '../../api/registry/object-type.js'
import { JsonSyntaxError, jsonProblem, parseJson } from '../../model/json/json-syntax.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Duplicates } from './duplicates.js'

/** A value that a body says, and what it says twice. */
export interface Body {
  readonly value: unknown
  readonly duplicates: Duplicates
}

/** What the decoders of the API server say of a body that they cannot read. */
export class Undecodable extends Error {}

/** So much of a body is read at most: most clients listen only when they have sent what they wanted to. */
const mostDiscarded = 16 * 1024 * 1024

/** The bytes of a request; RequestEntityTooLarge beyond the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0)
  let chunks: Buffer[] = []
  let length = declared
  let received = 0
  // Without its connection a request cannot be refused either.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.length
    length = Math.max(declared, received)
    if (length > mostDiscarded) break
    if (length > mostBody) chunks = []
    else chunks.push(chunk)
  }
  if (length > mostBody) throw tooLarge(`limit is ${mostBody}`)
  return Buffer.concat(chunks)
}

type Decoder = (bytes: Buffer) => Body | Promise<Body>

const decoders: Readonly<Record<string, Decoder>> = {
  'application/json': (bytes) =>
    decodeJson(bytes, (problem) => `couldn't get version/kind; json parse error: ${problem}`),
  'application/yaml': decodeYaml,
  'application/vnd.kubernetes.protobuf': decodeBinary,
}

/** What a body may be written in. */
export const objectTypes: readonly string[] = Object.keys(decoders)

export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()

/** `NegotiateInputSerializer`: who says nothing of its format is taken to speak JSON. */
function decoderFor({ headers }: Exchange): Decoder {
  const type = mediaType(headers['content-type']) || 'application/json'
  if (Object.hasOwn(decoders, type)) return decoders[type]!
  throw unsupportedMediaType(objectTypes)
}

/**
 * The object in a request's body, which must be of a kind or say nothing of it; a BadRequest in the words of
 * `transformDecodeError` when it cannot be read.
 */
export async function objectBody(exchange: Exchange, kind: string): Promise<Body & { value: Record<string, unknown> }> {
  const decode = decoderFor(exchange)
  const bytes = await exchange.bytes()
  const refused = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(bytes)})`)
  const body = await rethrown(() => decode(bytes), refused)
  // In Go null leaves an object as it was: empty.
  const value = body.value ?? {}
  const problem = typeProblem(value)
  if (problem !== undefined) throw refused(problem)
  return { ...body, value: value as Record<string, unknown> }
}

/** The options in the body of a deletion; undefined without one. */
export async function optionsBody(exchange: Exchange): Promise<unknown> {
  const bytes = await exchange.bytes()
  if (bytes.length === 0) return undefined
  const decode = decoderFor(exchange)
  const failed = badRequest
  const { value } = await rethrown(() => decode(bytes), failed)
  const problem = typeProblem(value ?? {})
  if (problem !== undefined) throw failed(problem)
  return value ?? {}
}

/** A patch, which is JSON whatever it patches; what is wrong with it is told after what begins the message. */
export async function patchBody(exchange: Exchange, begin: string): Promise<Body> {
  const bytes = await exchange.bytes()
  return rethrown(
    () => decodeJson(bytes, (problem) => problem),
    (why) => badRequest(`${begin}${why}`),
  )
}

/** What is to be applied: YAML, or JSON, which is YAML too. */
export async function configurationBody(exchange: Exchange): Promise<Body> {
  const bytes = await exchange.bytes()
  const looksLikeJson = /^\s*\{/.test(bytes.toString('utf8', 0, 64))
  return rethrown(
    async () => {
      if (!looksLikeJson) return decodeYaml(bytes)
      try {
        const body = await decodeJson(bytes, (problem) => problem)
        return body.duplicates.duplicateFields?.length === 0 ? body : decodeYaml(bytes)
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error
        return decodeYaml(bytes)
      }
    },
    (why) => badRequest(`error decoding YAML: ${why}`),
  )
}

async function rethrown<T>(decode: () => T | Promise<T>, status: (why: string) => ApiError): Promise<T> {
  try {
    return await decode()
  } catch (error) {
    throw error instanceof Undecodable ? status(error.message) : error
  }
}

/** The beginning of a body as errors show it: text when it looks like JSON, else in hexadecimal (`summarizeData`). */
function summary(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>'
  const shown = bytes.subarray(0, 30).toString(bytes[0] === 0x7b ? 'utf8' : 'hex')
  return bytes.length > 30 ? `${shown} ...` : shown
}

async function decodeJson(bytes: Buffer, refused: (problem: string) => string): Promise<Body> {
  const text = bytes.toString('utf8')
  const parsed = shallowJson(text, refused)
  if (parsed === undefined) throw new Undecodable(refused(jsonProblem(text) ?? ''))
  const { duplicateFields } = await import('./duplicates.js')
  return { value: parsed.value, duplicates: duplicateFields(text) }
}

function shallowJson(text: string, refused: (problem: string) => string): { readonly value: unknown } | undefined {
  try {
    return parseJson(text)
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new Undecodable(refused(error.message)) : error
  }
}

async function decodeYaml(bytes: Buffer): Promise<Body> {
  const { parseYaml } = await import('../../model/yaml/reader.js')
  let duplicateKeys: string | undefined
  const tell = (problem: string) => {
    duplicateKeys = problem
  }
  try {
    const value = parseYaml(bytes.toString('utf8'), tell)
    return { value, duplicates: duplicateKeys === undefined ? {} : { duplicateKeys } }
  } catch (error) {
    throw new Undecodable((error as Error).message)
  }
}

async function decodeBinary(bytes: Buffer): Promise<Body> {
  const [{ decodeProtobuf }, { MalformedProtobuf }] = await Promise.all([
    import('../protobuf/decode.js'),
    import('../protobuf/bytes.js'),
  ])
  try {
    return { value: decodeProtobuf(bytes), duplicates: {} }
  } catch (error) {
    throw error instanceof MalformedProtobuf ? new Undecodable(error.message) : error
  }
}
