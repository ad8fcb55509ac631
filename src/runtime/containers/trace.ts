import type { Millis } from '../../model/objects/object.js'
import type { Question } from '../../network/contract.js'
import type { ProgramDocument } from '../catalogue/document.js'
import type { Effect, Run } from '../processes/effects.js'
import { Processor, stepsOf } from '../processes/processor-time.js'
import { nextOf } from '../processes/stepping.js'

/** A line of output, relative to the program's start. */
export interface TraceLine {
  readonly after: Millis
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
  /** The line is longer than this, and goes on with the next. */
  readonly partial?: true
}

/** A server that a program has become, or has started in the background. */
export interface TracedServer {
  readonly after: Millis
  readonly name: string
  readonly program: ProgramDocument
}

/** Why a program goes no further. */
export type Halt =
  | { readonly because: 'exit'; readonly code: number; readonly reason?: string }
  /** It serves, sleeps for ever or follows a file that does not change. */
  | { readonly because: 'runs-on' }
  /** It reads from a standard input that is open and silent. */
  | { readonly because: 'reads' }
  /** The network has to answer first. */
  | { readonly because: 'asks'; readonly question: Question }

export interface TraceOptions {
  /** Which part of a processor's time the program has; absent: all of it. */
  readonly share?: number
  /** What the network answered so far; more can be told later. */
  readonly answers: readonly unknown[]
  /** Whether standard input stays open; a closed one is at its end. */
  readonly inputOpen: boolean
  /** Its lines are not kept: it is known how it goes on, and nobody reads what it says on its way. */
  readonly silent?: boolean
  /** Whether a port is taken already by another container of the pod. */
  isTaken(program: ProgramDocument): boolean
  /** Fills in a text of the program's document for an instant relative to the start. */
  fill(text: string, after: Millis): string
}

/** A kubelet lets a log grow so far and then begins another, of which alone it tells (`containerLogMaxSize`). */
const LONGEST_LOG = 10 * 1024 * 1024
/** What a line takes in a log beside its text: its time and its stream. */
const LINE_HEAD = 40
/** So many lines are logged in one step. */
const LINES_IN_ONE_STEP = 16
/** Longer lines are logged in pieces (containerd's `max_container_log_line_size`). */
const LONGEST_LINE = 16 * 1024
/** Programs do not sleep longer than three centuries: the calendar has an end. */
const FOR_EVER: Millis = 10_000_000_000_000

/** In so many steps a program that goes round and round has shown what it does. */
const ROUNDS = 1_000

/** A line whose text is filled in when somebody reads it: most logs nobody looks at. */
class FilledLine implements TraceLine {
  private filled: string | undefined

  constructor(
    readonly after: Millis,
    readonly stream: 'stdout' | 'stderr',
    private readonly fill: () => string,
  ) {}

  get text(): string {
    this.filled ??= this.fill()
    return this.filled
  }
}

/**
 * What a program does when nobody watches: its effects are played through as far as they are wanted, on a clock of its
 * own. Playing it again with the same answers gives the same, so nothing of it needs to be stored.
 */
export class Trace {
  readonly lines: TraceLine[] = []
  /** Lines that were there and are no longer, since the log had become too long. */
  dropped = 0
  readonly servers: TracedServer[] = []
  /** Where the program is by now. */
  elapsed: Millis = 0
  halt: Halt | undefined
  /** From when on it catches SIGTERM. */
  trapsTermAfter: Millis | undefined
  /** What the network has answered so far. */
  readonly answers: unknown[]
  private answered = 0
  /** Steps since it has come into an endless loop, or has heard something in it. */
  private rounds: number | undefined
  private readonly unfinished = { stdout: '', stderr: '' }
  private result: unknown
  private readonly processor: Processor
  private steps = 0
  private logged = 0

  constructor(
    private readonly program: Run,
    private readonly options: TraceOptions,
  ) {
    this.answers = [...options.answers]
    this.processor = new Processor(options.share)
  }

  /** Plays on until the program is past an instant or has halted. */
  advance(until: Millis): void {
    while (this.halt === undefined && this.elapsed <= until) this.step()
  }

  /** Plays on, for so many steps or as long as no time passes, until it is known how the program goes on. Says whether it is. */
  lookAhead(mostSteps: number): boolean {
    const { elapsed } = this
    const most = this.steps + mostSteps
    while (!this.isKnown && (this.steps < most || this.elapsed === elapsed)) this.step()
    return this.isKnown
  }

