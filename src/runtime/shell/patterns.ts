import type { FileSystem } from '../files.js'
import { resolvePath } from '../files.js'

/** A shell pattern as a regular expression: `*`, `?`, `[…]`. Within path parts, `*` does not cross slashes. */
export function patternRegex(
  pattern: string,
  anchored: { start: boolean; end: boolean } = { start: true, end: true },
): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    const set = character === '[' ? /^\[(!|\^)?(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null
    if (set !== null) {
      source += `[${set[1] === undefined ? '' : '^'}${(set[2] ?? '').replace(/\\/g, '\\\\')}]`
      at += set[0].length - 1
    } else if (character === '*') source += '[\\s\\S]*'
    else if (character === '?') source += '[\\s\\S]'
    else if (character === '\\' && at + 1 < pattern.length) source += escapeRegex(pattern[++at] ?? '')
    else source += escapeRegex(character)
  }
  return new RegExp(`${anchored.start ? '^' : ''}${source}${anchored.end ? '$' : ''}`)
}

export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

export function hasPattern(text: string): boolean {
  return /[*?]|\[[^\]]+\]|\[\]/.test(text)
}

/** The files a pattern names, sorted; none: the pattern stands for itself. */
export function glob(pattern: string, directory: string, files: FileSystem): string[] {
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '' : directory === '/' ? '' : directory]
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const regex = patternRegex(part)
    const hidden = part.startsWith('.')
    found = found.flatMap((parent) => {
      if (!hasPattern(part)) return files.exists(resolvePath(part, parent || '/')) ? [`${parent}/${part}`] : []
      const names = files.list(parent === '' ? '/' : parent)
      return names
        .filter((name) => (hidden || !name.startsWith('.')) && regex.test(name))
        .map((name) => `${parent}/${name}`)
    })
  }
  const prefix = directory === '/' ? '/' : `${directory}/`
  return absolute ? found : found.map((path) => path.slice(prefix.length))
}
