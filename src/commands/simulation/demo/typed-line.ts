/** A line as it is typed into a shell, as far as labs need one: words, quotes, `$name`, and one `echo '…' |` in front. */

/** A line in parts. */
export interface TypedLine {
  readonly words: readonly string[]
  /** What is piped into it. */
  readonly stdin: string | undefined
}

interface ReadLine {
  /** With the program's name, and with `$name` where it still stands for what it will be. */
  readonly template: TypedLine
  /** A quote that has no partner. */
  readonly unclosed: string | undefined
  /** What would be the shell's outside quotes. */
  readonly operator: string | undefined
}

/** Reads a line into its parts. */
export function readLine(line: string): ReadLine {
  const piped = /^(?:echo|printf '%s\\n') ('[^']*'|"[^"]*") \| (.*)$/s.exec(line)
  const { words, unclosed, operator } = splitWords(piped?.[2] ?? line)
  return { template: { words, stdin: piped === null ? undefined : `${piped[1]!.slice(1, -1)}\n` }, unclosed, operator }
}

/** The parts of a line with what its names stand for; the first word, the program's name, is left out. */
export function parseLine(line: string, variables: Readonly<Record<string, string>>) {
  const { template } = readLine(line)
  return filledLine(template, variables)
}

export function filledLine({ words, stdin }: TypedLine, variables: Readonly<Record<string, string>>): TypedLine {
  return {
    words: words.slice(1).map((word) => filled(word, variables)),
    stdin: stdin === undefined ? undefined : filled(stdin, variables),
  }
}

/** A text with the values of the names in it; a name that has none stays. */
export const filled = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$(\w+)/g, (all, name: string) => (Object.hasOwn(variables, name) ? variables[name]! : all))

function splitWords(line: string) {
  const words: string[] = []
  let word: string | undefined
  let operator: string | undefined
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!
    if (letter === "'" || letter === '"') {
      const end = line.indexOf(letter, at + 1)
      if (end < 0) return { words, unclosed: letter, operator }
      word = (word ?? '') + line.slice(at + 1, end)
      at = end
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      if (/[|&;<>`]/.test(letter) || line.startsWith('$(', at)) operator ??= letter
      word = (word ?? '') + letter
    }
  }
  if (word !== undefined) words.push(word)
  return { words, unclosed: undefined, operator }
}
