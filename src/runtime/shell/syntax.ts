/** The syntax tree of a shell program: POSIX's grammar, as far as it is simulated. */

export interface List {
  readonly items: readonly { readonly chain: Chain; readonly background: boolean }[]
}

/** Pipelines joined by `&&` and `||`. */
export interface Chain {
  readonly first: Pipeline
  readonly rest: readonly { readonly when: '&&' | '||'; readonly pipeline: Pipeline }[]
}

export interface Pipeline {
  readonly negated: boolean
  readonly commands: readonly Node[]
}

export type Node =
  | SimpleCommand
  | { readonly form: 'group' | 'subshell'; readonly body: List; readonly redirects: readonly Redirect[] }
  | {
      readonly form: 'if'
      readonly branches: readonly { readonly condition: List; readonly body: List }[]
      readonly otherwise: List | undefined
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly form: 'loop'
      readonly until: boolean
      readonly condition: List
      readonly body: List
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly form: 'for'
      readonly variable: string
      /** Undefined: the positional parameters. */
      readonly words: readonly Word[] | undefined
      readonly body: List
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly form: 'case'
      readonly word: Word
      readonly branches: readonly { readonly patterns: readonly Word[]; readonly body: List }[]
      readonly redirects: readonly Redirect[]
    }
  | { readonly form: 'function'; readonly name: string; readonly body: Node; readonly redirects: readonly Redirect[] }

export interface SimpleCommand {
  readonly form: 'simple'
  readonly assignments: readonly { readonly name: string; readonly value: Word }[]
  readonly words: readonly Word[]
  readonly redirects: readonly Redirect[]
}

export interface Redirect {
  readonly operator: '<' | '>' | '>>' | '>|' | '<<' | '<<<' | '>&' | '<&' | '&>' | '&>>'
  /** File descriptor; undefined: the operator's own. */
  readonly descriptor: number | undefined
  /** Its target; for `<<` the document itself. */
  readonly target: Word
}

export type Word = readonly Part[]

export type Part =
  | { readonly form: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly form: 'variable'
      readonly name: string
      readonly quoted: boolean
      /** `:-`, `-`, `:=`, `=`, `:?`, `?`, `:+`, `+`, `#`, `##`, `%`, `%%`, or `length` for `${#name}`. */
      readonly operator?: string
      readonly operand?: Word
    }
  | { readonly form: 'command'; readonly body: List; readonly quoted: boolean }
  | { readonly form: 'arithmetic'; readonly expression: Word; readonly quoted: boolean }

/** The text is no program. */
export class SyntaxFault extends Error {}

/** The text is the beginning of a program: an interactive shell asks for more. */
export class Unfinished extends Error {
  constructor(readonly missing: string) {
    super(`unexpected end of file, expected ${missing}`)
  }
}
