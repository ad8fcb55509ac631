/**
 * Real Kubernetes' word for it: scenarios were typed into the real kubectl on a real cluster, and what was printed and what
 * objects, events and tables became was masked and hashed; `hashes.json` keeps that. Here they are played on a simulated
 * cluster and must have the same hashes. With `npm run test:reference` (KUBECONFIG names a cluster to be used up, KUBESIM_KUBECTL
 * the kubectl) they are played on the real one anew, differences are shown in full, and the hashes are written.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findKubectl } from '../differential/kubectl.js'
import { parseScenario, type Scenario } from './scenario.js'
import { type Outcome, onKubesim, openReference, type Reference } from './sides.js'

interface Hashes {
  /** The release that was asked. */
  version: string
  /** By scenario, one for each step: the step's, of what it prints and of what becomes of the objects. */
  readonly scenarios: Record<string, string[]>
}

const folder = join(import.meta.dirname, 'scenarios')
const file = join(import.meta.dirname, 'hashes.json')
const hashes = JSON.parse(readFileSync(file, 'utf8')) as Hashes
const scenarios = readdirSync(folder)
  .sort()
  .map((name) => parseScenario(name.replace('.txt', ''), readFileSync(join(folder, name), 'utf8')))
const asked = process.env.KUBESIM_REFERENCE !== undefined
/** A folder that gets transcripts of both sides, to look at with other tools; what the real cluster showed stays there. */
const kept = process.env.KUBESIM_REFERENCE_TRANSCRIPTS

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 10)

const hashesOf = ({ steps }: Scenario, outcomes: readonly Outcome[]) =>
  steps.map(({ text, stdin = '', outputExcuse, stateExcuse }, at) => {
    const { output, state } = outcomes[at]!
    return [hash(text + stdin), outputExcuse ? '-' : hash(output), stateExcuse ? '-' : hash(state)].join(' ')
  })

/** What is compared, for eyes. */
const transcript = ({ steps }: Scenario, outcomes: readonly Outcome[]) =>
  steps
    .map(({ text, outputExcuse, stateExcuse }, at) => {
      const { output, state } = outcomes[at]!
      const printed = outputExcuse === undefined ? output : `(differs: ${outputExcuse})\n`
      const became = stateExcuse === undefined ? state : `(differs: ${stateExcuse})`
      return `${text}\n${printed}${became === '' ? '' : `${became.replace(/^/gm, '  | ')}\n`}`
    })
    .join('\n')

function keep(name: string, side: 'reference' | 'kubesim', text: string): string {
  if (kept !== undefined) writeFileSync(join(kept, `${name}.${side}.txt`), text)
  return text
}

test('there is enough to compare', () => {
  const commands = scenarios.flatMap(({ steps }) => steps).filter(({ words }) => words.length > 0)
  expect(commands.length).toBeGreaterThanOrEqual(1500)
})

test('no scenario has a hand in what another makes', () => {
  const names = scenarios.map(({ name }) => name)
  const within = names.flatMap((name) => names.filter((other) => other !== name && other.includes(name)))
  expect(within, "a scenario's name is found in what it makes; it may not be part of another's").toEqual([])
})

describe.runIf(!asked)('a simulated cluster becomes what a real one became', () => {
  test.each(scenarios.map((each) => [each.name, each] as const))('%s', { timeout: 60_000 }, async (name, scenario) => {
    const outcomes = await onKubesim(scenario)
    keep(name, 'kubesim', transcript(scenario, outcomes))
    const wanted = hashes.scenarios[name] ?? []
    const found = hashesOf(scenario, outcomes)
    const differing = scenario.steps.flatMap((step, at) => (found[at] === wanted[at] ? [] : [{ step, at }]))
    const shown = differing.map(({ step, at }) => transcript({ ...scenario, steps: [step] }, [outcomes[at]!]))
    expect(shown.join('\n'), 'not what a real cluster shows; npm run test:reference tells what that is').toBe('')
    expect(found.length).toBe(wanted.length)
  })
})

describe.runIf(asked)('beside a real cluster', () => {
  let reference: Reference
  beforeAll(async () => {
    const { KUBECONFIG } = process.env
    if (KUBECONFIG === undefined) throw new Error('KUBECONFIG must name a cluster that may be used up')
    reference = await openReference(findKubectl()!, KUBECONFIG)
    hashes.version = reference.version
  })
  afterAll(() => {
    reference?.close()
    for (const name of Object.keys(hashes.scenarios)) {
      if (!scenarios.some((each) => each.name === name)) delete hashes.scenarios[name]
    }
    const ordered = Object.fromEntries(Object.entries(hashes.scenarios).sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(file, `${JSON.stringify({ ...hashes, scenarios: ordered }, undefined, 1)}\n`)
  })

  const beside = async (scenario: Scenario) => {
    const { name } = scenario
    const theirs = await reference.play(scenario)
    hashes.scenarios[name] = hashesOf(scenario, theirs)
    const wanted = keep(name, 'reference', transcript(scenario, theirs))
    expect(keep(name, 'kubesim', transcript(scenario, await onKubesim(scenario)))).toBe(wanted)
  }
  // What is done to nodes is felt by all that run on them.
  const alone = (name: string) => name === 'nodes'
  const named = scenarios.map((each) => [each.name, each] as const)
  const most = { timeout: 600_000 }

  test.concurrent.each(named.filter(([name]) => !alone(name)))('%s', most, (_, scenario) => beside(scenario))
  test.each(named.filter(([name]) => alone(name)))('%s', most, (_, scenario) => beside(scenario))
})
