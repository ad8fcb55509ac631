import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { LONGEST_ARGUMENT, MOST_ARGUMENTS } from '../processes/argument-limits.js'
import { complain, type Run } from '../processes/effects.js'
import type { Process } from '../processes/process.js'

/** What `execve` says of a command line and environment that are longer than it takes (E2BIG). */
export class ArgumentListTooLong extends Error {}

/**
 * `$(NAME)` stands for a variable known so far, `$$` for a dollar; anything else stays as it is (`expansion.Expand`).
 * Variables may each name the one before twice: what no program could be started with is not built up.
 */
export function expandReferences(text: string, known: (name: string) => string | undefined): string {
  let length = text.length
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string) => {
    const value = whole === '$$' ? '$' : (known(name) ?? whole)
    length += value.length - whole.length
    if (length >= LONGEST_ARGUMENT) throw new ArgumentListTooLong()
    return value
  })
}

/** The command and args of a container, with its variables in them. */
export function ownWords({ command = [], args = [] }: Container, variables: () => Readonly<Record<string, string>>) {
  const known = (name: string) => entryOf(variables(), name)
  const expanded = (words: readonly string[]) =>
    words.map((word) => (word.includes('$') ? expandReferences(word, known) : word))
  return { command: expanded(command), args: expanded(args) }
}

/** Throws where Linux would not start a program with so much. */
export function checkLength(container: Container, variables: Readonly<Record<string, string>>): void {
  const { command, args } = ownWords(container, () => variables)
  const texts = [...command, ...args, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)]
  let total = 0
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1
    total += size
    if (size > LONGEST_ARGUMENT || total > MOST_ARGUMENTS) throw new ArgumentListTooLong()
  }
}

/** What runc's init does when its `execve` fails: it says so where the program's errors would go, and ends. */
export function* unexecutable({ argv: [name = ''], surroundings }: Process): Run {
  const folder = surroundings.tools === 'busybox' ? '/bin' : '/usr/bin'
  yield* complain(`exec ${name.includes('/') ? name : `${folder}/${name}`}: argument list too long\n`)
  return 255
}
