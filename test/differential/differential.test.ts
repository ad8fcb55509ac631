import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseScenario, throughBothDoors } from './doors.js'
import { findKubectl } from './kubectl.js'

const kubectl = findKubectl()
const folder = join(import.meta.dirname, 'scenarios')

test.runIf(process.env.CI === 'true')('there is a kubectl to compare with', () => {
  expect(kubectl, 'put kubectl 1.33 on the PATH').toBeDefined()
})

describe.runIf(kubectl !== undefined)('our command line and kubectl say the same', () => {
  test.concurrent.each(readdirSync(folder).sort())('%s', { timeout: 120_000 }, async (name) => {
    const lines = parseScenario(readFileSync(join(folder, name), 'utf8'))
    const { ours, theirs } = await throughBothDoors(lines, kubectl!)
    expect(ours).toBe(theirs)
  })
})
