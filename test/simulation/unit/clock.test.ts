import { describe, expect, test } from 'vitest'
import { machineTime, pause, virtualClock, wallClock } from '../../../src/simulation/index.js'

describe('clocks', () => {
  test('a wall clock follows the machine, and never goes back', async () => {
    const clock = wallClock(5000)
    expect(Math.abs(clock.now(0) - machineTime() - 5000)).toBeLessThan(1000)
    expect(clock.now(machineTime() + 1e9)).toBeGreaterThan(machineTime() + 9e8)
    const at = clock.now(0) + 20
    await clock.waitUntil(at)
    expect(clock.now(0)).toBeGreaterThanOrEqual(at)
  })

  test('a virtual clock shows until when everything has happened', async () => {
    expect(virtualClock.now(42)).toBe(42)
    await virtualClock.waitUntil(1e15)
  })

  test('a sleep ends with its signal', async () => {
    const ending = new AbortController()
    const sleeping = [wallClock(0).waitUntil(machineTime() + 1e12, ending.signal), pause(1e12, ending.signal)]
    ending.abort()
    await Promise.all(sleeping)
    await pause(1e12, ending.signal)
  })
})
