import type { Effect, Part, Run } from './effects.js'
import { withinMemory } from './memory.js'
import { StepCounter } from './processor-time.js'

/** Text on its way from a writer to a reader, handed out in chunks or lines. */
export class Pipe {
  private text = ''
  private closed = false
  /** Whether a line has come whole; undefined where nobody has looked. */
  private hasLine: boolean | undefined = false

  /** `source`: where more comes from, without an end. */
  constructor(private readonly source?: () => string) {}

  push(text: string): void {
    this.text = this.text === '' ? text : withinMemory(this.text + text)
    if (this.hasLine === false) this.hasLine = text.includes('\n')
  }

  close(): void {
    this.closed = true
  }

  /** Whether a read can be answered without waiting. */
  ready(line: boolean): boolean {
    if (this.closed || !line) return this.closed || this.text !== ''
    this.hasLine ??= this.text.includes('\n')
    return this.hasLine
  }

  take(line: boolean): string | undefined {
    if (this.text === '' && this.source !== undefined) this.text = this.source()
    if (this.text === '') return undefined
    const end = line ? this.text.indexOf('\n') + 1 || this.text.length : this.text.length
    const taken = this.text.slice(0, end)
    this.text = this.text.slice(end)
    this.hasLine = this.text === '' ? false : undefined
    return taken
  }
}

/** What a rewired effect comes to: handled with a result, or to be passed on (perhaps as another). */
export type Handled = { readonly result: unknown } | { readonly pass: Effect }

/**
 * Runs a program with some of its effects handled here and the others passed on. Of what is handled here nobody else sees
 * anything: that it goes on is told now and then.
 */
export function* rewired<T>(program: Generator<Effect, T, unknown>, handle: (effect: Effect) => Handled): Part<T> {
  const steps = new StepCounter()
  try {
    let step = program.next()
    while (step.done !== true) {
      const handled = handle(step.value)
      if ('result' in handled && steps.spend(sizeOf(step.value))) yield steps.take()
      step = program.next('result' in handled ? handled.result : yield handled.pass)
    }
    return step.value
  } finally {
    program.return(undefined as T)
  }
}

function sizeOf(effect: Effect): number {
  return effect.do === 'write' ? effect.text.length : 0
}

/** Runs a program and gives what it wrote to standard output. */
export function* captured(program: Run): Part<{ output: string; status: number }> {
  let output = ''
  const status = yield* rewired(program, (effect) => {
    if (effect.do !== 'write' || effect.stream !== 1) return { pass: effect }
    output = withinMemory(output + effect.text)
    return { result: undefined }
  })
  return { output, status }
}

/** Joins two programs: the right one runs, and the left one whenever the right one wants to read. */
export function* joined(left: Run, right: Run): Run {
  const pipe = new Pipe()
  const steps = new StepCounter()
  let leftDone = false
  let answer: unknown
  try {
    let step = right.next()
    while (step.done !== true) {
      const effect = step.value
      if (effect.do !== 'read') {
        step = right.next(yield effect)
        continue
      }
      while (!leftDone && !pipe.ready(effect.line)) {
        const produced: IteratorResult<Effect, number> = left.next(answer)
        if (produced.done === true) {
          leftDone = true
          pipe.close()
        } else if (produced.value.do === 'write' && produced.value.stream === 1) {
          pipe.push(produced.value.text)
          answer = undefined
          if (steps.spend(produced.value.text.length)) yield steps.take()
        } else answer = produced.value.do === 'endless' ? undefined : yield produced.value
      }
      step = right.next(pipe.take(effect.line))
    }
    if (!leftDone) yield* drained(left, answer)
    return step.value
  } finally {
    left.return(0)
    right.return(0)
  }
}

/** A writer whose reader has gone runs on until it writes: SIGPIPE ends it then. */
function* drained(left: Run, answer: unknown): Part<void> {
  let step = left.next(answer)
  while (step.done !== true && !(step.value.do === 'write' && step.value.stream === 1))
    step = left.next(yield step.value)
}
