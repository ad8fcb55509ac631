/**
 * Manifests: from -f and standard input to objects, by the rules and with the messages of kubectl. What becomes of the
 * objects is the commands' business; what their fields may be is the api's.
 */
import { UsageError } from '../../api/contract/errors.js'
import { append } from '../../model/values/append.js'
import type { Context } from '../command.js'
import { type Decoding, decodeDocument } from './decode.js'
import type { FileOptions, Manifest, Manifests } from './manifest.js'
import { expandPath } from './paths.js'
import { splitDocuments } from './split.js'

interface Input {
  readonly source: string
  read(): Promise<string>
}

/** Finds the files; throws when one does not exist. They are read when their turn comes. */
export async function openFiles(options: FileOptions, context: Context): Promise<Manifests> {
  const errors: unknown[] = []
  const inputs: Input[] = []
  let directory = false
  for (const filename of options.filenames) {
    try {
      const found = await inputsOf(filename, options, context, inputs)
      if (found.length > 1) directory = true
      append(inputs, found)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
  const stream = options.filenames.includes('-')
  return {
    singleItem: !directory && !stream && inputs.length === 1,
    documents: () => documentsOf(inputs, options),
  }
}

async function inputsOf(
  filename: string,
  options: FileOptions,
  context: Context,
  before: readonly Input[],
): Promise<Input[]> {
  const { files, io } = context
  if (filename === '-') return [{ source: 'STDIN', read: () => io.stdin() }]
  if (/^https?:\/\//.test(filename)) return [{ source: filename, read: () => files.fetch(filename) }]
  const paths = await expandPath(filename, options.recursive, files)
  if (paths.length === 0 && before.length === 0) {
    throw new UsageError(`error reading [${filename}]: recognized file extensions are [.json .yaml .yml]`)
  }
  return paths.map((path) => ({ source: path, read: () => files.read(path) }))
}

/** The objects in a text, which stands for a file of that name. */
export function manifestsOf(text: string, source: string): AsyncGenerator<Manifest | { readonly error: unknown }> {
  return documentsOf([{ source, read: async () => text }], {})
}

async function* documentsOf(
  inputs: readonly Input[],
  decoding: Decoding,
): AsyncGenerator<Manifest | { readonly error: unknown }> {
  for (const { source, read } of inputs) {
    try {
      for (const document of await splitDocuments(await read(), source)) {
        yield* decoded(document.value, source, decoding)
        if (document.error !== undefined) throw document.error
      }
    } catch (error) {
      yield { error }
    }
  }
}

function* decoded(
  value: unknown,
  source: string,
  decoding: Decoding,
): Generator<Manifest | { readonly error: unknown }> {
  if (value === undefined || value === null) return
  yield* decodeDocument(value, source, decoding)
}
