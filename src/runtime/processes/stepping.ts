import { type Effect, Interrupted, type Run } from './effects.js'
import { OutOfMemory } from './memory.js'

/** How a process has ended. */
export interface ProcessEnd {
  readonly code: number
  /** The runtime's word where the code does not say it all. */
  readonly reason?: string
}

/** What a program does next. */
export type Next = { readonly effect: Effect } | { readonly end: ProcessEnd; readonly said?: string }

/** Killed by SIGKILL, SIGSEGV and SIGABRT. */
const KILLED = 137
const NO_STACK = 139
const ABORTED = 134

/**
 * Plays a program's next step. Whatever goes wrong in it is the program's own end and nobody else's: no memory is left for
 * it, its calls are nested too deep, or it is simulated wrongly.
 */
export function nextOf(program: Run, result: unknown): Next {
  return stepping(() => program.next(result))
}

export function stepping(step: () => IteratorResult<Effect, number>): Next {
  try {
    const { done, value } = step()
    return done === true ? { end: { code: value } } : { effect: value }
  } catch (error) {
    if (error instanceof OutOfMemory) return { end: outOfMemory }
    if (error instanceof Interrupted || !(error instanceof Error)) throw error
    if (!(error instanceof RangeError)) return { end: { code: ABORTED }, said: `kubesim has a bug: ${error.message}\n` }
    // V8's word for texts and lists that are longer than it can make.
    return { end: /call stack/.test(error.message) ? { code: NO_STACK } : outOfMemory }
  }
}

export const outOfMemory: ProcessEnd = { code: KILLED, reason: 'OOMKilled' }
