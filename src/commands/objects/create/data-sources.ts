/** `--from-file`, `--from-literal`, `--from-env-file`: where the data of config maps and secrets comes from (kubectl `pkg/cmd/create/create_configmap.go`, `create_secret.go`, `pkg/util`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { isConfigMapKey, isEnvironmentVariableName } from '../../../model/objects/names.js'
import { fileReason } from '../../../model/values/file-errors.js'
import type { Context, Flag, FlagValues } from '../../command.js'

export const fromFileFlag: Flag = {
  name: 'from-file',
  type: 'list',
  description:
    'A file (its base name is the key), key=file, or a directory whose files with valid key names are taken.',
}

export const appendHashFlag: Flag = {
  name: 'append-hash',
  type: 'bool',
  default: 'false',
  description: 'Append a hash of the data to the name.',
}

export const dataFlags: readonly Flag[] = [
  fromFileFlag,
  { name: 'from-literal', type: 'strings', description: 'A key and literal value, as key1=value1.' },
  { name: 'from-env-file', type: 'list', description: 'A file of lines key=value to read keys and values from.' },
  appendHashFlag,
]

export interface DataSource {
  /** For messages. */
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
}

type Add = (key: string, value: Uint8Array) => void

/** Keys and bytes, in the order given. */
export async function readData(
  source: DataSource,
  flags: FlagValues,
  context: Context,
): Promise<Map<string, Uint8Array>> {
  const literals = flags.strings('from-literal')
  const files = flags.strings('from-file')
  const envFiles = flags.strings('from-env-file')
  if (envFiles.length > 0 && literals.length + files.length > 0) {
    throw new UsageError('from-env-file cannot be combined with from-file or from-literal')
  }
  const data = await readFiles(source, files, context)
  const add = adder(source, data)
  for (const literal of literals) addLiteral(literal, add)
  for (const file of envFiles) await addEnvironmentFile(file, add, context)
  return data
}

/** What --from-file alone gives. */
export async function readFiles(source: DataSource, files: readonly string[], context: Context) {
  const data = new Map<string, Uint8Array>()
  for (const file of files) await addFile(file, adder(source, data), context)
  return data
}

function adder({ kind, name }: DataSource, data: Map<string, Uint8Array>): Add {
  return (key, value) => {
    const problems = isConfigMapKey(key)
    if (problems.length > 0) {
      throw new UsageError(
        kind === 'ConfigMap'
          ? `${goQuote(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`
          : `${goQuote(key)} is not valid key name for a Secret ${problems.join(';')}`,
      )
    }
    if (data.has(key)) {
      throw new UsageError(
        kind === 'ConfigMap'
          ? `cannot add key ${goQuote(key)}, another key by that name already exists in Data for ConfigMap ${goQuote(name)}`
          : `cannot add key ${key}, another key by that name already exists`,
      )
    }
    data.set(key, value)
  }
}

function addLiteral(literal: string, add: Add): void {
  const equals = literal.indexOf('=')
  if (equals < 1) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
  add(literal.slice(0, equals), new TextEncoder().encode(literal.slice(equals + 1)))
}

async function addFile(source: string, add: Add, context: Context): Promise<void> {
  const { key, path } = keyAndPath(source)
  if (!(await isDirectory(path, context))) return add(key ?? baseName(path), await read(path, context))
  if (key !== undefined) throw new UsageError('cannot give a key name for a directory path')
  for (const name of await context.files.list(path)) {
    const inner = `${path.replace(/\/+$/, '')}/${name}`
    if (!(await isDirectory(inner, context))) add(name, await read(inner, context))
  }
}

function keyAndPath(source: string): { key: string | undefined; path: string } {
  const [first = '', second, ...more] = source.split('=')
  if (second === undefined) return { key: undefined, path: source }
  if (more.length > 0) throw new UsageError("key names or file paths cannot contain '='")
  if (first === '') throw new UsageError(`key name for file path ${second} missing`)
  if (second === '') throw new UsageError(`file path for key name ${first} missing`)
  return { key: first, path: second }
}

async function addEnvironmentFile(path: string, add: Add, context: Context): Promise<void> {
  if (await isDirectory(path, context)) throw new UsageError('env config file cannot be a directory')
  const lines = new TextDecoder().decode(await read(path, context)).split(/\r?\n/)
  for (const raw of lines) {
    const line = raw.trimStart()
    if (line !== '' && !line.startsWith('#')) addVariable(line, add, context)
  }
}

/** `KEY=value`; a bare KEY takes its value from the environment. */
function addVariable(line: string, add: Add, { files }: Context): void {
  const equals = line.indexOf('=')
  const key = equals < 0 ? line : line.slice(0, equals)
  const problems = isEnvironmentVariableName(key)
  if (problems.length > 0) throw new UsageError(`${goQuote(key)} is not a valid key name: ${problems.join(';')}`)
  const value = equals < 0 ? (files.environment[key] ?? '') : line.slice(equals + 1)
  add(key, new TextEncoder().encode(value))
}

async function isDirectory(path: string, { files }: Context): Promise<boolean> {
  return files.isDirectory(path).catch((error: unknown) => {
    throw new UsageError(`error reading ${path}: ${fileReason(error)}`)
  })
}

async function read(path: string, { files }: Context): Promise<Uint8Array> {
  return files.readBytes(path).catch((error: unknown) => {
    throw new UsageError(`open ${path}: ${fileReason(error)}`)
  })
}

const baseName = (path: string) => path.replace(/\/+$/, '').split('/').at(-1)!

/** The text, or undefined when the bytes are not UTF-8. */
export function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Entries by key, as Go marshals maps. */
export function sortedEntries<T>(data: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : 1)))
}
