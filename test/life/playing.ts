/**
 * A golden pair: what is put into a cluster, and what becomes of it. `input.yaml` holds the objects that are applied at time
 * 0; `life.yaml` goes through the times and says what holds at each:
 *
 *     cluster: {workers: 1}              what the cluster is made with, where it is another than usual
 *     life:
 *     - after: 10s                       what has passed since the time before
 *       do: [node stop worker-1]         then command lines, without the program's name; files are those of the folder
 *       events: |                        events that are new since then, or have been counted on
 *       status: {pod/web: …}             the whole status of objects: what `get` is told, and what it finds
 *       tables: {get pods -o wide: …}    what commands print
 *
 * `after`, `do` and the keys below `status` and `tables` are written by hand, the rest by `KUBESIM_LIFE=write`. What is
 * written must be what a real cluster shows: `without: [Killing]` leaves out events of a step by their reasons where it
 * is not yet, and a comment says what is wrong.
 */
import { readFileSync } from 'node:fs'
import { Document, isCollection, isMap, isPair, parseDocument, Scalar, visit, type YAMLMap } from 'yaml'
import { parseLine } from '../../src/commands/simulation/demo/typed-line.js'
import { Cluster } from '../../src/index.js'
import { Happenings, type Type } from './happenings.js'

/** A case that cannot be played: the message says what is wrong in its files. */
class WrongCase extends Error {}

interface Step {
  readonly after: string
  readonly do?: string | readonly string[]
  readonly without?: readonly string[]
  readonly events?: string
  readonly status?: Readonly<Record<string, unknown>>
  readonly tables?: Readonly<Record<string, string>>
}

interface Life {
  readonly cluster?: object
  readonly life?: readonly Step[]
}

/** In this order they stand in a step. */
const keys: readonly string[] = ['after', 'do', 'without', 'events', 'status', 'tables']
/** Time 0. Until then the cluster has been there for a while, and all that it begins with is up. */
const BEGIN = Date.UTC(2026, 0, 1)
const SETTLING = 60_000
/** How much stands on a line of a status. */
const LINE = 160

export interface Case {
  readonly folder: string
  /** Its two files; the empty text where one is not there. */
  readonly input: string
  readonly life: string
}

export function readCase(folder: string): Case {
  const read = (name: string) => {
    try {
      return readFileSync(`${folder}/${name}`, 'utf8')
    } catch {
      return ''
    }
  }
  return { folder, input: read('input.yaml'), life: read('life.yaml') }
}

/** Plays a case; what its `life.yaml` should be. */
export async function play({ folder, input, life }: Case): Promise<string> {
  const document = parseDocument(life)
  if (document.errors.length > 0) throw new WrongCase(`life.yaml: ${document.errors[0]!.message}`)
  const { cluster: settings, life: steps }: Life = document.toJS() ?? {}
  if (!Array.isArray(steps)) throw new WrongCase('life.yaml has no `life`, a list of times')
  const create = { clock: 'virtual', seed: 'life', start: BEGIN - SETTLING, ...settings } as const
  const cluster = await Cluster.open({ create, strict: true })
  const type = typing(cluster, folder)
  try {
    await cluster.advance(SETTLING)
    const happenings = new Happenings(type, BEGIN)
    await happenings.fresh()
    await type('apply -f -', input)
    for (const [at, step] of steps.entries()) {
      const seen = document.getIn(['life', at]) as YAMLMap
      await takeStep(step, seen, type, happenings)
    }
  } finally {
    await cluster.close()
  }
  return document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false })
}

/** A command that changes something must succeed. */
function typing(cluster: Cluster, folder: string): Type {
  return async (line, stdin) => {
    const words = parseLine(`kubesim ${line}`, {}).words.map((word, at, all) =>
      all[at - 1] === '-f' && word !== '-' ? `${folder}/${word}` : word,
    )
    const { stdout, stderr, exitCode } = await cluster.run(words, stdin === undefined ? {} : { stdin })
    if (exitCode !== 0 && words[0] !== 'get') throw new WrongCase(`${line}: ${stderr}`)
    return stdout + stderr
  }
}

/** Lets a step happen, and writes into it what is seen then. */
async function takeStep(step: Step, seen: YAMLMap, type: Type, happenings: Happenings): Promise<void> {
  const strange = Object.keys(step).filter((key) => !keys.includes(key))
  if (step.after === undefined || strange.length > 0) {
    throw new WrongCase(`life.yaml: a step has ${keys.join(', ')}, and always \`after\`; not ${JSON.stringify(step)}`)
  }
  if (step.after !== '0s') await type(`clock advance ${step.after}`)
  for (const line of [step.do ?? []].flat()) await type(line)
  const events = await happenings.fresh(step.without)
  if (events === '') seen.delete('events')
  else seen.set('events', literal(events))
  for (const what of Object.keys(step.status ?? {})) {
    seen.setIn(['status', what], new Document(await statusOf(what, type)).contents)
  }
  for (const what of Object.keys(step.tables ?? {})) seen.setIn(['tables', what], literal(await type(what)))
  for (const { key, value } of seen.items) if (isMap(value)) layOut(value, String(key))
  seen.items.sort((a, b) => keys.indexOf(String(a.key)) - keys.indexOf(String(b.key)))
}

/** An object's status, or those of several by their names; what is said where there is none. */
async function statusOf(what: string, type: Type): Promise<unknown> {
  const found = await type(`get ${what} -o json`)
  if (!found.startsWith('{')) return found.trimEnd()
  const { status, items } = JSON.parse(found) as { status: unknown; items?: { metadata: { name: string } }[] }
  if (items === undefined) return status
  return Object.fromEntries(items.map((each) => [each.metadata.name, (each as { status?: unknown }).status]))
}

/** What holds no more than a line of single values stands on a line. */
function layOut(map: YAMLMap, key: string): void {
  map.flow = false
  if (key !== 'status') return
  visit(map, {
    Collection(_, collection) {
      const isLeaf = collection.items.every((item) => !isCollection(isPair(item) ? item.value : item))
      collection.flow = isLeaf && JSON.stringify(collection).length < LINE
    },
  })
}

function literal(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = Scalar.BLOCK_LITERAL
  return scalar
}
