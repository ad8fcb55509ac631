import { describe, expect, test } from 'vitest'
import { drive, type EffectHandlers } from '../../../src/runtime/sessions/driver.js'
import type { Host } from '../../../src/runtime/sessions/host.js'
import { runExecutable } from '../../../src/runtime/shell/execute.js'
import { shellProcess } from '../place.js'

/** A terminal on which lines are typed one by one; `^C` stands for Ctrl-C. Time never comes. */
async function type(argv: readonly string[], lines: readonly string[]): Promise<{ shown: string; code: number }> {
  let shown = ''
  let interrupt = () => {}
  const host: Host = {
    now: () => 0,
    transact: async (work) => work(undefined as never),
    waitUntil: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    changed: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
  }
  const waiting: ((line: IteratorResult<string>) => void)[] = []
  const stdin: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => waiting.push(resolve)) }),
  }
  const process = shellProcess(argv, { terminal: { in: true, out: true } })
  const program = (function* () {
    return (yield* runExecutable(process)) ?? 127
  })()
  const driven = drive(program, {
    host,
    tty: true,
    handlers: { origin: { from: 'host' }, save() {}, dirty: () => false } satisfies EffectHandlers,
    streams: {
      stdin,
      out: (text) => {
        shown += text
      },
      err: (text) => {
        shown += text
      },
      onInterrupt(handler) {
        interrupt = handler
        return () => {
          interrupt = () => {}
        }
      },
    },
  })
  for (const line of lines) {
    await quiet()
    if (line === '^C') interrupt()
    else waiting.shift()?.({ value: `${line}\n`, done: false })
  }
  await quiet()
  waiting.shift()?.({ value: undefined, done: true })
  const code = await driven
  return { shown, code }
}

/** Until whatever can happen by itself has happened. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('Ctrl-C', () => {
  test('ends a program', async () => {
    expect(await type(['sleep', '100'], ['^C'])).toEqual({ shown: '', code: 130 })
  })

  test('leaves the command that runs, and the shell goes on', async () => {
    const { shown, code } = await type(['sh'], ['while true; do sleep 5; done', '^C', 'echo $? still here'])
    expect(shown).toBe('/ # \n/ # 130 still here\n/ # \n')
    expect(code).toBe(0)
  })

  test('forgets a line that is not whole', async () => {
    const { shown } = await type(['sh'], ['echo "one', '^C', 'echo two'])
    expect(shown).toBe('/ # > \n/ # two\n/ # \n')
  })

  test('stops the parts of a pipe', async () => {
    const { shown } = await type(['sh'], ['sleep 100 | cat', '^C', 'echo next'])
    expect(shown).toBe('/ # \n/ # next\n/ # \n')
  })
})
