/**
 * Paths by their directories, so that what is asked of one directory costs what is in it. A path that ends in `/` is a
 * directory's mark: it lies in it by the empty name.
 */
export class Tree {
  private readonly directories = new Map<string, Set<string>>()

  constructor(paths: Iterable<string>) {
    for (const path of paths) this.add(path)
  }

  /** Whether anything is in or below a directory, be it a mark. */
  has(directory: string): boolean {
    return this.directories.has(directory)
  }

  /** Names in a directory. */
  namesIn(directory: string): string[] {
    return [...(this.directories.get(directory) ?? [])].filter((name) => name !== '')
  }

  /** Every file, directory and mark below a directory. */
  below(directory: string): string[] {
    const found: string[] = []
    const within = [directory]
    for (let one = within.pop(); one !== undefined; one = within.pop()) {
      for (const name of this.directories.get(one) ?? []) {
        const path = joined(one, name)
        found.push(path)
        if (name !== '' && this.directories.has(path)) within.push(path)
      }
    }
    return found
  }

  add(path: string): void {
    for (let [directory, name] = apart(path); ; [directory, name] = apart(directory)) {
      const names = this.directories.get(directory)
      names?.add(name)
      if (names !== undefined) return
      this.directories.set(directory, new Set([name]))
      if (directory === '/') return
    }
  }

  remove(path: string): void {
    for (let [directory, name] = apart(path); ; [directory, name] = apart(directory)) {
      const names = this.directories.get(directory)
      if (names === undefined || this.directories.has(joined(directory, name))) return
      names.delete(name)
      if (names.size > 0) return
      this.directories.delete(directory)
      if (directory === '/') return
    }
  }
}

/** The directory of a path, and its name there. */
function apart(path: string): [directory: string, name: string] {
  const at = path.lastIndexOf('/')
  return [at <= 0 ? '/' : path.slice(0, at), path.slice(at + 1)]
}

function joined(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}
