import { append } from '../../model/values/append.js'

/** The arguments of a command, taken apart as getopt(3) does. */
export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
  /** The first option that the command does not know. */
  readonly unknown?: string
}

/**
 * Takes arguments apart. `known`: letters and long names of options; those that take a value end with a colon:
 * `['q', 'O:', 'header:']`. Operands and options may mix unless `operandsLast`.
 */
export function readOptions(args: readonly string[], known: readonly string[], operandsLast = false): Options {
  const takesValue = new Set(known.filter((name) => name.endsWith(':')).map((name) => name.slice(0, -1)))
  const plain = new Set(known.filter((name) => !name.endsWith(':')))
  const flags = new Set<string>()
  const values = new Map<string, string>()
  const operands: string[] = []
  let unknown: string | undefined
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      append(operands, args.slice(at + 1))
      break
    }
    if (!arg.startsWith('-') || arg === '-') {
      append(operands, operandsLast ? args.slice(at) : [arg])
      if (operandsLast) break
      continue
    }
    if (arg.startsWith('--')) {
      const [name = '', ...rest] = arg.slice(2).split('=')
      if (takesValue.has(name)) values.set(name, rest.length > 0 ? rest.join('=') : (args[++at] ?? ''))
      else if (plain.has(name)) flags.add(name)
      else unknown ??= arg
      continue
    }
    for (let index = 1; index < arg.length; index++) {
      const letter = arg[index] ?? ''
      if (takesValue.has(letter)) {
        values.set(letter, index + 1 < arg.length ? arg.slice(index + 1) : (args[++at] ?? ''))
        break
      }
      if (plain.has(letter)) flags.add(letter)
      else unknown ??= `-${letter}`
    }
  }
  return { flags, values, operands, ...(unknown === undefined ? {} : { unknown }) }
}
