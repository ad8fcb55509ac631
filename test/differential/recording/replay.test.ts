/** That a recording which does not hold any more is noticed, whatever has changed. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { otherReleases } from '../kubectl.js'
import { type Line, parseScenario, scenariosIn } from '../scenarios.js'
import {
  type Event,
  parseRecording,
  printRecording,
  type Recorded,
  type Recording,
  readRecording,
} from './recording.js'
import { replay } from './replay.js'

const linesOf = (name: string) =>
  parseScenario(readFileSync(join(import.meta.dirname, '..', 'scenarios', `${name}.txt`), 'utf8'))
const recordingOf = (name: string) => readRecording(name)!

/** Has watches, a terminal, and time that goes on. */
const streams = 'life'
const short = 'thorough/events'

/** The recording with its nth event of a sort changed. */
function changed(recording: Recording, isSort: (event: Event) => boolean, nth: number, change: object): Recording {
  const events = recording.commands.flatMap((command) => command.events).filter(isSort)
  const wanted = events.at(nth)!
  const changing = (command: Recorded): Recorded => ({
    ...command,
    events: command.events.map((event) => (event === wanted ? ({ ...event, ...change } as Event) : event)),
  })
  return { ...recording, commands: recording.commands.map(changing) }
}

const asks = (event: Event) => 'ask' in event
const writes = (event: Event) => 'ask' in event && event.body !== undefined
const closes = (by: string) => (event: Event) => 'close' in event && event.by === by
const leaps = (event: Event) => 'leap' in event
const other = { answer: '200 000000000000' }

describe('a recording', () => {
  test.each([short, streams])('%s holds', async (name) => {
    expect(await replay(linesOf(name), recordingOf(name))).toBeUndefined()
  })

  test.each<[what: string, name: string, isSort: (event: Event) => boolean, nth: number, change: object, told: RegExp]>(
    [
      ['the first answer', short, asks, 0, other, /^the answer is 200 \w{12} instead of 200 0{12} to GET /],
      ['the last answer', short, asks, -1, other, /^the answer is 200 \w{12} instead of 200 0{12} to GET /],
      ['what is written', short, writes, -1, { body: '{}' }, /^the answer is 4\d\d /],
      ['a watch that kubectl has left', streams, closes('client'), -1, other, /^the answer is .* to GET .*watch=true/],
      ['a terminal', streams, closes('server'), 0, other, /^the answer is 101 .* to GET .*\/exec/],
      [
        'how far time has gone on',
        streams,
        leaps,
        0,
        { leap: 3_600_000 },
        /^the cluster's time is \d+ instead of \d+ ms|^the answer/,
      ],
    ],
  )('does not hold when another is %s', async (_what, name, isSort, nth, change, told) => {
    expect(await replay(linesOf(name), changed(recordingOf(name), isSort, nth, change))).toMatch(told)
  })

  const lines = linesOf(short)
  const excused = (line: Line): Line => ({ ...line, excuse: 'because' })
  test.each<[what: string, lines: readonly Line[], told: string]>([
    ['a line is new', [...lines, { ...lines[0]!, text: 'kubectl get pods' }], 'a line is new: kubectl get pods'],
    ['a line is another', lines.with(1, { ...lines[1]!, text: 'kubectl get pods' }), 'a line is new: kubectl get pods'],
    ['a line is gone', lines.slice(0, -1), 'lines are gone'],
    ['a line is excused', lines.map(excused), `excuses have changed: ${lines[0]!.text}`],
  ])('does not hold when %s', async (_what, changedLines, told) => {
    expect(await replay(changedLines, recordingOf(short))).toBe(told)
  })

  test('does not hold when a file has changed that is read', async () => {
    const recording = recordingOf(streams)
    const commands = recording.commands.map((each) => (each.inputs === undefined ? each : { ...each, inputs: 'other' }))
    expect(await replay(linesOf(streams), { ...recording, commands })).toMatch(/^a file has changed that is named in/)
  })

  test('belongs to a scenario', () => {
    const kept = readdirSync(join(import.meta.dirname, '..', 'recordings'), { recursive: true, encoding: 'utf8' })
    const recorded = kept.filter((name) => name.endsWith('.json')).map((name) => name.replace(/\.json$/, ''))
    const played = [...scenariosIn(''), ...scenariosIn('thorough')].map(({ name }) => name)
    expect(recorded.sort()).toEqual([...played, ...otherReleases().map(([release]) => `releases/${release}`)].sort())
  })

  test('is read as it was written', () => {
    for (const name of [short, streams, 'releases/1.27']) {
      const recording = recordingOf(name)
      expect(parseRecording(printRecording(recording))).toEqual(recording)
    }
  })
})
