/** `configMapGenerator` and `secretGenerator` (sigs.k8s.io/kustomize `api/internal/generators`). */
import { UsageError } from '../../api/contract/errors.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Context, Files } from '../command.js'
import { type Item, isCalled, type Labels } from './item.js'
import { bytesIn, contentIn, type Root } from './loading.js'

export interface GeneratorOptions {
  readonly labels?: Labels
  readonly annotations?: Labels
  readonly disableNameSuffixHash?: boolean
  readonly immutable?: boolean
}

export interface Generator {
  readonly name?: string
  readonly namespace?: string
  /** `merge`, `replace`; whatever else is `create`. */
  readonly behavior?: string
  readonly literals?: readonly string[]
  readonly files?: readonly string[]
  readonly envs?: readonly string[]
  readonly env?: string
  /** Of secrets. */
  readonly type?: string
  readonly options?: GeneratorOptions
}

/** Adds the object of a generator to the others, or its data to one of them. */
export async function generate(
  kind: 'ConfigMap' | 'Secret',
  generator: Generator,
  shared: GeneratorOptions,
  items: Item[],
  root: Root,
  { files }: Context,
): Promise<void> {
  const { name = '', behavior } = generator
  if (name === '') throw new UsageError(`a ${kind.toLowerCase()} must have a name`)
  const object = objectOf(kind, name, generator, shared, await readPairs(generator, root, files))
  const present = items.find((item) => item.object.kind === kind && isCalled(item, name))
  if (behavior !== 'merge' && behavior !== 'replace') {
    if (present !== undefined) throw new UsageError(`${idOf(kind, name)} exists; behavior must be merge or replace`)
    const hashed = !(generator.options?.disableNameSuffixHash ?? shared.disableNameSuffixHash ?? false)
    items.push({ object, formerNames: [], hashed })
    return
  }
  if (present === undefined) throw new UsageError(`${idOf(kind, name)} does not exist; cannot merge or replace`)
  const { data, binaryData, metadata } = present.object as Secretive
  const kept = behavior === 'merge' ? { ...(data ?? {}), ...(object.data as object) } : object.data
  const binary = behavior === 'merge' ? { ...(binaryData ?? {}), ...(object.binaryData as object) } : object.binaryData
  present.object = {
    ...present.object,
    ...(isEmpty(kept) ? {} : { data: kept }),
    ...(isEmpty(binary) ? {} : { binaryData: binary }),
    ...(object.immutable === true ? { immutable: true } : {}),
    metadata: {
      ...metadata,
      ...together('labels', metadata.labels, object.metadata.labels),
      ...together('annotations', metadata.annotations, object.metadata.annotations),
    },
  } as KubeObject
}

type Secretive = KubeObject & { data?: object; binaryData?: object }

const isEmpty = (map: unknown) => map === undefined || Object.keys(map as object).length === 0

const idOf = (kind: string, name: string) =>
  `merging from generator: id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${kind}", isClusterScoped:false}, Name:"${name}", Namespace:""}`

function together(field: string, ...maps: readonly (Labels | undefined)[]) {
  const all = Object.assign({}, ...maps)
  return Object.keys(all).length === 0 ? {} : { [field]: all }
}

function objectOf(
  kind: 'ConfigMap' | 'Secret',
  name: string,
  { namespace, type = 'Opaque', options = {} }: Generator,
  shared: GeneratorOptions,
  pairs: ReadonlyMap<string, Uint8Array>,
): KubeObject {
  const data: Record<string, string> = {}
  const binaryData: Record<string, string> = {}
  for (const [key, bytes] of pairs) {
    const text = kind === 'ConfigMap' ? decoded(bytes) : undefined
    const target = kind === 'ConfigMap' && text === undefined ? binaryData : data
    target[key] = text ?? Buffer.from(bytes).toString('base64')
  }
  const immutable = options.immutable ?? shared.immutable
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...together('labels', shared.labels, options.labels),
      ...together('annotations', shared.annotations, options.annotations),
    },
    ...(isEmpty(data) ? {} : { data }),
    ...(isEmpty(binaryData) ? {} : { binaryData }),
    ...(kind === 'Secret' ? { type } : {}),
    ...(immutable === true ? { immutable } : {}),
  } as unknown as KubeObject
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Variables files first, then literals, then files. */
async function readPairs(generator: Generator, root: Root, files: Files) {
  const loading = <T>(what: string, content: Promise<T>) =>
    content.catch((error: Error) => {
      throw new UsageError(`loading KV pairs: ${what}: ${error.message}`)
    })
  const pairs = new Map<string, Uint8Array>()
  const add = (key: string, value: Uint8Array) => {
    if (pairs.has(key)) throw new UsageError(`cannot add key ${key}, another key by that name already exists`)
    pairs.set(key, value)
  }
  const text = (value: string) => new TextEncoder().encode(value)
  const envs = [...(generator.envs ?? []), ...(generator.env === undefined ? [] : [generator.env])]
  for (const path of envs) {
    const content = await loading(`env source files: [${envs.join(' ')}]`, contentIn(root, path, files))
    const lines = content.split(/\r?\n/)
    for (const line of lines.map((each) => each.trimStart()).filter((each) => each !== '' && !each.startsWith('#'))) {
      const equals = line.indexOf('=')
      const key = equals < 0 ? line : line.slice(0, equals)
      add(key, text(equals < 0 ? (files.environment[key] ?? '') : line.slice(equals + 1)))
    }
  }
  for (const literal of generator.literals ?? []) {
    const equals = literal.indexOf('=')
    if (equals < 1) {
      const all = `[${generator.literals?.join(' ')}]`
      throw new UsageError(
        `loading KV pairs: literal sources ${all}: invalid literal source ${literal}, expected key=value`,
      )
    }
    add(literal.slice(0, equals), text(unquoted(literal.slice(equals + 1))))
  }
  for (const file of generator.files ?? []) {
    const [first = '', second] = file.split('=')
    const path = second ?? first
    const all = `file sources: [${generator.files?.join(' ')}]`
    const bytes = await loading(all, bytesIn(root, path, files))
    add(second === undefined ? path.split('/').at(-1)! : first, bytes)
  }
  return pairs
}

/** Quotes around the whole value are taken off. */
function unquoted(value: string): string {
  const quote = value[0]
  return value.length >= 2 && (quote === "'" || quote === '"') && value.endsWith(quote) ? value.slice(1, -1) : value
}
