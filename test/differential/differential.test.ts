import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Line, parseScenario, throughBothDoors, throughOurDoors } from './doors.js'
import { findKubectl, otherReleases, wanted } from './kubectl.js'

type Scenario = [name: string, lines: Line[]]

const kubectl = findKubectl()
const folder = join(import.meta.dirname, 'scenarios')
const scenariosIn = (directory: string): Scenario[] =>
  readdirSync(join(folder, directory))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => join(directory, name))
    .sort()
    .map((name) => [name, parseScenario(readFileSync(join(folder, name), 'utf8'))])

/** Every family of commands, with its main uses, right and wrong. */
const usual = scenariosIn('')
/** The same in all its forms: fewer surprises are to be expected for the time that kubectl takes. */
const thorough = scenariosIn('thorough')
/** With kubectl each command costs a tenth of a second: the thorough ones are compared with it when they are asked for. */
const withKubectl = process.env.KUBESIM_DIFFERENTIAL === 'all' ? [...usual, ...thorough] : usual

test.runIf(process.env.CI === 'true' || process.env.KUBESIM_KUBECTL)('there is a kubectl to compare with', () => {
  expect(kubectl, `put kubectl ${wanted} on the PATH, or name one in KUBESIM_KUBECTL`).toBeDefined()
})

describe('our command line says the same on a cluster and through its API', () => {
  test.concurrent.each([...usual, ...thorough])('%s', { timeout: 120_000 }, async (_name, lines) => {
    const { local, remote } = await throughOurDoors(lines)
    expect(remote).toBe(local)
  })
})

describe.runIf(kubectl !== undefined)('our command line and kubectl say the same', () => {
  // Once more when a busy machine has kept kubectl from coming back to a watch in time.
  test.concurrent.each(withKubectl)('%s', { timeout: 120_000, retry: 1 }, async (_name, lines) => {
    const { ours, theirs } = await throughBothDoors(lines, kubectl!)
    expect(ours).toBe(theirs)
  })
})

/** What kubectl has begun to say since: the namespace of what is deleted, and who keeps what is typed. */
const asBefore = (text: string) =>
  text
    .replace(/^(.*" deleted) from \S+ namespace$/gm, '$1')
    .replace(/^All commands and output from this session will be recorded .*\n/gm, '')

describe('other releases of kubectl', () => {
  const lines = parseScenario(readFileSync(join(import.meta.dirname, 'releases', 'services.txt'), 'utf8'))

  test.concurrent.each(otherReleases())('%s', { timeout: 120_000 }, async (_release, path) => {
    const { ours, theirs } = await throughBothDoors(lines, path)
    expect(asBefore(ours)).toBe(theirs)
  })
})
