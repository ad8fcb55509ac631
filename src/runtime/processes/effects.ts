import type { Instant, Millis } from '../../model/objects/object.js'
import type { AnswerTo, Question } from '../../network/contract.js'
import type { ProgramDocument } from '../catalogue/document.js'
import { withinMemory } from './memory.js'

/**
 * What a program asks of the world around it. Programs are generators that yield effects and are resumed with their
 * results, so that the same program can run on the spot (an exec session), be computed at one instant (what a container
 * has logged by now), and be left off where the world has not answered yet.
 */
export type Effect =
  | { readonly do: 'write'; readonly stream: 1 | 2; readonly text: string }
  /** Resumed with a chunk, or a line with its newline; undefined at the end of input. */
  | { readonly do: 'read'; readonly line: boolean }
  /** Infinity: for ever. */
  | { readonly do: 'sleep'; readonly millis: Millis }
  | { readonly do: 'ask'; readonly question: Question }
  /** A server takes over: resumed with its exit code when it ends, or at once in the background. */
  | { readonly do: 'serve'; readonly name: string; readonly program: ProgramDocument; readonly background: boolean }
  /** Sends a signal to the container's first process. */
  | { readonly do: 'signal'; readonly signal: 'TERM' | 'KILL' }
  /** It has been busy for so many steps since its last effect; see `StepCounter`. */
  | { readonly do: 'work'; readonly steps: number }
  /** From here on the program goes round and round. */
  | { readonly do: 'endless' }
  /** The program catches a signal from now on. */
  | { readonly do: 'trap'; readonly signal: string }
  /** `systemctl VERB UNIT` on a node: resumed with a UnitState, undefined for an unknown unit. */
  | { readonly do: 'control'; readonly unit: string; readonly verb: 'start' | 'stop' | 'status' }

/** A service of a node, as systemd knows it. */
export interface UnitState {
  readonly running: boolean
  readonly since: Instant
}

/** A running program; returns its exit code. */
export type Run = Generator<Effect, number, unknown>
/** A part of one, that returns something else. */
export type Part<T> = Generator<Effect, T, unknown>

/** Thrown into a program where it waits: Ctrl-C on its terminal. A shell goes on with its next line, all else ends. */
export class Interrupted extends Error {}

export function* write(text: string): Part<void> {
  if (text !== '') yield { do: 'write', stream: 1, text }
}

export function* complain(text: string): Part<void> {
  if (text !== '') yield { do: 'write', stream: 2, text }
}

/** A chunk of standard input as it comes; undefined at its end. */
export function* readChunk(): Part<string | undefined> {
  return (yield { do: 'read', line: false }) as string | undefined
}

/** A line with its newline (the last may have none); undefined at the end. */
export function* readLine(): Part<string | undefined> {
  return (yield { do: 'read', line: true }) as string | undefined
}

export function* readAll(most?: number): Part<string> {
  let text = ''
  for (let chunk = yield* readChunk(); chunk !== undefined; chunk = yield* readChunk())
    text = withinMemory(text + chunk, most)
  return text
}

export function* sleep(millis: Millis): Part<void> {
  yield { do: 'sleep', millis }
}

export function* ask<Q extends Question>(question: Q): Part<AnswerTo<Q>> {
  return (yield { do: 'ask', question }) as AnswerTo<Q>
}
