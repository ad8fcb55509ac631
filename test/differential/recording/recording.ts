/**
 * What kubectl has asked in a scenario, in what order, what it was answered, and what it printed. A recording is a file a
 * scenario and a release; it holds hashes of answers, since nobody but kubectl needs to see those again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Outcome } from '../programs.js'

/** Older recordings are made anew. */
export const format = 1

export interface Recording {
  readonly format: number
  /** `v1.36.3` */
  readonly kubectl: string
  readonly commands: readonly Recorded[]
}

/** One line of a scenario. */
export interface Recorded {
  readonly line: string
  /** A hash of the files that the line names. */
  readonly inputs?: string
  readonly events: readonly Event[]
  /** The cluster's revision when the command has ended. */
  readonly revision: number
  /** How much the cluster's time has gone on since the scenario began, in milliseconds, when the command has ended. */
  readonly clock: number
  /** Absent where it is excused. */
  readonly outcome?: Outcome
}

/** What kubectl did next, once it had heard so much. */
export type Event = (Asking | Opening | Sending | Leap | Closing) & {
  /** How many bytes each of the open streams has given by then, by its number. */
  readonly heard?: Readonly<Record<string, number>>
}

interface Request {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request that has been answered before anything else happened. */
export interface Asking extends Request {
  /** Method and target. */
  readonly ask: string
  /** Status and hash. */
  readonly answer: string
}

/** One that goes on while other things happen: a watch, a log that is followed, the streams of a terminal. */
export interface Opening extends Request {
  readonly open: string
  readonly stream: number
}

export interface Sending {
  readonly send: string
  readonly to: number
}

/** A virtual clock has gone on, since whoever watches waited: to so many milliseconds after the beginning. */
export interface Leap {
  readonly leap: number
}

export interface Closing {
  readonly close: number
  /** Who has ended it. */
  readonly by: 'client' | 'server'
  readonly answer: string
}

const folder = join(import.meta.dirname, '..', 'recordings')
const pathOf = (name: string) => join(folder, `${name}.json`)

/** Undefined when there is none that can be read. */
export function readRecording(name: string): Recording | undefined {
  if (!existsSync(pathOf(name))) return undefined
  try {
    return parseRecording(readFileSync(pathOf(name), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export function writeRecording(name: string, recording: Recording): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true })
  writeFileSync(pathOf(name), printRecording(recording))
}

/** Texts are arrays of their lines, so that two recordings can be compared by eye. */
export function printRecording({ commands, ...head }: Recording): string {
  const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},`)
  return `{\n${fields.join('\n')}\n"commands": [\n${commands.map(printCommand).join(',\n')}\n]\n}\n`
}

function printCommand({ events, outcome, ...rest }: Recorded): string {
  const fields = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  if (events.length > 0) fields.push(`"events": ${printList(events)}`)
  for (const [name, value] of Object.entries(outcome ?? {})) {
    if (name === 'exitCode') fields.push(`"exitCode": ${value}`)
    else if (value !== '') fields.push(`${JSON.stringify(name)}: ${printList(String(value).split('\n'))}`)
  }
  return `{ ${fields.join(',\n  ')} }`
}

const printList = (values: readonly unknown[]) =>
  `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(',\n')}\n  ]`

interface Written extends Omit<Recorded, 'events' | 'outcome'> {
  readonly events?: readonly Event[]
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
  readonly exitCode?: number
}

export function parseRecording(text: string): Recording {
  const { commands, ...head } = JSON.parse(text) as Omit<Recording, 'commands'> & { commands: readonly Written[] }
  return {
    ...head,
    commands: commands.map(({ events = [], stdout = [], stderr = [], exitCode, ...rest }) => ({
      ...rest,
      events,
      ...(exitCode === undefined
        ? {}
        : { outcome: { stdout: stdout.join('\n'), stderr: stderr.join('\n'), exitCode } }),
    })),
  }
}
