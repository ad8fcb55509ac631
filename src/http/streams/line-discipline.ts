import { mostWaiting } from './flow.js'

/** Keys that a terminal acts on instead of passing them on (`termios(3)`; the values that a new terminal has). */
const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'
const ERASE_WORD = '\u0017'
const ERASE_LINE = '\u0015'
const erase: ReadonlySet<string> = new Set(['\u007f', '\b'])

/** What stands between a client's terminal and the program that runs on it. */
export interface LineDiscipline {
  /** What the program reads; ends when the client does, or with Ctrl-D on an empty line. */
  readonly stdin: AsyncIterable<string>
  /** What the program prints, as the terminal shows it. */
  shown(text: string): string
  /** Calls the handler at each Ctrl-C, until the function returned is called. */
  onInterrupt(handler: () => void): () => void
}

/**
 * The line discipline of a new terminal: clients put their own terminal into raw mode and leave to that of the container
 * that keys are shown, that a line can be corrected until it is entered, and what Ctrl-C and Ctrl-D do.
 */
export function lineDiscipline(keys: AsyncIterable<string>, show: (text: string) => void): LineDiscipline {
  const lines = new Lines()
  const interrupts = new Interrupts()
  const line = new Line(show, lines, () => interrupts.raise())
  void read(keys, (text) => line.type(text), lines)
  return {
    stdin: lines,
    shown: (text) => text.replaceAll('\n', '\r\n'),
    onInterrupt: (handler) => interrupts.add(handler),
  }
}

/** For clients whose own terminal does all that: nothing is left but Ctrl-C, which they send as a key. */
export function interruptsAlone(keys: AsyncIterable<string>): LineDiscipline {
  const lines = new Lines()
  const interrupts = new Interrupts()
  const pass = (text: string) => {
    const [first = '', ...others] = text.split(INTERRUPT)
    lines.add(first)
    for (const each of others) {
      interrupts.raise()
      lines.add(each)
    }
  }
  void read(keys, pass, lines)
  return { stdin: lines, shown: (text) => text, onInterrupt: (handler) => interrupts.add(handler) }
}

/** Ctrl-C acts at once, whether or not the program reads: keys are taken as they come, as long as not too many wait. */
async function read(keys: AsyncIterable<string>, take: (text: string) => void, lines: Lines): Promise<void> {
  for await (const text of keys) {
    take(text)
    await lines.room()
  }
  lines.end()
}

class Interrupts {
  private readonly handlers = new Set<() => void>()

  add(handler: () => void): () => void {
    this.handlers.add(handler)
    return () => this.handlers.delete(handler)
  }

  raise(): void {
    for (const handler of this.handlers) handler()
  }
}

/** What a line holds beside its end: whatever is typed beyond is dropped (`termios(3)`, canonical mode). */
const mostOfLine = 4095

/** The line that is being typed. */
class Line {
  private typed: string[] = []
  private picture = ''

  constructor(
    private readonly print: (text: string) => void,
    private readonly lines: Lines,
    private readonly interrupt: () => void,
  ) {}

  /** What comes at once is shown at once. */
  type(text: string): void {
    for (const key of text) this.press(key)
    this.flush()
  }

  private show(picture: string): void {
    this.picture += picture
  }

  private flush(): void {
    if (this.picture !== '') this.print(this.picture)
    this.picture = ''
  }

  private press(key: string): void {
    if (key === '\r' || key === '\n') this.enter()
    else if (erase.has(key)) this.erase(1)
    else if (key === ERASE_LINE) this.erase(this.typed.length)
    else if (key === ERASE_WORD) this.erase([.../\S*\s*$/u.exec(this.typed.join(''))![0]].length)
    else if (key === END_OF_INPUT) this.hand()
    else if (key === INTERRUPT) this.break()
    else if (this.typed.length < mostOfLine) {
      this.show(picture(key))
      this.typed.push(key)
    }
  }

  /** What was typed ahead is forgotten. */
  private break(): void {
    this.show(picture(INTERRUPT))
    this.typed = []
    this.lines.forget()
    this.flush()
    this.interrupt()
  }

  private enter(): void {
    this.show('\r\n')
    this.typed.push('\n')
    this.hand()
  }

  /** Ctrl-D hands over what there is of a line; of nothing, that is the end. */
  private hand(): void {
    const text = this.typed.splice(0).join('')
    if (text === '') this.lines.end()
    else this.lines.add(text)
  }

  private erase(count: number): void {
    const erased = this.typed.splice(Math.max(0, this.typed.length - count))
    this.show('\b \b'.repeat(erased.map(picture).join('').length))
  }
}

/** Control characters are shown as `^C`. */
const picture = (key: string): string =>
  (key < ' ' && key !== '\t') || key === '\u007f' ? `^${String.fromCharCode(key.charCodeAt(0) ^ 64)}` : key

/** What has been typed and not been read yet. */
class Lines implements AsyncIterable<string> {
  private waiting: string[] = []
  private length = 0
  private open = true
  private wake: () => void = () => {}
  private taken: () => void = () => {}

  add(text: string): void {
    if (!this.open || text === '') return
    this.waiting.push(text)
    this.length += text.length
    this.wake()
  }

  /** Returns when there is room for more. */
  async room(): Promise<void> {
    while (this.length > mostWaiting) {
      await new Promise<void>((resolve) => {
        this.taken = resolve
      })
    }
  }

  forget(): void {
    this.waiting = []
    this.length = 0
  }

  end(): void {
    this.open = false
    this.wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    while (this.open || this.waiting.length > 0) {
      const next = this.waiting.shift()
      if (next !== undefined) {
        this.length -= next.length
        this.taken()
        yield next
      } else
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
    }
  }
}
