/** Other releases of kubectl, whose requests differ. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { compare, Outdated, usualMeans } from './compare.js'
import { otherReleases } from './kubectl.js'
import { parseScenario } from './scenarios.js'

const lines = parseScenario(readFileSync(join(import.meta.dirname, 'releases', 'services.txt'), 'utf8'))

/** What kubectl has begun to say since: the namespace of what is deleted, and who keeps what is typed. */
const asBefore = (text: string) =>
  text
    .replace(/^(.*" deleted) from \S+ namespace$/gm, '$1')
    .replace(/^All commands and output from this session will be recorded .*\n/gm, '')

test.for(otherReleases())('%s', { timeout: 120_000, retry: 1 }, async ([release, kubectl], { skip }) => {
  const comparison = { name: `releases/${release}`, lines, release, kubectl, inItsWords: asBefore }
  // Few machines have those of other releases: where a recording does not hold, others will see.
  await compare(comparison, usualMeans()).catch((error) => {
    if (!(error instanceof Outdated)) throw error
    skip(error.message)
  })
})
