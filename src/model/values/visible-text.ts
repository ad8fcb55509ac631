/**
 * Control characters that a terminal would obey, among them those that reorder what is read (Unicode's Cc and Cf but for the
 * joiners of writing, its separators of lines), and bytes that are no characters, which an 8-bit terminal may obey as well.
 */
const obeyed = /[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029\ud800-\udfff]/gu

/**
 * A text of strangers as it may be shown on a terminal: each such character as a mark that can be seen. ESC is `^[` and CR
 * `\r`, as kubectl shows them (cli-runtime `printers/terminal.go`), the other ASCII ones are in caret notation.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(obeyed, (character) => {
    if (character === '\r') return '\\r'
    const code = character.codePointAt(0)!
    if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
    if (code === 0x7f) return '^?'
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
