import type { Part } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import { mostWords, OutOfMemory } from '../processes/memory.js'
import { ONE_BY_ONE, type StepCounter } from '../processes/processor-time.js'
import type { Shell } from './state.js'

/** What it takes to look at a name in a directory, as the length of a text that is copied. */
const NAME = 512

/** One place of a pattern: a character that it takes, or a star. */
type Place = '*' | ((character: string) => boolean)

/**
 * A shell pattern: `*`, `?`, `[…]`. It is played over a text place by place, all ways at once, in time that is linear in the
 * text: a regular expression of V8's would try its stars one after the other, and hear no signal meanwhile.
 */
export class Pattern {
  private constructor(private readonly places: readonly Place[]) {}

  static parse(pattern: string): Pattern {
    const places: Place[] = []
    const lastEnd = pattern.lastIndexOf(']')
    for (let at = 0; at < pattern.length; at++) {
      const character = pattern[at]!
      const set = character === '[' && at < lastEnd ? /^\[(!|\^)?(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null
      if (set !== null) {
        places.push(membership(set[2] ?? '', set[1] !== undefined))
        at += set[0].length - 1
      } else if (character === '*') {
        if (places.at(-1) !== '*') places.push('*')
      } else if (character === '?') places.push(() => true)
      else {
        const literal = character === '\\' && at + 1 < pattern.length ? pattern[++at]! : character
        places.push((one) => one === literal)
      }
    }
    return new Pattern(places)
  }

  /** Whether it means the whole text. */
  *test(text: string, steps: StepCounter): Part<boolean> {
    return (yield* this.lengths(text, steps)).at(-1) === text.length
  }

  /** How long the beginnings of a text are that it means, the shortest first. */
  *lengths(text: string, steps: StepCounter): Part<number[]> {
    const { places } = this
    let states = new Set<number>()
    const enter = (into: Set<number>, place: number): void => {
      into.add(place)
      if (places[place] === '*') enter(into, place + 1)
    }
    enter(states, 0)
    const found = states.has(places.length) ? [0] : []
    for (let at = 0; at < text.length && states.size > 0; at++) {
      if (steps.look(states.size * ONE_BY_ONE)) yield steps.take()
      const next = new Set<number>()
      for (const state of states) {
        const place = places[state]
        if (place === '*') enter(next, state)
        else if (place?.(text[at]!)) enter(next, state + 1)
      }
      states = next
      if (states.has(places.length)) found.push(at + 1)
    }
    return found
  }

  /** The same of texts that are read from their ends. */
  reversed(): Pattern {
    return new Pattern([...this.places].reverse())
  }
}

/** Whether a character is in a set; a range that ends before it begins has none. */
function membership(set: string, others: boolean): (character: string) => boolean {
  try {
    const members = new RegExp(`[${others ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`)
    return (one) => members.test(one)
  } catch {
    return () => others
  }
}

export function hasPattern(text: string): boolean {
  const set = text.indexOf('[')
  return /[*?]/.test(text) || (set >= 0 && text.includes(']', set))
}

/** The files a pattern names, sorted; none: the pattern stands for itself. */
export function* glob(pattern: string, { directory, surroundings }: Shell): Part<string[]> {
  const { files, steps } = surroundings
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '' : directory === '/' ? '' : directory]
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const shape = Pattern.parse(part)
    const hidden = part.startsWith('.')
    const within = found
    found = []
    for (const parent of within) {
      const names = hasPattern(part) ? files.list(parent === '' ? '/' : parent) : [part]
      if (steps.look(names.length * NAME)) yield steps.take()
      for (const name of names) {
        const fits = hasPattern(part)
          ? (hidden || !name.startsWith('.')) && (yield* shape.test(name, steps))
          : files.exists(resolvePath(part, parent || '/'))
        if (fits) found.push(`${parent}/${name}`)
      }
      if (found.length > mostWords) throw new OutOfMemory('more words than there is room for')
    }
  }
  const prefix = directory === '/' ? '/' : `${directory}/`
  return absolute ? found : found.map((path) => path.slice(prefix.length))
}
