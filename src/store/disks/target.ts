import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

/** The file that a name leads to, through symbolic links, so that the link stays when its target is replaced. */
export function targetOf(name: string): string {
  const path = resolve(name)
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
