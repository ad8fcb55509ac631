/**
 * Scenarios that need no container: what is typed into kubectl, on a real cluster and on a simulated one. Each lies in a
 * namespace of its own, `ref-<file name>`; what it makes outside of namespaces has the file's name in its own name.
 *
 *     # Heading
 *     $ kubectl get pods              a command line; quotes, `echo '…' |` in front, `<<EOF` and lines until `EOF` behind
 *     + 3                             seconds that pass
 *     % why                           before a command: what it prints differs, and why that is right
 *     %% why                          before a command: what becomes of the objects differs, and why that is right
 */
import { parseLine } from '../../src/commands/simulation/demo/typed-line.js'

export interface Step {
  /** As it stands in the file. */
  readonly text: string
  /** The command line's words after the program's name; none where only time passes. */
  readonly words: readonly string[]
  readonly stdin?: string
  readonly seconds: number
  /** Why what it prints may differ; undefined: it must not. */
  readonly outputExcuse?: string
  /** Why what becomes of the objects may. */
  readonly stateExcuse?: string
}

export interface Scenario {
  readonly name: string
  readonly namespace: string
  readonly steps: readonly Step[]
}

/** Throws an Error that names the line that is not understood. */
export function parseScenario(name: string, text: string): Scenario {
  const lines = text.split('\n')
  const steps: Step[] = []
  let excuses: Pick<Step, 'outputExcuse' | 'stateExcuse'> = {}
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (line === '' || line.startsWith('# ')) continue
    if (line.startsWith('%% ')) excuses = { ...excuses, stateExcuse: line.slice(3) }
    else if (line.startsWith('% ')) excuses = { ...excuses, outputExcuse: line.slice(2) }
    else {
      const document = line.endsWith(' <<EOF') ? lines.slice(at + 1, lines.indexOf('EOF', at)) : undefined
      steps.push({ ...stepOf(line, document, `${name}:${at + 1}`), ...excuses })
      excuses = {}
      if (document !== undefined) at += document.length + 1
    }
  }
  return { name, namespace: `ref-${name}`, steps }
}

function stepOf(line: string, document: readonly string[] | undefined, where: string): Step {
  const passing = /^\+ (\d+)$/.exec(line)
  if (passing !== null) return { text: line, words: [], seconds: Number(passing[1]) }
  if (!/^\$ (?:echo '[^']*' \| )?kubectl /.test(line)) throw new Error(`${where}: not understood: ${line}`)
  const { words, stdin } = parseLine(line.slice(2).replace(/ <<EOF$/, ''), {})
  const input = document === undefined ? stdin : `${document.join('\n')}\n`
  return { text: line, words, seconds: 0, ...(input === undefined ? {} : { stdin: input }) }
}
