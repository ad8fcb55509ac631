/**
 * The files that a lab sees: those of its own folder, which it may only read, and over them what its commands have written,
 * in memory. Beside the folder there is an empty /tmp, as labs expect one. Nothing else is there: what lies elsewhere, or is
 * reached through a link that leads out of the folder, is refused, whether it exists or not.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { FileEntry, Files } from '../../command.js'
import { isWithin } from '../../manifests/paths.js'
import { fileError, memoryTree, mostWritten } from './memory-tree.js'
import type { Refuse } from './refusals.js'

export interface LabFiles extends Files {
  remove(path: string): void
}

/** `folder`: absolute; undefined for a lab that has none. */
export function labFiles(folder: string | undefined, real: Files, refuse: Refuse): LabFiles {
  const base = folder ?? resolve('/lab')
  const temporary = resolve('/tmp')
  const memory = memoryTree([
    ...(folder === undefined ? [base] : []),
    ...(folder !== undefined && isWithin(folder, temporary) ? [] : [temporary]),
  ])
  const at = (path: string) => {
    if (path === '') throw fileError('ENOENT', path)
    return resolve(base, path)
  }
  const onDisk = folderOnDisk(folder, base, real, refuse)
  const written = (path: string) => memory.contentOf(at(path))
  const kindOf = async (path: string, deed: Deed) => memory.kindOf(path) ?? (await onDisk(path, deed)).kind

  const toBeWritten = async (given: string): Promise<string> => {
    const path = at(given)
    if (!isWithin(base, path) && !isWithin(temporary, path)) throw refuse(`write ${path}, which is not in its folder`)
    return path
  }

  const write = async (given: string, content: Buffer): Promise<void> => {
    const path = await toBeWritten(given)
    if ((await kindOf(dirname(path), 'write')) !== 'directory') throw fileError('ENOTDIR', path)
    if ((await kindOf(path, 'write').catch(missing)) === 'directory') throw fileError('EISDIR', path)
    memory.put(path, content)
  }

  const makeDirectory = async (given: string): Promise<void> => {
    const path = await toBeWritten(given)
    const kind = await kindOf(path, 'write').catch(missing)
    if (kind === 'directory') return
    if (kind !== undefined) throw fileError('ENOTDIR', path)
    await makeDirectory(dirname(path))
    memory.addFolder(path)
  }

  const readable = async (path: string) => readableOf(await onDisk(at(path), 'read'), refuse)

  const entry = async (path: string): Promise<FileEntry> => {
    const kind = memory.kindOf(at(path))
    if (kind === undefined) return onDisk(at(path), 'read')
    return { realPath: at(path), kind, size: written(path)?.length ?? 0 }
  }

  return {
    environment: {},
    absolute: (path) => resolve(base, path),
    read: async (path) => written(path)?.toString('utf8') ?? real.read(await readable(path)),
    readBytes: async (path) => written(path) ?? real.readBytes(await readable(path)),
    isDirectory: async (path) => (await kindOf(at(path), 'read')) === 'directory',
    entry,
    list: async (given) => {
      const path = at(given)
      const names = memory.kindOf(path) === undefined ? await real.list((await onDisk(path, 'read')).realPath) : []
      return [...new Set([...names, ...memory.namesIn(path)])].sort()
    },
    fetch: async (url) => {
      throw refuse(`read URLs: ${url}`)
    },
    write: (path, content) => write(path, Buffer.from(content, 'utf8')),
    writeBytes: (path, content) => write(path, Buffer.from(content)),
    replacePrivately: (path, content) => write(path, Buffer.from(content, 'utf8')),
    makeDirectory,
    remove: (path) => memory.remove(at(path)),
  }
}

type Deed = 'read' | 'write'

/** What lies in the folder, where links lead within it; refuses all that is not the lab's. */
function folderOnDisk(folder: string | undefined, base: string, real: Files, refuse: Refuse) {
  return async (path: string, deed: Deed): Promise<FileEntry> => {
    const empty = isWithin(base, path) ? folder === undefined : deed === 'write'
    if (empty) throw fileError('ENOENT', path)
    if (!isWithin(base, path)) throw refuse(`${deed} ${path}, which is not in its folder`)
    const [root, entry] = [await real.entry(base), await real.entry(path)]
    if (!isWithin(root.realPath, entry.realPath)) throw refuse(`${deed} ${path}, which leads out of its folder`)
    if (entry.kind === 'other') throw refuse(`${deed} ${path}, which is no file`)
    return entry
  }
}

function readableOf({ kind, size, realPath }: FileEntry, refuse: Refuse): string {
  if (kind === 'directory') throw fileError('EISDIR', realPath)
  if (size > mostWritten) throw refuse(`read ${realPath}, which is larger than ${mostWritten} bytes`)
  return realPath
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The files of the machine, for a lab that is trusted: relative paths are those of its folder. */
export function filesBeside(folder: string, real: Files): Files {
  const at = (path: string) => (path === '' || isAbsolute(path) ? path : join(folder, path))
  return {
    ...real,
    absolute: (path) => real.absolute(at(path)),
    read: (path) => real.read(at(path)),
    readBytes: (path) => real.readBytes(at(path)),
    isDirectory: (path) => real.isDirectory(at(path)),
    entry: (path) => real.entry(at(path)),
    list: (path) => real.list(at(path)),
    write: (path, content) => real.write(at(path), content),
    writeBytes: (path, content) => real.writeBytes(at(path), content),
    replacePrivately: (path, content) => real.replacePrivately(at(path), content),
    makeDirectory: (path) => real.makeDirectory(at(path)),
  }
}
