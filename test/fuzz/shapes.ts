/** Long inputs that find readers which take more than their input is long. */

export interface Reader {
  readonly name: string
  /** What means something to it: each is repeated, alone and between others. */
  readonly signs: readonly string[]
  read(text: string): unknown
  /** Whether it is one of its own errors, which say what is wrong with the input. */
  refuses(error: unknown): boolean
}

/** A sign, or two of them in turn, over and over: behind a beginning that promises something else, before an end that breaks it. */
export interface Shape {
  readonly begin: string
  readonly repeated: string
  readonly end: string
}

/** What no reader takes for a sign of its own, and what many do. */
const ordinary = ['a', '0', ' ', '\n', '\u00e9', '"', '\\']

export const signsOf = ({ signs }: Reader): readonly string[] => [...new Set([...signs, ...ordinary])]

export const shapeText = ({ begin, repeated, end }: Shape, length: number): string =>
  begin + repeated.repeat(Math.ceil(length / repeated.length)) + end
