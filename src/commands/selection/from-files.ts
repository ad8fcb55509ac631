/** The objects that -f, -k and -R name. */
import { UsageError } from '../../api/contract/errors.js'
import type { Context } from '../command.js'
import type { FileOptions, Manifest, Manifests } from '../manifests/manifest.js'

/** Finds the files, or builds the kustomization; throws when one does not exist. They are read when their turn comes. */
export async function openManifests(options: FileOptions, context: Context): Promise<Manifests> {
  if (options.filenames.length > 0 && options.kustomize !== '') {
    throw new UsageError('only one of -f or -k can be specified')
  }
  if (options.kustomize !== '' && options.recursive) throw new UsageError("the -k flag can't be used with -f or -R")
  if (options.kustomize !== '') {
    const { kustomized } = await import('../kustomize/build.js')
    const manifests = await kustomized(options.kustomize, context)
    return { singleItem: false, documents: () => each(manifests) }
  }
  const { openFiles } = await import('../manifests/files.js')
  return openFiles(options, context)
}

async function* each(manifests: readonly Manifest[]): AsyncGenerator<Manifest> {
  yield* manifests
}

/** All objects at once; throws the first error, or all of them together. */
export async function readManifests(options: FileOptions, context: Context): Promise<Manifest[]> {
  const objects: Manifest[] = []
  const errors: unknown[] = []
  for await (const next of (await openManifests(options, context)).documents()) {
    if ('error' in next) errors.push(next.error)
    else objects.push(next)
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
  return objects
}
