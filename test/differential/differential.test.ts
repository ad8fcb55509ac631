import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Line, parseScenario, throughBothDoors, throughOurDoors } from './doors.js'
import { findKubectl, otherReleases } from './kubectl.js'

const kubectl = findKubectl()
const folder = join(import.meta.dirname, 'scenarios')
const scenarios = readdirSync(folder)
  .sort()
  .map((name): [name: string, lines: Line[]] => [name, parseScenario(readFileSync(join(folder, name), 'utf8'))])

test.runIf(process.env.CI === 'true')('there is a kubectl to compare with', () => {
  expect(kubectl, 'put kubectl 1.33 on the PATH').toBeDefined()
})

describe('our command line says the same on a cluster and through its API', () => {
  test.concurrent.each(scenarios)('%s', { timeout: 120_000 }, async (_name, lines) => {
    const { local, remote } = await throughOurDoors(lines)
    expect(remote).toBe(local)
  })
})

describe.runIf(kubectl !== undefined)('our command line and kubectl say the same', () => {
  test.concurrent.each(scenarios)('%s', { timeout: 120_000 }, async (_name, lines) => {
    const { ours, theirs } = await throughBothDoors(lines, kubectl!)
    expect(ours).toBe(theirs)
  })
})

describe.runIf(kubectl !== undefined)('other releases of kubectl', () => {
  const lines = parseScenario(readFileSync(join(import.meta.dirname, 'releases', 'services.txt'), 'utf8'))

  test.concurrent.each(otherReleases(kubectl))('%s', { timeout: 120_000 }, async (_release, path) => {
    const { ours, theirs } = await throughBothDoors(lines, path)
    expect(ours).toBe(theirs)
  })
})
