/** Who has been told to end and does not ask for it is ended all the same. */
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { interruption } from '../../src/process/interruption.js'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A process with a command that hears of signals. */
function listening() {
  const exit = vi.fn()
  const process = Object.assign(new EventEmitter(), { exit })
  const interrupts = interruption(
    process,
    () => false,
    () => {},
  )
  interrupts.listen()
  return { process, interrupts, exit }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('a command that goes on with its work after %s is ended within a second, with %i', (signal, code) => {
  const { process, interrupts, exit } = listening()
  process.emit(signal)
  expect(interrupts.signal.reason).toBe(code)
  expect(exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  expect(exit).toHaveBeenCalledWith(code)
})

test('so is one whose reader has gone', () => {
  const { interrupts, exit } = listening()
  interrupts.stop(141)
  vi.advanceTimersByTime(1000)
  expect(exit).toHaveBeenCalledWith(141)
})
