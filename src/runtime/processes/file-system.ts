import { Tree } from './tree.js'

/** Where a container's last words are looked for, without another word of its definition: a file among the devices. */
export const terminationLog = '/dev/termination-log'

/** What is written to a device is gone. */
export function isDevice(path: string): boolean {
  return path.startsWith('/dev/') && path !== terminationLog
}

/** How much may be written in a container: what is kept of it lies in the state file, six times as long when it is control characters. */
const DISK = 16 * 1024 * 1024
/** What a file takes beside its text: ext4's inode. */
const INODE = 256
/** The longest path (Linux' PATH_MAX). */
const LONGEST_PATH = 4096

/** Files by their paths; null where a lower layer's file is hidden. */
export type Layer = Readonly<Record<string, string | null>>

/** A layer that is made when something is looked for where it has files; nobody may ever look. */
export interface LateLayer {
  /** Everything in it is at one of these paths or below. */
  readonly roots: readonly string[]
  make(): Layer
}

/**
 * A container's file system: layers that are only read, and changes over them. Paths are absolute and normal. A path
 * that ends in `/` stands for a directory made on purpose.
 */
export class FileSystem {
  /** What has been changed through this file system: path → content, null where removed. */
  readonly changes = new Map<string, string | null>()
  /** How much they and what was written before take on the disk, once somebody writes. */
  private size: number | undefined
  private readonly layers: readonly ((path?: string) => Layer)[]
  /** Those that programs have written: the image's own files and those that are mounted are not on the container's disk. */
  private readonly writtenBefore: readonly Layer[]
  private tree: Tree | undefined
  private looked = 0

  constructor(
    /** Lowest first. */
    layers: readonly (Layer | LateLayer)[],
    private readonly rootDirectories: readonly string[] = [],
    /** What is mounted, and whether nothing can be written there: what is mounted deepest decides. */
    private readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[] = [],
    /** Every directory is taken to be there: the file system is somebody else's. */
    private readonly trusting = false,
  ) {
    this.layers = layers.map(opened)
    this.writtenBefore = layers.slice(1).filter((layer): layer is Layer => !isLate(layer))
  }

  read(path: string): string | undefined {
    if (path === '/dev/null') return ''
    return this.lookUp(path) ?? undefined
  }

  isDirectory(path: string): boolean {
    if (path === '/') return true
    if (this.trusting) return path.endsWith('/') || this.lookUp(path) === undefined
    const marker = `${path}/`
    if (typeof this.lookUp(marker) === 'string') return true
    if (this.lookUp(marker) === null) return false
    return this.rootDirectories.includes(path.slice(1)) || wellKnown.has(path) || this.visible().has(path)
  }

  exists(path: string): boolean {
    return this.read(path) !== undefined || this.isDirectory(path)
  }

  /** Whether a file is not as the lowest layer has it. */
  isChanged(path: string): boolean {
    return this.changes.has(path) || this.layers.slice(1).some((layer) => Object.hasOwn(layer(path), path))
  }

  /** At how many names somebody has looked since this was asked last. */
  takeLooks(): number {
    const { looked } = this
    this.looked = 0
    return looked
  }

  /** Names in a directory, sorted. */
  list(directory: string): string[] {
    const prefix = directory === '/' ? '/' : `${directory}/`
    const names = new Set(directory === '/' ? this.rootDirectories : [])
    for (const name of [...this.visible().namesIn(directory), ...wellKnownTree.namesIn(directory)]) {
      if (this.exists(`${prefix}${name}`)) names.add(name)
    }
    this.looked += names.size
    return [...names].sort()
  }

  /** Writes a file; a string is the reason why it cannot be. */
  write(path: string, content: string): string | undefined {
    if (isDevice(path)) return undefined
    return this.unwritable(path) ?? this.put(path, content)
  }

  /** Gives a file another name, which takes no space; a string is the reason why it cannot be. */
  rename(path: string, to: string): string | undefined {
    const content = this.read(path)
    if (content === undefined) return 'No such file or directory'
    const fault = this.isReadOnly(path) ? 'Read-only file system' : this.unwritable(to)
    if (fault !== undefined || path === to) return fault
    this.hide(path)
    const full = isDevice(to) ? undefined : this.put(to, content)
    // An image's file was not on the container's own disk.
    if (full !== undefined) this.put(path, content)
    return full
  }

