/**
 * Starts programs for a process that is too large to fork cheaply: it gets `{ id, path, words, options, stdin }` and
 * answers `{ id, stdout, stderr, exitCode }`, and ends with its parent.
 */
import { execFile } from 'node:child_process'

process.on('message', ({ id, path, words, options, stdin }) => {
  const child = execFile(path, words, options, (error, stdout, stderr) => {
    const code = error === null ? 0 : (error.code ?? -1)
    process.send({ id, stdout, stderr, exitCode: typeof code === 'number' ? code : -1 })
  })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin ?? '')
})
process.on('disconnect', () => process.exit())
