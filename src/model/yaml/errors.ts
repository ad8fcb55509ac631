/** What is wrong with a YAML text, in libyaml's words and with its line numbers, as kubectl shows them. */
import { type Document, isSeq, type LineCounter, type YAMLParseError } from 'yaml'
import { deepest } from '../json/json-syntax.js'

/** The first thing go-yaml would complain of, as `line 5: mapping values are not allowed in this context`. */
export function goSyntaxError(document: Document.Parsed, lines: LineCounter, text: string): string | undefined {
  const errors = document.errors.filter((error) => error.code !== 'MULTIPLE_DOCS')
  const first = errors[0]
  if (first === undefined) return undefined
  const lineOf = (position: number) => lines.linePos(Math.min(position, text.length)).line
  const line = lineOf(first.pos[0])
  switch (first.code) {
    case 'RESOURCE_EXHAUSTION':
      return scanned(line, `exceeded max depth of ${deepest}`)
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY': {
      const sequence = errors.find((error) => /block.seq/.test(error.message))
      if (sequence !== undefined) return parsed(lineOf(sequence.pos[0]), 'did not find expected key')
      const quote = errors.find((error) => error.message.includes('closing'))
      if (quote !== undefined) return missingCharacter(quote, lineOf, text)
      const colon = errors.find((error) => error.code === 'MULTILINE_IMPLICIT_KEY')?.pos[1] ?? first.pos[0]
      return scanned(lineOf(colon), 'mapping values are not allowed in this context')
    }
    case 'TAB_AS_INDENT':
      return scanned(line, tabProblem(text.slice(0, first.pos[0])))
    case 'BAD_SCALAR_START':
      if (first.message.includes('flow indicator')) return parsed(line, 'did not find expected node content')
      return scanned(line, 'found character that cannot start any token')
    case 'TAG_RESOLVE_FAILED':
      return scanned(line, "did not find the expected '>'")
    case 'BAD_DQ_ESCAPE':
      return scanned(
        line,
        /sequence \\[xuU]/.test(first.message)
          ? 'did not find expected hexdecimal number'
          : 'found unknown escape character',
      )
    case 'BAD_ALIAS':
      return scanned(line, 'did not find expected alphabetic or numeric character')
    case 'BAD_DIRECTIVE':
      return scanned(line, 'found unknown directive name')
    case 'MISSING_CHAR':
      return missingCharacter(first, lineOf, text)
    default:
      return structure(first, line, document, text)
  }
}

/** After a plain value a tab looks like its continuation, elsewhere like the beginning of something. */
function tabProblem(before: string): string {
  const continues = /[^:"'\s]\s*$/.test(before) && !/(^|\n)\s*-\s*$/.test(before)
  return continues ? 'found a tab character that violates indentation' : 'found character that cannot start any token'
}

/** The scanner counts lines from one, and leaves out the first. */
function scanned(line: number, problem: string): string {
  return line <= 1 ? problem : `line ${line}: ${problem}`
}

/** The parser counts them from zero, and leaves out that. */
function parsed(line: number, problem: string): string {
  return line <= 1 ? problem : `line ${line - 1}: ${problem}`
}

function missingCharacter(error: YAMLParseError, lineOf: (position: number) => number, text: string): string {
  const line = lineOf(error.pos[0])
  if (error.message.includes('closing')) return scanned(lineOf(text.length), 'found unexpected end of stream')
  if (error.message.includes('directives-end')) return 'found unknown directive name'
  if (error.message.includes('Implicit')) {
    const rest = text.slice(error.pos[0]).split('\n').slice(1)
    const next = rest.findIndex((each) => /^\s*[^\s#]/.test(each))
    return scanned(next < 0 ? lineOf(text.length) : line + next + 1, "could not find expected ':'")
  }
  return parsed(line, 'did not find expected key')
}

function structure(error: YAMLParseError, line: number, document: Document.Parsed, text: string): string {
  const { message } = error
  if (message.includes('block-seq-ind')) return scanned(line, 'block sequence entries are not allowed in this context')
  if (message.startsWith('Block scalar header')) return scanned(line, 'did not find expected comment or line break')
  if (/flow-(map|seq)-end|Unexpected ,/.test(message)) return parsed(line, 'did not find expected node content')
  const bracket = /end with a ([\]}])/.exec(message)?.[1]
  if (bracket !== undefined) return unclosed(bracket, line, text, error.pos[0])
  const inSequence =
    message.includes('sequence items') ||
    (message.includes('node end') && isSeq(document.contents)) ||
    (message.includes('mapping items') && followsItem(text, error.pos[0]))
  return parsed(line, inSequence ? "did not find expected '-' indicator" : 'did not find expected key')
}

/** Where the text ends the parser misses either the next value or what comes after one. */
function unclosed(bracket: string, line: number, text: string, position: number): string {
  const expected = `did not find expected ',' or '${bracket}'`
  if (text.slice(position).trim() !== '') return parsed(line, expected)
  const last = text.trimEnd()
  return parsed(last.split('\n').length + 1, /[[{,:]$/.test(last) ? 'did not find expected node content' : expected)
}

/** Whether the line at a position is indented as the list item above it. */
function followsItem(text: string, position: number): boolean {
  const lines = text.slice(0, position).split('\n')
  const above = lines.at(-2) ?? ''
  const indentation = (/^ */.exec(text.slice(text.lastIndexOf('\n', position) + 1)) ?? [''])[0].length
  return above.startsWith(`${' '.repeat(indentation)}- `)
}
