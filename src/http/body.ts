import type { IncomingMessage } from 'node:http'
import { badRequest, tooLarge, unsupportedMediaType } from '../api/status-errors.js'
import type { Door } from './exchange.js'

/** What etcd takes, and with it the API server (`MaxRequestBodyBytes`). */
const mostBytes = 3 * 1024 * 1024

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** The bytes of a request; RequestEntityTooLarge beyond the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const refused = () => tooLarge(`limit is ${mostBytes}`)
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw refused()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes) throw refused()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The value that a body of some media type says; undefined when it is empty. */
export async function decodeBody(bytes: Buffer, contentType: string | undefined, door: Pick<Door, 'parseYaml'>) {
  if (bytes.length === 0) return undefined
  const type = mediaType(contentType)
  if (type === 'application/vnd.kubernetes.protobuf') return decodeBinary(bytes)
  if (type === 'application/yaml' || type === 'application/apply-patch+yaml') return readYaml(bytes, door)
  // Without a word about it curl says that it sends a form.
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return readJson(bytes)
  throw unsupportedMediaType(accepted)
}

export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`)
  }
}

function readYaml(bytes: Buffer, { parseYaml }: Pick<Door, 'parseYaml'>): unknown {
  try {
    return parseYaml(bytes.toString('utf8'))
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

async function decodeBinary(bytes: Buffer): Promise<unknown> {
  const { decodeProtobuf, MalformedProtobuf } = await import('./protobuf.js')
  try {
    return await decodeProtobuf(bytes)
  } catch (error) {
    if (!(error instanceof MalformedProtobuf)) throw error
    throw badRequest(`the object provided is unrecognized: ${error.message}`)
  }
}
