/** Takes an object through everything that a cluster does with one, and says when something breaks. */
import fc, { type GeneratorValue } from 'fast-check'
import { readJson, writeJson } from '../../src/model/json/exact-json.js'
import { spoiled } from '../fuzz/spoiling.js'
import { differences } from '../http/differences.js'
import { type Reply, type TestServer, token } from '../http/test-server.js'

export interface Resource {
  /** `/apis/apps/v1` */
  readonly root: string
  readonly plural: string
  readonly namespaced: boolean
  /** As commands name it: `deployments.v1.apps`. */
  readonly word: string
  readonly status: boolean
}

export interface Driven {
  readonly object: { readonly metadata: { readonly name: string } }
  /** What a client writes into its status. */
  readonly status?: unknown
}

const accepts = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf, application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
]

/** Whether the object was accepted; throws when anything is answered as nothing may be. */
export async function drive(server: TestServer, resource: Resource, driven: Driven): Promise<boolean> {
  const at = new Driver(server, resource, driven)
  try {
    if (!(await at.create())) return false
    await at.look()
    await at.replaceUnchanged()
    if (resource.status && driven.status !== undefined) {
      await at.writeStatus()
      await at.look()
    }
    await at.makeAnother()
    await at.remove()
    return true
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${resource.word}: ${writeJson(driven)}`, { cause: error })
  }
}

const patches = ['merge-patch', 'strategic-merge-patch', 'json-patch', 'apply-patch'] as const

/** Makes the object and spoils what becomes of it, by each verb and, where it has one, by its status; says how often it was taken. */
export async function spoil(
  server: TestServer,
  resource: Resource,
  driven: Driven,
  times: number,
  g: GeneratorValue,
): Promise<number> {
  const at = new Driver(server, resource, driven)
  let taken = 0
  try {
    if (!(await at.create())) return 0
    for (let time = 0; time < times; time++) if (await at.spoil(g)) taken++
    await at.look()
    await at.makeAnother()
    await at.remove()
    return taken
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${resource.word}: ${writeJson(driven)}`, { cause: error })
  }
}

/** A namespace that must be there. */
export const elsewhere = 'elsewhere'

let others = 0

class Driver {
  private readonly collection: string
  private readonly path: string
  private readonly name: string
  /** What was last done to it, for who must tell what went wrong. */
  private last = ''

  constructor(
    private readonly server: TestServer,
    private readonly resource: Resource,
    private readonly driven: Driven,
  ) {
    const { root, plural, namespaced } = resource
    this.name = driven.object.metadata.name
    this.collection = `${root}${namespaced ? '/namespaces/default' : ''}/${plural}`
    this.path = `${this.collection}/${this.name}`
  }

  async create(): Promise<boolean> {
    const { status, text } = await this.send('POST', this.collection, this.driven.object)
    if (status !== 201) {
      if (process.env.KUBESIM_REFUSALS) console.info(this.resource.word, text)
      return false
    }
    await this.run('clock', 'advance', '2m')
    return true
  }

  /** Every form of it, every table, and what commands print. */
  async look(): Promise<void> {
    for (const accept of accepts) {
      await this.send('GET', this.path, undefined, { Accept: accept })
      await this.send('GET', this.collection, undefined, { Accept: accept })
    }
    await this.watch()
    const { word } = this.resource
    for (const output of ['wide', 'yaml', 'json', 'name', 'jsonpath={..name}', 'custom-columns=A:.metadata.name']) {
      await this.run('get', word, this.name, '-o', output)
    }
    await this.run('get', word)
    await this.run('describe', word, this.name)
    await this.run('get', 'events', '-o', 'wide')
    await this.run('events')
  }

  /** What a watch tells first: the object as it is. */
  private async watch(): Promise<void> {
    if ((await this.send('GET', this.path)).status === 404) return
    const query = `watch=true&fieldSelector=metadata.name%3D${this.name}`
    const { address } = this.server
    const stop = new AbortController()
    const options = { headers: { Authorization: `Bearer ${token}` }, signal: stop.signal }
    const answer = await fetch(`${address}${this.collection}?${query}`, options)
    const { value } = await answer.body!.getReader().read()
    stop.abort()
    const text = new TextDecoder().decode(value)
    if (!text.includes('"ADDED"')) throw new Error(`a watch tells ${text}`)
  }

  async replaceUnchanged(): Promise<void> {
    const before = await this.send('GET', this.path)
    if (before.status === 404) return
    const after = await this.send('PUT', this.path, readJson(before.text))
    if (after.json.metadata?.resourceVersion === before.json.metadata.resourceVersion) return
    const shown = differences(before.json, after.json).join('\n')
    throw new Error(`an unchanged replace changes it: ${after.status}\n${shown}`)
  }

  async writeStatus(): Promise<void> {
    const { status, text } = await this.send('GET', this.path)
    if (status === 404) return
    const object = readJson(text) as object
    await this.send('PUT', `${this.path}/status`, { ...object, status: this.driven.status })
    await this.run('clock', 'advance', '2m')
  }

