/** Which files a -f argument means: itself, the manifests of a directory, or the matches of a pattern. */
import { isAbsolute, relative } from 'node:path'
import { UsageError } from '../../api/contract/errors.js'
import { goQuote } from '../../model/go/quote.js'
import { append } from '../../model/values/append.js'
import { compareKeys } from '../../model/values/order.js'
import { anything, matchesPlaces, type Place } from '../../model/values/wildcards.js'
import type { Files } from '../command.js'

const extensions = ['.json', '.yaml', '.yml']

export async function expandPath(path: string, recursive: boolean, files: Files): Promise<string[]> {
  const kind = await kindOfPath(path, files)
  if (kind === 'file') return [path]
  if (kind === 'directory') return manifestsIn(path, recursive, files)
  const matches = /[*?[]/.test(path) ? await glob(path, files) : []
  if (matches.length === 0) throw new UsageError(`the path ${goQuote(path)} does not exist`)
  const expanded = await Promise.all(matches.map((match) => expandPath(match, recursive, files)))
  return expanded.flat()
}

async function kindOfPath(path: string, files: Files): Promise<'file' | 'directory' | 'missing'> {
  try {
    return (await files.isDirectory(path)) ? 'directory' : 'file'
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    throw new UsageError(`the path ${goQuote(path)} cannot be accessed: ${message}`)
  }
}

/** In the order of names, subdirectories where they stand among them; other extensions are passed over. */
async function manifestsIn(directory: string, recursive: boolean, files: Files): Promise<string[]> {
  const found: string[] = []
  for (const name of [...(await files.list(directory))].sort(compareKeys)) {
    const path = join(directory, name)
    const kind = await kindOfPath(path, files)
    if (kind === 'directory' && recursive) append(found, await manifestsIn(path, recursive, files))
    if (kind === 'file' && extensions.some((extension) => name.endsWith(extension))) found.push(path)
  }
  return found
}

/** Whether a path is that of a directory, or of what is below it; both absolute. */
export function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way === '' || (!isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way))
}

/** Joins as Go's `filepath.Join` does: `./sub/` and `x` give `sub/x`. */
export function join(directory: string, name: string): string {
  const parts: string[] = []
  for (const part of `${directory}/${name}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return (directory.startsWith('/') ? '/' : '') + parts.join('/')
}

/** Go's `filepath.Glob`: `*`, `?` and `[…]` within one name. */
async function glob(pattern: string, files: Files): Promise<string[]> {
  const cut = pattern.lastIndexOf('/')
  const directory = cut < 0 ? '.' : pattern.slice(0, cut) || '/'
  const places = placesOf(pattern.slice(cut + 1), pattern)
  const directories = /[*?[]/.test(directory) ? await glob(directory, files) : [directory]
  const found: string[] = []
  for (const each of directories) {
    const names = await files.list(each).catch((): string[] => [])
    for (const entry of [...names].sort(compareKeys)) {
      if (matchesPlaces(places, entry)) found.push(cut < 0 ? entry : `${each === '/' ? '' : each}/${entry}`)
    }
  }
  return found
}

function placesOf(pattern: string, whole: string): Place[] {
  return [...pattern.matchAll(/\[(\^?)([^\]]*)\]|./gsu)].map(([token, negated, set]) => {
    if (token === '*') return anything
    if (token === '?') return () => true
    if (token === '[') throw badPattern(whole)
    return set === undefined ? (character) => character === token : membership(`${negated}${set}`, whole)
  })
}

function membership(set: string, whole: string): Place {
  try {
    const members = new RegExp(`^[${set.replace(/\\/g, '\\\\')}]$`, 's')
    return (character) => members.test(character)
  } catch {
    throw badPattern(whole)
  }
}

const badPattern = (pattern: string) =>
  new UsageError(`pattern ${goQuote(pattern)} is not valid: syntax error in pattern`)
