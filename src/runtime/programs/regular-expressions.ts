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

/** `s/…/…/[gi]`, `/…/d`, `/…/p`, `Nd`, `Np`, `N,Mp`, joined by semicolons. */
export function sedScript(
  script: string,
  extended: boolean,
): ((line: string, number: number, quiet: boolean) => string[]) | undefined {
  const steps = script.split(/;(?=\s*(?:s|\/|\d|\$))/).map((step) => sedStep(step.trim(), extended))
  if (steps.some((step) => step === undefined)) return undefined
  return (line, number, quiet) => {
    let text = line
    const printed: string[] = []
    for (const step of steps) {
      const result = step?.(text, number)
      if (result === undefined) return printed
      text = result.text
      if (result.print) printed.push(text)
    }
    return quiet ? printed : [...printed, text]
  }
}

function sedStep(
  step: string,
  extended: boolean,
): ((line: string, number: number) => { text: string; print: boolean } | undefined) | undefined {
  const substitution = /^s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1([gip]*)$/s.exec(step)
  if (substitution !== null) {
    const [, , from = '', to = '', options = ''] = substitution
    const regex = new RegExp(toRegex(from.replaceAll('\\/', '/'), extended), options.includes('i') ? 'i' : '')
    const all = options.includes('g') ? new RegExp(regex.source, `${regex.flags}g`) : regex
    const replacement = to
      .replaceAll('\\/', '/')
      .replace(/\$/g, '$$$$')
      .replace(/\\(\d)/g, '$$$1')
      .replace(/(?<!\\)&/g, '$$&')
      .replace(/\\&/g, '&')
    return (line) => ({ text: line.replace(all, replacement), print: options.includes('p') && regex.test(line) })
  }
  const addressed = /^(?:\/((?:\\.|[^/])*)\/|(\d+)(?:,(\d+))?)([dp])$/.exec(step)
  if (addressed === null) return undefined
  const [, pattern, from, to, action] = addressed
  const regex = pattern === undefined ? undefined : new RegExp(toRegex(pattern, extended))
  const applies = (line: string, number: number) =>
    regex?.test(line) ?? (number >= Number(from) && number <= Number(to ?? from))
  return (line, number) => {
    const hit = applies(line, number)
    return hit && action === 'd' ? undefined : { text: line, print: hit && action === 'p' }
  }
}
