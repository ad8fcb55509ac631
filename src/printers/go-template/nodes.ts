/** What a Go template consists of. */

export type Operand =
  | { readonly type: 'dot' }
  | { readonly type: 'nil' }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'function'; readonly name: string }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly value: number; readonly whole: boolean }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'pipeline'; readonly pipeline: Pipeline }

/** An operand and the fields asked of it: `.metadata.name`, `$x.y`, `(index . 0).z`. */
export interface Argument {
  readonly operand: Operand
  readonly fields: readonly string[]
  readonly place: Place
}

export interface Place {
  readonly line: number
  readonly column: number
  /** As written, for messages. */
  readonly source: string
}

export interface Pipeline {
  /** `$i, $x := …`, or one variable that is declared or set. */
  readonly variables: readonly string[]
  readonly assigns: boolean
  /** Each command is an operand with its arguments; its value is the last argument of the next. */
  readonly commands: readonly (readonly Argument[])[]
  readonly place: Place
}

export type Statement =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'output'; readonly pipeline: Pipeline }
  | Branches<'if'>
  | Branches<'with'>
  | Branches<'range'>
  | { readonly type: 'break' | 'continue' }
  | { readonly type: 'call'; readonly name: string; readonly pipeline: Pipeline | undefined; readonly place: Place }

export interface Branches<Type extends string> {
  readonly type: Type
  readonly pipeline: Pipeline
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export interface ParsedTemplate {
  readonly body: readonly Statement[]
  readonly named: ReadonlyMap<string, readonly Statement[]>
}
