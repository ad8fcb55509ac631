/** The longest text that a program may hold at once: a variable, what a command substitution gave, what it has read. */
export const mostText = 8 * 1024 * 1024

/** How many words a word of a script may stand for. */
export const mostWords = 400_000

/** A program needs more memory than there is: the kernel kills it, and with it its container. */
export class OutOfMemory extends Error {}

/** A text that a program holds on to. */
export function withinMemory(text: string, most = mostText): string {
  if (text.length > most) throw new OutOfMemory(`a text of ${text.length} characters`)
  return text
}
