/** What is busy for long is ended by signals though it listens for them when it is at leisure. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'kubesim-deaf-'))
const program = join(folder, 'busy.mjs')
afterAll(() => rmSync(folder, { recursive: true }))

/** Listens as the program does, begins to work, and never looks up. */
const source = `
import { execFileSync } from 'node:child_process'
import { endWhenDeaf } from './src/process/deafness.js'
import { interruption } from './src/process/interruption.js'
const interrupts = interruption(process, () => false, (process, signals, listen) => endWhenDeaf(process, signals, listen, 200))
if (process.argv[2] === 'at work on its input') await interrupts.listenDuring(async () => {})
else interrupts.listen()
setTimeout(() => {
  process.stdout.write('busy')
  if (process.argv[2] === 'held up') {
    execFileSync('sleep', ['1'])
    execFileSync('sleep', ['1'])
    return void setTimeout(() => {}, 20_000)
  }
  if (process.argv[2] === 'matching') /^(a+)+$/.test('a'.repeat(99) + '!')
  for (;;);
}, 300)
`

beforeAll(() =>
  build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, '..', '..') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  }),
)

test.each([
  ['looping', 'SIGTERM'],
  ['looping', 'SIGHUP'],
  ['matching', 'SIGINT'],
  ['at work on its input', 'SIGINT'],
] as const)('while it is %s, by %s', async (work, signal) => {
  const child = spawn(process.execPath, [program, work])
  const ended = once(child, 'close')
  await once(child.stdout, 'data')
  // The first that comes may find it not yet known to be deaf; users press Ctrl-C twice, too.
  const again = setInterval(() => child.kill(signal), 100)
  expect(await ended).toEqual([null, signal])
  clearInterval(again)
})

test('whoever was only held up hears of a signal that came meanwhile', async () => {
  const child = spawn(process.execPath, [program, 'held up'])
  const ended = once(child, 'close')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await ended).toEqual([143, null])
})
