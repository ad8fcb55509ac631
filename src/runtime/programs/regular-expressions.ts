import { compileExpression, type Expression, type Found } from './expression.js'

/** A basic regular expression in JavaScript's form: `\(`, `\|`, `\+` are operators, bare ones are not. */
export function toRegex(pattern: string, extended: boolean): string {
  const classes = pattern.replace(
    /\[:(\w+):\]/g,
    (_, name: string) =>
      ({ digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: '\\s', upper: 'A-Z', lower: 'a-z' })[name] ?? '',
  )
  return extended
    ? classes
    : classes.replace(/\\?[(){}|+?]/g, (one) => (one.startsWith('\\') ? one.slice(1) : `\\${one}`))
}

/** What a script makes of a line. */
type Edit = (line: string, number: number, quiet: boolean) => string[]

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
  return (line, number, quiet) => {
    let text = line
    const printed: string[] = []
    for (const step of steps) {
      const result = step(text, number)
      if (result === undefined) return printed
      text = result.text
      if (result.print) printed.push(text)
    }
    return quiet ? printed : [...printed, text]
  }
}

/** One command of a script: undefined where it deletes the line. */
type Step = (line: string, number: number) => { text: string; print: boolean } | undefined

/** Undefined for commands that there are not here; throws a SyntaxError for an expression that is none. */
function sedStep(step: string, extended: boolean): Step | undefined {
  const substitution = /^s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1([gip]*)$/s.exec(step)
  if (substitution !== null) {
    const [, , from = '', to = '', options = ''] = substitution
    const expression = compileExpression(toRegex(from.replaceAll('\\/', '/'), extended), options.includes('i'))
    return (line) => {
      const found = expression(line)
      const replaced = options.includes('g') ? found : found.slice(0, 1)
      return { text: replace(line, replaced, to), print: options.includes('p') && found.length > 0 }
    }
  }
  const addressed = /^(?:\/((?:\\.|[^/])*)\/|(\d+)(?:,(\d+))?)([dp])$/.exec(step)
  if (addressed === null) return undefined
  const [, pattern, from, to, action] = addressed
  const expression: Expression | undefined =
    pattern === undefined ? undefined : compileExpression(toRegex(pattern.replaceAll('\\/', '/'), extended), false)
  const applies = (line: string, number: number) =>
    expression === undefined ? number >= Number(from) && number <= Number(to ?? from) : expression(line).length > 0
  return (line, number) => {
    const hit = applies(line, number)
    return hit && action === 'd' ? undefined : { text: line, print: hit && action === 'p' }
  }
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
    text += line.slice(at, start) + filled
    at = end
  }
  return text + line.slice(at)
}
