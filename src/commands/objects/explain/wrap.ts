/** Breaks a text into lines of at most `limit` characters at its spaces; longer words stay whole (go-wordwrap). */
export function wrapText(text: string, limit: number): string {
  let out = ''
  let current = 0
  let word = ''
  let space = ''
  const take = () => {
    current += space.length + word.length
    out += space + word
    space = ''
    word = ''
  }
  for (const character of text) {
    if (character === '\n') {
      if (word === '' && current + space.length > limit) space = ''
      take()
      out += character
      current = 0
    } else if (/\s/.test(character) && character !== '\u00a0') {
      if (space === '' || word !== '') take()
      space += character
    } else {
      word += character
      if (current + word.length + space.length > limit && word.length < limit) {
        out += '\n'
        current = 0
        space = ''
      }
    }
  }
  if (word === '' && current + space.length > limit) space = ''
  take()
  return out
}

/** Puts spaces before every line, the empty ones too. */
export function indentText(text: string, amount: number): string {
  const margin = ' '.repeat(amount)
  return margin + text.replaceAll('\n', `\n${margin}`)
}
