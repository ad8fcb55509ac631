/**
 * What is typed. A scenario is a text file:
 *
 *     # Heading
 *     $ kubectl get pods
 *     $ kubectl apply -f @web.yaml          a file of the manifests folder
 *     % why                                 before a command: kubectl's outcome differs, and why that is right
 *     %% why                                the same of our own outcome through the API
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseLine } from '../../src/commands/simulation/demo/typed-line.js'

export interface Line {
  readonly text: string
  /** Why kubectl's outcome may differ; undefined: it must not. */
  readonly excuse: string | undefined
  /** Why our own may, through the API. */
  readonly remoteExcuse: string | undefined
}

export interface Scenario {
  /** `get`, `thorough/get`, `releases/services` */
  readonly name: string
  readonly lines: readonly Line[]
}

const root = join(import.meta.dirname, 'scenarios')
const manifests = relative(process.cwd(), join(import.meta.dirname, 'manifests'))

/** The scenarios of a folder, by name. */
export function scenariosIn(folder: string): Scenario[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => join(folder, name.replace(/\.txt$/, '')))
    .sort()
    .map((name) => ({ name, lines: parseScenario(readFileSync(join(root, `${name}.txt`), 'utf8')) }))
}

export function parseScenario(text: string): Line[] {
  const lines: Line[] = []
  let excuse: string | undefined
  let remoteExcuse: string | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('% ')) excuse = line.slice(2)
    if (line.startsWith('%% ')) remoteExcuse = line.slice(3)
    if (!line.startsWith(`$ `)) continue
    lines.push({ text: line.slice(2), excuse, remoteExcuse })
    excuse = undefined
    remoteExcuse = undefined
  }
  return lines
}

export type Variables = Readonly<Record<string, string>>

export interface Typed {
  readonly words: readonly string[]
  readonly stdin?: string | undefined
  /** Set in front of the command: `A='b c' kubectl …`. */
  readonly assigned: Variables
}

export function typed(line: string): Typed {
  const before = /^(?:\w+='[^']*' )+/.exec(line)?.[0] ?? ''
  const assigned = Object.fromEntries(
    [...before.matchAll(/(\w+)='([^']*)'/g)].map(([, name, value]) => [name!, value!]),
  )
  return { ...parseLine(line.slice(before.length).replaceAll('@', `${manifests}/`), {}), assigned }
}

/** What a line reads from files, as a hash; undefined when it names none. */
export function inputsOf({ text }: Line): string | undefined {
  const named = [...text.matchAll(/@([\w./-]+)/g)].map(([, name]) => join(manifests, name!))
  if (named.length === 0) return undefined
  const hash = createHash('sha256')
  for (const path of named) addFile(path, hash.update(`${path}\n`))
  return hash.digest('hex').slice(0, 12)
}

function addFile(path: string, hash: ReturnType<typeof createHash>): void {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) return void hash.update(readFileSync(path))
  for (const name of readdirSync(path).sort()) addFile(join(path, name), hash.update(`${name}\n`))
}