  /** One part of the object as it is goes, becomes null or gets another type. */
  async spoil(g: GeneratorValue): Promise<boolean> {
    const { status, text } = await this.send('GET', this.path)
    if (status === 404) return false
    const object = readJson(text) as Record<string, unknown>
    const part = this.resource.status && g(fc.boolean) ? '/status' : ''
    const path = `${this.path}${part}`
    const field = part === '' ? ['spec', 'metadata', ...Object.keys(object)][g(fc.nat, 3)]! : 'status'
    const changed = { ...object, [field]: spoiled(object[field] ?? {}, g) }
    const kind = [...patches, 'PUT' as const][g(fc.nat, patches.length)]!
    const answer = kind === 'PUT' ? await this.send('PUT', path, changed) : await this.patch(kind, path, changed, field)
    if (answer.status >= 400) return false
    this.last = `${kind} ${path} ${writeJson(changed[field])}`
    await this.run('clock', 'advance', '10s')
    await this.run('get', this.resource.word)
    await this.run('describe', this.resource.word, this.name)
    return true
  }

  private patch(kind: (typeof patches)[number], path: string, changed: Record<string, unknown>, field: string) {
    const type = kind === 'apply-patch' ? 'application/apply-patch+yaml' : `application/${kind}+json`
    const { apiVersion, kind: named } = changed
    const applied = { apiVersion, kind: named, metadata: { name: this.name }, [field]: changed[field] }
    const value = changed[field]
    const operation = value === null ? { op: 'remove', path: `/${field}` } : { op: 'replace', path: `/${field}`, value }
    const body = { 'json-patch': [operation], 'apply-patch': applied }[kind as string] ?? { [field]: value }
    const query = kind === 'apply-patch' ? '?fieldManager=m&force=true' : ''
    return this.send('PATCH', `${path}${query}`, body, { 'Content-Type': type })
  }

  /** A pod of somebody else's, whom no affinity keeps off, is made, runs and goes. */
  async makeAnother(): Promise<void> {
    const name = `other-${others++}`
    const pods = `/api/v1/namespaces/${elsewhere}/pods`
    const spec = { containers: [{ name: 'c', image: 'nginx' }] }
    const made = await this.send('POST', pods, { metadata: { name }, spec })
    if (made.status !== 201) throw new Error(`no pod can be made any more: ${made.text}`)
    await this.run('clock', 'advance', '1m')
    const { json } = await this.send('GET', `${pods}/${name}`)
    if (json.status?.phase !== 'Running') throw new Error(`no pod comes up any more: ${JSON.stringify(json.status)}`)
    await this.run('get', 'pods', '-A')
    await this.send('DELETE', `${pods}/${name}?gracePeriodSeconds=0`)
  }

  async remove(): Promise<void> {
    await this.send('DELETE', `${this.path}?gracePeriodSeconds=0`)
    await this.run('clock', 'advance', '1m')
    const left = await this.send('GET', this.path)
    if (left.status === 404) return
    const patch = { metadata: { finalizers: null } }
    await this.send('PATCH', this.path, patch, { 'Content-Type': 'application/merge-patch+json' })
    await this.run('clock', 'advance', '1m')
    const { status, json } = await this.send('GET', this.path)
    if (status !== 404 && json.spec?.finalizers === undefined) throw new Error('it does not go away')
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const sent =
      body === undefined
        ? { headers }
        : { body: writeJson(body), headers: { 'Content-Type': 'application/json', ...headers } }
    const reply = await this.server.call(method, path, sent)
    // What is no object of its type, no revision or no list to be merged is an internal error of a real API server, too.
    const isUntyped =
      /"(failed to (create|convert) (typed|new object|manager)|strconv\.ParseUint: parsing|map: .* does not contain declared merge key|Internal error occurred: associative list with keys has an element that omits|list element types are not identical)/.test(
        reply.text,
      )
    if (reply.status >= 500 && !isUntyped)
      throw new Error(`${method} ${path}: ${reply.status} ${reply.text}\n${sent.body ?? ''}\nafter ${this.last}`)
    return reply
  }

  private async run(...command: string[]): Promise<void> {
    const { exitCode, stdout, stderr } = await this.server.cluster.run(command)
    if (exitCode > 1) throw new Error(`${command.join(' ')}: exit code ${exitCode}\n${stderr}\nafter ${this.last}`)
    const wrong = `${stdout}\n${stderr}`.split('\n').filter((line) => isOurs(line))
    if (wrong.length > 0) throw new Error(`${command.join(' ')} prints:\n${wrong.join('\n')}\nafter ${this.last}`)
  }
}

/** Words of JavaScript, which no user may see; the disruption controller has one of its own. */
function isOurs(line: string): boolean {
  const said = line.replaceAll('undefined behavior', '')
  return /\bundefined\b|\bNaN\b|\[object |TypeError|has a bug/.test(said)
}
