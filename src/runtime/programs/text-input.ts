import { complain, type Part, type Run, readAll, readChunk, write } from '../processes/effects.js'
import { resolvePath } from '../processes/file-system.js'
import type { Process } from '../processes/process.js'

/** Runs over named files, or standard input when there is none; says which are missing. */
export function* overFiles(
  self: Process,
  names: readonly string[],
  body: (text: string, name: string) => Part<void>,
): Run {
  let status = 0
  for (const name of names.length === 0 ? ['-'] : names) {
    if (name === '-') {
      if (names.length === 0 && self.argv[0] === 'cat') yield* copyInput()
      else yield* body(yield* readAll(), '-')
      continue
    }
    const path = resolvePath(name, self.directory)
    const text = self.surroundings.files.read(path)
    if (text !== undefined) {
      yield* body(text, name)
      continue
    }
    const reason = self.surroundings.files.isDirectory(path)
      ? self.argv[0] === 'cat' && self.surroundings.tools === 'busybox'
        ? 'read error: Is a directory'
        : 'Is a directory'
      : 'No such file or directory'
    const busy = self.surroundings.tools === 'busybox' && !reason.startsWith('read') ? `can't open '${name}'` : name
    yield* complain(`${self.argv[0]}: ${reason.startsWith('read') ? reason : `${busy}: ${reason}`}\n`)
    status = self.argv[0] === 'grep' ? 2 : 1
  }
  return status
}

function* copyInput(): Part<void> {
  for (let chunk = yield* readChunk(); chunk !== undefined; chunk = yield* readChunk()) yield* write(chunk)
}

export function* readFiles(self: Process, names: readonly string[]): Part<string> {
  let all = ''
  yield* overFiles(self, names, function* (text) {
    all += text
    yield* write('')
  })
  return all
}

export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
