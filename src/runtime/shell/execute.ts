/**
 * The shell: scanner and parser, expansion, builtins, evaluation, and here the way in: starting what a name
 * stands for, be it a command, a script or the shell itself. The commands themselves lie in programs/.
 */
import type { Part, Run } from '../processes/effects.js'
import type { Process } from '../processes/process.js'
import { runScript } from './script.js'

/** Starts what a name stands for; undefined when there is no such file. */
export function* runExecutable(self: Process, depth = 0): Part<number | undefined> {
  const { surroundings, argv, directory } = self
  const executable = surroundings.find(argv[0] ?? '', directory)
  if (executable === undefined) return undefined
  const inside = { depth: depth + 1, execute: runExecutable }
  if (executable.kind === 'command') return yield* executable.run(withTools(self, executable.tools))
  if (executable.kind === 'shell') return yield* runScript(self, { ...inside, flavour: executable.flavour })
  if (executable.kind === 'script') return yield* runScript(self, { ...inside, flavour: 'ash', text: executable.text })
  const { name, program } = executable
  return (yield { do: 'serve', name, program, background: self.background }) as number
}

/** A process from its start to its end: 127 when there is no such file. */
export function* runProcess(self: Process): Run {
  return (yield* runExecutable(self)) ?? 127
}

/** The process with another family of tools; everything else of its surroundings stays what it is. */
function withTools(self: Process, tools: 'busybox' | 'gnu' | undefined): Process {
  if (tools === undefined) return self
  const surroundings = Object.create(self.surroundings, { tools: { value: tools } })
  return { ...self, surroundings }
}