  private unwritable(path: string): string | undefined {
    if (path.length >= LONGEST_PATH) return 'File name too long'
    if (this.isReadOnly(path)) return 'Read-only file system'
    if (!this.trusting && this.isDirectory(path)) return 'Is a directory'
    return this.isDirectory(parentOf(path)) ? undefined : 'No such file or directory'
  }

  makeDirectory(path: string): string | undefined {
    if (path.length >= LONGEST_PATH) return 'File name too long'
    if (this.isReadOnly(path)) return 'Read-only file system'
    if (this.exists(path)) return 'File exists'
    if (!this.isDirectory(parentOf(path))) return 'No such file or directory'
    return this.put(`${path}/`, '')
  }

  /** Removes a file, or a directory with all that is in it. */
  remove(path: string): string | undefined {
    if (this.isReadOnly(path)) return 'Read-only file system'
    if (!this.exists(path)) return 'No such file or directory'
    if (this.read(path) !== undefined) this.hide(path)
    if (this.isDirectory(path)) {
      for (const inside of this.visible().below(path)) if (typeof this.lookUp(inside) === 'string') this.hide(inside)
      this.hide(`${path}/`)
    }
    return undefined
  }

  private put(path: string, content: string): string | undefined {
    const size = this.used() + taken(path, content) - taken(path, this.written(path))
    if (size > DISK) return 'No space left on device'
    this.size = size
    this.changes.set(path, content)
    this.tree?.add(path)
    return undefined
  }

  private hide(path: string): void {
    this.size = this.used() - taken(path, this.written(path))
    this.changes.set(path, null)
    this.tree?.remove(path)
  }

  private used(): number {
    if (this.size !== undefined) return this.size
    const paths = new Set([...this.writtenBefore.flatMap((layer) => Object.keys(layer)), ...this.changes.keys()])
    return [...paths].reduce((sum, path) => sum + taken(path, this.written(path)), 0)
  }

  /** What somebody has written at a path, now or before. */
  private written(path: string): string | null | undefined {
    const changed = this.changes.get(path)
    return changed === undefined ? this.writtenBefore.findLast((layer) => Object.hasOwn(layer, path))?.[path] : changed
  }

  private isReadOnly(path: string): boolean {
    let deepest: (typeof this.mounts)[number] | undefined
    for (const mount of this.mounts) {
      if (isIn(mount.path, path) && mount.path.length >= (deepest?.path.length ?? 0)) deepest = mount
    }
    return deepest?.readOnly === true
  }

  /** Content, null when removed, undefined when never there. */
  private lookUp(path: string): string | null | undefined {
    const changed = this.changes.get(path)
    if (changed !== undefined) return changed
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const layer = this.layers[index]?.(path)
      if (layer !== undefined && Object.hasOwn(layer, path)) return layer[path]
    }
    return undefined
  }

  /** Every path that is there. */
  private visible(): Tree {
    if (this.tree !== undefined) return this.tree
    const all = new Set([...this.layers.flatMap((layer) => Object.keys(layer())), ...this.changes.keys()])
    this.tree = new Tree([...all].filter((path) => typeof this.lookUp(path) === 'string'))
    return this.tree
  }
}

/** What a path takes on the disk. */
function taken(path: string, content: string | null | undefined): number {
  return typeof content === 'string' ? INODE + path.length + content.length : 0
}

const nothing: Layer = {}

/** What a layer has for a path, or all that it has. */
function opened(layer: Layer | LateLayer): (path?: string) => Layer {
  if (!isLate(layer)) return () => layer
  let made: Layer | undefined
  return (path) => {
    if (made === undefined && path !== undefined && !layer.roots.some((root) => isIn(root, path))) return nothing
    made ??= layer.make()
    return made
  }
}

function isLate(layer: Layer | LateLayer): layer is LateLayer {
  return typeof layer.make === 'function'
}

function isIn(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`)
}

const wellKnown = new Set([
  '/usr/bin',
  '/usr/local',
  '/usr/share',
  '/usr/sbin',
  '/usr/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
  '/var/lib',
])
const wellKnownTree = new Tree(wellKnown)

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(path: string, directory: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export function parentOf(path: string): string {
  return resolvePath(path.slice(0, Math.max(path.lastIndexOf('/'), 0)), '/')
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
