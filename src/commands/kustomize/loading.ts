/** What a kustomization may read: the files in and below its own directory, wherever links lead (kustomize's `fileLoader`). */
import { UsageError } from '../../api/contract/errors.js'
import type { Files } from '../command.js'
import { isWithin, join } from '../manifests/paths.js'

/** The directory of a kustomization, and those that are on the way to it. */
export interface Root {
  /** Without links. */
  readonly path: string
  /** Whose resource it is. */
  readonly above?: Root
}

/** Throws when there is no such directory. */
export async function rootAt(directory: string, files: Files): Promise<Root> {
  const absolute = files.absolute(directory)
  const { realPath, kind } = await files.entry(absolute).catch(() => {
    throw new UsageError(`must build at directory: not a valid directory: ${noSuchFile(absolute, directory)}`)
  })
  if (kind !== 'directory') {
    throw new UsageError(`must build at directory: '${directory}': file is not directory`)
  }
  return { path: realPath }
}

/** The root of another kustomization that one names; throws when it is none, or one of those that lead here. */
export async function rootBelow(above: Root, name: string, files: Files): Promise<Root> {
  if (name === '') throw new UsageError('new root cannot be empty')
  if (name.startsWith('/')) throw new UsageError(`new root '${name}' cannot be absolute`)
  const path = (await rootAt(join(above.path, name), files)).path
  for (let visited: Root | undefined = above; visited !== undefined; visited = visited.above) {
    if (isWithin(path, visited.path)) {
      throw new UsageError(`cycle detected: candidate root '${path}' contains visited root '${visited.path}'`)
    }
  }
  return { path, above }
}

export const contentIn = async (root: Root, path: string, files: Files): Promise<string> =>
  files.read(await locate(root, path, files))

export const bytesIn = async (root: Root, path: string, files: Files): Promise<Uint8Array> =>
  files.readBytes(await locate(root, path, files))

async function locate(root: Root, path: string, files: Files): Promise<string> {
  const absolute = path.startsWith('/') ? path : join(root.path, path)
  const { realPath, kind } = await files.entry(absolute).catch(() => {
    throw new UsageError(noSuchFile(absolute))
  })
  if (kind === 'directory') throw new UsageError(`'${absolute}' must resolve to a file`)
  if (isWithin(root.path, realPath)) return realPath
  throw new UsageError(`security; file '${absolute}' is not in or below '${root.path}'`)
}

const noSuchFile = (absolute: string, shown = absolute) =>
  `evalsymlink failure on '${shown}' : lstat ${absolute}: no such file or directory`
