/** What a file of variables is not (`pkg/kubelet/util/env`): its text is for the kubelet's own log. */
export class EnvironmentFileError extends Error {}

/**
 * The value of a variable in a file that a container has written (`ParseEnv`): `NAME='value'`, in single quotes, over several
 * lines if need be. Empty when the file does not have it; what comes after it is not looked at.
 */
export function variableIn(text: string, key: string): string {
  const lines = text.replace(/\n$/, '').split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.replace(/^[ \t]+/, '')
    if (line === '' || line.startsWith('#')) continue
    const [, name, rest] = /^([^=]*)=(.*)$/s.exec(line) ?? []
    if (name === undefined || rest === undefined) throw wrong(at, "missing '='")
    if (name.trim() === '') throw wrong(at, 'empty variable name')
    if (/[ \t]$/.test(name)) throw wrong(at, "whitespace before '=' is not allowed")
    if (/^[ \t]/.test(rest)) {
      // As a shell takes it: the variable is empty.
      if (name === key) return ''
      continue
    }
    if (!rest.startsWith("'")) throw wrong(at, 'value must be enclosed in single quotes')
    let value = rest.slice(1)
    while (!value.includes("'")) {
      at++
      if (at >= lines.length) throw wrong(at, 'unclosed single quote')
      value += `\n${lines[at]}`
    }
    const end = value.indexOf("'")
    if (!/^[ \t]*(#.*)?$/s.test(value.slice(end + 1))) throw wrong(at, 'unexpected content after closing quote')
    if (name === key) return value.slice(0, end)
  }
  return ''
}

const wrong = (index: number, why: string) =>
  new EnvironmentFileError(`invalid environment variable format at line ${index + 1}: ${why}`)