  /** Whether it is known how the program goes on: it has halted, or goes round and round. */
  get isKnown(): boolean {
    return this.halt !== undefined || (this.rounds ?? 0) > ROUNDS
  }

  /** Tells the program what the network answers. */
  receive(answer: unknown): void {
    this.answers.push(answer)
    if (this.halt?.because !== 'asks') return
    this.halt = undefined
    this.takeAnswer()
  }

  private takeAnswer(): void {
    this.result = this.answers[this.answered++]
    if (this.rounds !== undefined) this.rounds = 0
  }

  private step(): void {
    if (this.rounds !== undefined) this.rounds++
    const next = nextOf(this.program, this.result)
    this.result = undefined
    if ('end' in next) {
      if (next.said !== undefined) this.write('stderr', next.said)
      this.stop({ because: 'exit', ...next.end })
      return
    }
    this.work(stepsOf(next.effect))
    if (this.halt === undefined) this.perform(next.effect)
  }

  private work(steps: number): void {
    this.steps += steps
    this.elapsed += this.processor.work(steps)
    if (this.elapsed >= FOR_EVER && this.halt === undefined) this.stop({ because: 'runs-on' })
  }

  private perform(effect: Effect): void {
    if (effect.do === 'write') this.write(effect.stream === 1 ? 'stdout' : 'stderr', effect.text)
    else if (effect.do === 'sleep') this.sleep(effect.millis)
    else if (effect.do === 'ask') this.ask(effect.question)
    else if (effect.do === 'serve') this.serve(effect)
    else if (effect.do === 'read' && this.options.inputOpen) this.stop({ because: 'reads' })
    else if (effect.do === 'trap' && effect.signal === 'TERM') this.trapsTermAfter ??= this.elapsed
    else if (effect.do === 'endless') this.rounds ??= 0
  }

  private sleep(millis: Millis): void {
    const until = this.elapsed + this.processor.rest(millis)
    if (until < FOR_EVER) this.elapsed = until
    else this.stop({ because: 'runs-on' })
  }

  private ask(question: Question): void {
    if (this.answered < this.answers.length) this.takeAnswer()
    else this.stop({ because: 'asks', question })
  }

  private serve({ name, program, background }: Extract<Effect, { do: 'serve' }>): void {
    const { portTaken } = program
    if (portTaken !== undefined && this.options.isTaken(program)) {
      this.print(portTaken.output)
      this.elapsed += portTaken.after
      this.result = portTaken.code
      return
    }
    this.print(program.output ?? [])
    this.servers.push({ after: this.elapsed, name, program })
    if (background) this.result = 0
    else if (program.exit === undefined) this.stop({ because: 'runs-on' })
    else {
      this.elapsed += program.exit.after
      this.result = program.exit.code
    }
  }

  private print(output: NonNullable<ProgramDocument['output']>): void {
    for (const { text, stream = 'stdout', after = 0 } of output) {
      const at = this.elapsed + after
      if (this.options.silent) this.dropped++
      else this.lines.push(new FilledLine(at, stream, () => this.options.fill(text, at)))
    }
  }

  private write(stream: 'stdout' | 'stderr', text: string): void {
    const lines = (this.unfinished[stream] + text).split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) this.log(stream, this.logPieces(stream, line))
    this.work(Math.floor(lines.length / LINES_IN_ONE_STEP))
    this.unfinished[stream] = this.logPieces(stream, rest)
  }

  /** Logs what is too long for one line; the rest of it is left. */
  private logPieces(stream: 'stdout' | 'stderr', text: string): string {
    let at = 0
    for (; text.length - at > LONGEST_LINE; at += LONGEST_LINE)
      this.log(stream, text.slice(at, at + LONGEST_LINE), true)
    this.work(at / LONGEST_LINE)
    return at === 0 ? text : text.slice(at)
  }

  private log(stream: 'stdout' | 'stderr', text: string, partial = false): void {
    if (this.options.silent) return void this.dropped++
    this.lines.push({ after: this.elapsed, stream, text, ...(partial ? { partial } : {}) })
    this.logged += text.length + LINE_HEAD
    if (this.logged <= LONGEST_LOG) return
    const kept = this.lines.splice(0, Math.ceil(this.lines.length / 2))
    this.dropped += kept.length
    for (const line of kept) this.logged -= line.text.length + LINE_HEAD
  }

  private stop(halt: Halt): void {
    this.halt = halt
    if (halt.because !== 'exit') return
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.unfinished[stream] !== '') this.write(stream, '\n')
    }
  }
}
