/** `--from-file`, `--from-literal`, `--from-env-file`: where the data of config maps and secrets comes from (kubectl `pkg/cmd/create/create_configmap.go`, `pkg/util`). */
import { UsageError } from '../../api/errors.js'
import { isConfigMapKey } from '../../model/names.js'
import type { Context, Flag, FlagValues } from '../command.js'

export const dataFlags: readonly Flag[] = [
  {
    name: 'from-file',
    type: 'strings',
    description:
      'A file (its base name is the key), key=file, or a directory whose files with valid key names are taken.',
  },
  { name: 'from-literal', type: 'strings', description: 'A key and literal value, as key1=value1.' },
  { name: 'from-env-file', type: 'strings', description: 'A file of lines key=value to read keys and values from.' },
  { name: 'append-hash', type: 'bool', default: 'false', description: 'Append a hash of the data to the name.' },
]

export interface DataSource {
  /** `ConfigMap` or `Secret`, for messages. */
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
}

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
  const data = new Map<string, Uint8Array>()
  const add = (key: string, value: Uint8Array) => {
    const problems = isConfigMapKey(key)
    if (problems.length > 0)
      throw new UsageError(`"${key}" is not a valid key name for a ${source.kind}: ${problems.join(',')}`)
    if (data.has(key)) {
      throw new UsageError(
        `cannot add key "${key}", another key by that name already exists in Data for ${source.kind} "${source.name}"`,
      )
    }
    data.set(key, value)
  }
  for (const file of files) await addFile(file, add, context)
  for (const literal of literals) addLiteral(literal, add)
  for (const file of envFiles) addEnvironment(new TextDecoder().decode(await read(file, context)), add, context)
  return data
}

type Add = (key: string, value: Uint8Array) => void

function addLiteral(literal: string, add: Add): void {
  const equals = literal.indexOf('=')
  if (equals < 1) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
  const value = literal.slice(equals + 1).replace(/^(['"])(.*)\1$/s, '$2')
  add(literal.slice(0, equals), new TextEncoder().encode(value))
}

async function addFile(source: string, add: Add, context: Context): Promise<void> {
  const parts = source.split('=')
  if (parts.length > 2) throw new UsageError("key names or file paths cannot contain '='")
  const [first = '', second] = parts
  if (second !== undefined && first === '') throw new UsageError(`key name for file path ${second} missing`)
  if (second === '') throw new UsageError(`file path for key name ${first} missing`)
  const path = second ?? first
  const directory = await context.files.isDirectory(path).catch(() => {
    throw new UsageError(`error reading ${path}: no such file or directory`)
  })
  if (!directory) return add(second === undefined ? baseName(path) : first, await read(path, context))
  if (second !== undefined) throw new UsageError('cannot give a key name for a directory path')
  for (const name of await context.files.list(path)) {
    const inner = `${path.replace(/\/+$/, '')}/${name}`
    if (!(await context.files.isDirectory(inner))) add(name, await read(inner, context))
  }
}

/** Lines `KEY=value`; a bare KEY takes its value from the environment; `#` begins a comment. */
function addEnvironment(text: string, add: Add, context: Context): void {
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    const value = equals < 0 ? (context.files.environment[key] ?? '') : line.slice(equals + 1)
    add(key, new TextEncoder().encode(value))
  }
}

async function read(path: string, context: Context): Promise<Uint8Array> {
  return context.files.readBytes(path).catch(() => {
    throw new UsageError(`error reading ${path}: no such file or directory`)
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

/** kubectl's `hash.ConfigMapHash` and `SecretHash`: SHA-256 of the canonical data, ten characters spelled without bad words. */
export async function nameHash(content: object): Promise<string> {
  const { createHash } = await import('node:crypto')
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10)
  const spelled: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }
  return [...hex].map((digit) => spelled[digit] ?? digit).join('')
}

/** Entries by key, as Go marshals maps. */
export function sortedEntries<T>(data: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : 1)))
}
