/** As clients do, passes the same text on once. */
export function eachOnce(tell: (text: string) => void): (text: string) => void {
  const sent = new Set<string>()
  return (text) => {
    if (sent.has(text)) return
    sent.add(text)
    tell(text)
  }
}

/** So many characters of warnings go with an answer, and so many of each once they are more (apiserver's `filters/warning.go`). */
const MOST_CHARACTERS = 4096
const MOST_OF_EACH = 256

/** What of the warnings of one request goes with its answer: each once, and the beginnings of the first where they are too long. */
export function sentWarnings(texts: readonly string[]): readonly string[] {
  const once = [...new Set(texts)]
  let length = 0
  const last = once.findIndex((text) => {
    length += lengthOf(text)
    return length > MOST_CHARACTERS
  })
  if (last < 0) return once
  const sent = once.slice(0, last + 1).map(beginning)
  let written = sent.reduce((sum, text) => sum + lengthOf(text), 0)
  for (const text of once.slice(last + 1)) {
    if (written >= MOST_CHARACTERS) break
    sent.push(beginning(text))
    written += lengthOf(sent.at(-1)!)
  }
  return sent
}

const lengthOf = (text: string) => [...text].length
const beginning = (text: string) => [...text].slice(0, MOST_OF_EACH).join('')
