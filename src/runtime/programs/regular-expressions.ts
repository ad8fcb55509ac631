import { withinMemory } from '../processes/memory.js'
import { compileExpression, type Expression, type Found } from './expression.js'

const classNames = new Map(
  Object.entries({ digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: '\\s', upper: 'A-Z', lower: 'a-z' }),
)

/** A basic regular expression in JavaScript's form: `\(`, `\|`, `\+` are operators, bare ones are not. */
export function toRegex(pattern: string, extended: boolean): string {
  const classes = pattern.replace(/\[:(\w+):\]/g, (_, name: string) => classNames.get(name) ?? '')
  return extended
    ? classes
    : classes.replace(/\\?[(){}|+?]/g, (one) => (one.startsWith('\\') ? one.slice(1) : `\\${one}`))
}

/** What a script makes of a line; `size`: at how many places of its expressions one may be at once. */
interface Edit {
  readonly size: number
  apply(line: string, number: number, quiet: boolean): string[]
}

/** `s/…/…/[gi]`, `/…/d`, `/…/p`, `Nd`, `Np`, `N,Mp`, joined by semicolons; or what is wrong with the script. */
export function sedScript(script: string, extended: boolean): Edit | string {
  const steps: Step[] = []
  for (const each of script.split(/;(?=\s*(?:s|\/|\d|\$))/)) {
    try {
      const step = sedStep(each.trim(), extended)
      if (step === undefined) return `unsupported command: ${script}`
      steps.push(step)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      return `bad regex in '${each.trim()}': ${error.message}`
    }
  }
  const size = steps.reduce((sum, step) => sum + step.size, 0)
  const apply: Edit['apply'] = (line, number, quiet) => {
    let text = line
    const printed: string[] = []
    for (const step of steps) {
      const result = step.apply(text, number)
      if (result === undefined) return printed
      text = result.text
      if (result.print) printed.push(text)
    }
    return quiet ? printed : [...printed, text]
  }
  return { size, apply }
}

/** One command of a script: undefined where it deletes the line. */
interface Step {
  readonly size: number
  apply(line: string, number: number): { text: string; print: boolean } | undefined
}

/** Undefined for commands that there are not here; throws a SyntaxError for an expression that is none. */
function sedStep(step: string, extended: boolean): Step | undefined {
  const substitution = /^s([^\\])((?:\\.|(?!\1)[^\\])*)\1((?:\\.|(?!\1)[^\\])*)\1([gip]*)$/s.exec(step)
  if (substitution !== null) {
    const [, , from = '', to = '', options = ''] = substitution
    const expression = compileExpression(toRegex(from.replaceAll('\\/', '/'), extended), options.includes('i'))
    const wanted = options.includes('g') ? 'all' : 'first'
    const apply: Step['apply'] = (line) => {
      const found = expression.find(line, wanted)
      return { text: replace(line, found, to), print: options.includes('p') && found.length > 0 }
    }
    return { size: expression.size, apply }
  }
  const addressed = /^(?:\/((?:\\.|[^/\\])*)\/|(\d+)(?:,(\d+))?)([dp])$/.exec(step)
  if (addressed === null) return undefined
  const [, pattern, from, to, action] = addressed
  const expression: Expression | undefined =
    pattern === undefined ? undefined : compileExpression(toRegex(pattern.replaceAll('\\/', '/'), extended), false)
  const applies = (line: string, number: number) =>
    expression === undefined
      ? number >= Number(from) && number <= Number(to ?? from)
      : expression.find(line, 'first').length > 0
  const apply: Step['apply'] = (line, number) => {
    const hit = applies(line, number)
    return hit && action === 'd' ? undefined : { text: line, print: hit && action === 'p' }
  }
  return { size: expression?.size ?? 1, apply }
}

/** A line with its matches replaced: `&` stands for the whole of one, `\\1` for a group, `\\n` for the end of a line. */
function replace(line: string, found: readonly Found[], by: string): string {
  let text = ''
  let at = 0
  for (const { start, end, groups } of found) {
    const filled = by.replace(/\\(.)|&/gs, (all, escaped?: string) => {
      if (escaped === undefined) return groups[0]!
      if (/\d/.test(escaped)) return groups[Number(escaped)] ?? ''
      return { n: '\n', t: '\t', '/': '/', '&': '&' }[escaped] ?? all
    })
    text = withinMemory(text + line.slice(at, start) + filled)
    at = end
  }
  return text + line.slice(at)
}
