/** `--raw`: a request of a path as it is, and its answer as it comes (kubectl `pkg/rawhttp`). */
import { UsageError } from '../../api/contract/errors.js'
import { eachOnce } from '../../api/contract/warnings.js'
import { fileReason } from '../../model/values/file-errors.js'
import type { Context, Flag, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { checkRawPath } from './raw-path.js'

export interface RawCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Where the body is; `-` is standard input. */
  readonly file?: string
}

export const rawFlag = (method: RawCall['method']): Flag => ({
  name: 'raw',
  type: 'string',
  description: `A path of the API to ${method} to, as it is; the body is the file.`,
})

/** The call that the flags ask for; undefined without --raw. The body may be wanted, and can be no more than one file. */
export function rawCallOf(
  method: RawCall['method'],
  flags: FlagValues,
  { filenames, recursive }: FileOptions,
): RawCall | undefined {
  const path = flags.string('raw')
  if (path === '') return undefined
  const [file] = filenames
  if (filenames.length > 1 || (file === undefined && method !== 'DELETE')) {
    throw new UsageError('--raw can only use a single local file or stdin')
  }
  if (file !== undefined && /^https?:\/\//.test(file)) throw new UsageError('--raw cannot read from a url')
  if (recursive) throw new UsageError('--raw and --recursive are mutually exclusive')
  if (method === 'POST' && flags.string('selector') !== '') {
    throw new UsageError('--raw and --selector (-l) are mutually exclusive')
  }
  if (flags.string('output') !== '') throw new UsageError('--raw and --output are mutually exclusive')
  checkRawPath(path)
  return { method, path, ...(file === undefined ? {} : { file }) }
}

export async function callRaw({ method, path, file }: RawCall, context: Context): Promise<void> {
  const { cluster, remote, io, signal, user } = context
  const body = file === undefined ? undefined : await contentOf(file, context)
  const call = { signal, method, ...(body === undefined ? {} : { body }) }
  const { rawRequest } = await import('../../http/server/raw.js')
  const answer =
    remote === undefined
      ? rawRequest(cluster!, path, { ...call, warn: eachOnce(io.warn), ...(user === undefined ? {} : { user }) })
      : remote.raw(path, call)
  for await (const text of answer) {
    io.out(text)
    await io.flush()
  }
}

async function contentOf(file: string, { files, io }: Context): Promise<string> {
  if (file === '-') return io.stdin()
  try {
    return await files.read(file)
  } catch (error) {
    throw new UsageError(`open ${file}: ${fileReason(error)}`)
  }
}
