/** How kubectl lays texts out in the older form of `explain` (`pkg/explain/formatter.go`). */

/** The lines of a text, each after as many spaces as it is indented by, and of at most 80 bytes with them. */
export function olderText(text: string, indent: number): string {
  return linesOf(text, 80 - indent)
    .map((line) => `${line === '' ? '' : ' '.repeat(indent)}${line}\n`)
    .join('')
}

/** Lines of at most `limit` bytes, broken between words; blocks of code, empty lines and lists stay apart. */
function linesOf(text: string, limit: number): string[] {
  const lines: string[] = []
  let words: string[] = []
  let last = ''
  const end = () => {
    if (words.length > 0) {
      lines.push(words.join(' '))
      last = ''
    }
    words = []
  }
  for (const given of text.split('\n')) {
    const isCode = given.startsWith('    ')
    if (isCode || (lines.length > 0 && given.trim() === '')) {
      end()
      lines.push(isCode ? given : '')
      continue
    }
    if (last.endsWith(':') || given.trim() === '' || bullet.test(given.trim())) end()
    for (const word of given.split(/\s+/).filter((each) => each !== '')) {
      last = word
      if (words.length > 0 && Buffer.byteLength([...words, word].join(' ')) > limit) end()
      words.push(word)
    }
  }
  end()
  return lines
}

const bullet = /^(\d+\.?|-|\*)\s/
