/**
 * Our own command line beside kubectl. kubectl is run only where something has changed for it; else what it has printed
 * is known from a recording, whose requests are answered today as they were then.
 */
import { expect } from 'vitest'
import { canonicalJson } from '../../src/model/values/order.js'
import { locally } from './ours.js'
import type { Outcome } from './programs.js'
import { record } from './recording/record.js'
import { type Event, format, type Recording, readRecording, writeRecording } from './recording/recording.js'
import { replay } from './recording/replay.js'
import type { Scenario } from './scenarios.js'
import { abridged, masked, maskedText } from './transcript.js'

/**
 * `changed`: kubectl is run where a recording does not hold any more, and what it does is recorded anew. `all`: it is run
 * for everything, and recordings that are not what they should be are errors. `anew`: everything is recorded anew.
 */
export type Mode = 'changed' | 'all' | 'anew'

export function modeOf({ KUBESIM_DIFFERENTIAL: asked, CI: ci }: NodeJS.ProcessEnv): Mode {
  if (asked === undefined || asked === '') return ci === 'true' ? 'all' : 'changed'
  if (asked === 'all' || asked === 'anew' || asked === 'changed') return asked
  throw new Error(`KUBESIM_DIFFERENTIAL is all, anew or changed, not ${asked}`)
}

export interface Comparison extends Scenario {
  /** Of kubectl: `1.36` */
  readonly release: string
  /** Where one is; undefined: there is none here. */
  readonly kubectl: string | undefined
  /** What we say, in the words of that release. */
  readonly inItsWords?: (text: string) => string
}

/** What a comparison needs, for tests of its own. */
export interface Means {
  readonly mode: Mode
  read(name: string): Recording | undefined
  write(name: string, recording: Recording, why: string): void
  replay: typeof replay
  record: typeof record
}

export const usualMeans = (): Means => ({
  mode: modeOf(process.env),
  read: readRecording,
  write(name, recording, why) {
    writeRecording(name, recording)
    console.info(`${name}: kubectl was run, and recorded anew: ${why}`)
  },
  replay,
  record,
})

/** A recording does not hold any more, and there is no kubectl to make another. */
export class Outdated extends Error {}

const renewal = `Recordings are renewed by \`npm test\` on a machine with that kubectl: \`.ci/kubectl\` brings one.
KUBESIM_DIFFERENTIAL=anew npx vitest run test/differential renews all of them.`

export async function compare(comparison: Comparison, means: Means): Promise<void> {
  const { name, lines, kubectl } = comparison
  const ours = await transcriptOfOurs(comparison)
  const theirs = ({ commands }: Recording) => masked(lines, withRevisions(commands))
  const known = means.read(name)
  const change = await changeOf(known, comparison, means)
  if (means.mode === 'changed' && change === undefined && ours === theirs(known!)) return
  if (kubectl === undefined) {
    if (change !== undefined) throw new Outdated(`${name}: ${change}\n${renewal}`)
    return expect(ours).toBe(theirs(known!))
  }
  const fresh = await means.record(lines, kubectl)
  expect(ours).toBe(theirs(fresh))
  expect(await means.replay(lines, fresh), 'what kubectl has just done cannot be done again').toBeUndefined()
  if (means.mode !== 'all') return means.write(name, fresh, change ?? 'all are')
  expect(change, `The recording of ${name} does not hold. ${renewal}`).toBeUndefined()
  expect(comparable(known!), `kubectl does something else than in the recording of ${name}. ${renewal}`).toEqual(
    comparable(fresh),
  )
}

/** Why a recording does not hold any more; undefined when it does. */
async function changeOf(known: Recording | undefined, { lines, release }: Comparison, means: Means) {
  if (known === undefined) return 'there is no recording of it'
  if (known.format !== format) return 'its recording is of another format'
  if (!known.kubectl.startsWith(`v${release}.`)) return `its recording is of kubectl ${known.kubectl}`
  return means.replay(lines, known)
}

async function transcriptOfOurs({ lines, inItsWords = (text) => text }: Comparison): Promise<string> {
  const { outcomes, revisions } = await locally(lines)
  const known = outcomes.map((outcome, at) => ({ outcome, revision: revisions[at]! }))
  return masked(lines, withRevisions(known), (text) => abridged(maskedText(inItsWords(text))))
}

interface Told {
  readonly outcome?: Outcome
  readonly revision: number
}

/** With DIFFERENTIAL_REVISIONS set the revision after each command is compared too: it tells where the ways part. */
function withRevisions(told: readonly Told[]): (Outcome | undefined)[] {
  if (process.env.DIFFERENTIAL_REVISIONS === undefined) return told.map(({ outcome }) => outcome)
  return told.map(
    ({ outcome, revision }) => outcome && { ...outcome, stderr: `${outcome.stderr}revision: ${revision}\n` },
  )
}

/**
 * What kubectl does in each command, in one order. How streams go on side by side depends on the moment; so may everything
 * where an outcome is excused. In what order a body says things is another matter of chance in some patch releases.
 */
const comparable = ({ commands }: Recording) =>
  commands
    .filter(({ outcome, events }) => outcome !== undefined && !events.some((event) => 'open' in event))
    .map(({ events, ...command }) => ({ ...command, events: events.map(inOneOrder).sort() }))

function inOneOrder(event: Event): string {
  if (!('body' in event) || event.body?.startsWith('{') !== true) return JSON.stringify(event)
  try {
    return canonicalJson({ ...event, body: JSON.parse(event.body) })
  } catch {
    return JSON.stringify(event)
  }
}
