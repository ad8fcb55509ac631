/**
 * Whatever is asked in whatever form, nobody is told or changes more than he may. What is allowed is not asked of the request,
 * which is where the server could be wrong: it is read off what came back and what became of the objects.
 */
import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { startTestServer, type TestServer } from '../http/test-server.js'
import { type Asked, type Right, requests, rights } from './access-requests.js'
import { fuzzing, holds } from './fuzzing.js'

const places = ['a', 'b'].flatMap((namespace) => ['one', 'two'].map((name) => ({ namespace, name })))
/** What nobody may see who may not look at that secret, or at what the pod of that name says. */
const mark = (what: 'secret' | 'log', namespace: string, name: string) => `${what}-of-${namespace}-${name}-end`

let server: TestServer
const tokens: string[] = []

beforeAll(async () => {
  server = await startTestServer()
  const made = async (path: string, body: object) => {
    expect([(await server.call('POST', path, { body })).status, path]).toEqual([201, path])
  }
  for (const name of ['a', 'b']) await made('/api/v1/namespaces', { metadata: { name } })
  for (const { namespace, name } of places) {
    await made(`/api/v1/namespaces/${namespace}/secrets`, secret(namespace, name))
    const command = ['sh', '-c', `echo ${mark('log', namespace, name)}; sleep 1d`]
    const containers = [{ name: 'main', image: 'busybox', command }]
    await made(`/api/v1/namespaces/${namespace}/pods`, { metadata: { name }, spec: { containers } })
  }
  for (const [index, right] of rights.entries()) await admit(`user-${index}`, right, made)
})
afterAll(() => server.close())

const secret = (namespace: string, name: string) => ({
  metadata: { name, labels: { mark: mark('secret', namespace, name) } },
  data: { value: Buffer.from(mark('secret', namespace, name)).toString('base64') },
})

async function admit(name: string, right: Right | undefined, made: (path: string, body: object) => Promise<void>) {
  const accounts = '/api/v1/namespaces/default/serviceaccounts'
  await made(accounts, { metadata: { name } })
  if (right !== undefined) {
    const apiGroup = 'rbac.authorization.k8s.io'
    const where = right.namespace === undefined ? '' : `/namespaces/${right.namespace}`
    const [root, kind] = [`/apis/${apiGroup}/v1${where}`, right.namespace === undefined ? 'ClusterRole' : 'Role']
    const resourceNames = right.name === undefined ? [] : [right.name]
    const rules = [{ apiGroups: [''], resources: [right.resource], verbs: [right.verb], resourceNames }]
    await made(`${root}/${kind.toLowerCase()}s`, { metadata: { name }, rules })
    const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }]
    await made(`${root}/${kind.toLowerCase()}bindings`, {
      metadata: { name },
      roleRef: { apiGroup, kind, name },
      subjects,
    })
  }
  const body = { spec: { expirationSeconds: 1_000_000 } }
  tokens.push((await server.call('POST', `${accounts}/${name}/token`, { body })).json.status.token)
}

/** So long is looked at what a stream tells, which begins with what is there. */
const patience = 15

interface Told {
  readonly status: number
  readonly text: string
}

/** Sends a request as it is, and gives what has come until its end, or until a stream has nothing more to tell. */
function tell({ user, method, path, headers, body }: Asked): Promise<Told> {
  const { hostname, port } = new URL(server.address)
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
  return new Promise((resolve) => {
    const sending = request({
      ...{ method, hostname, port, path, agent: false },
      headers: { 'Content-Type': 'application/json', ...headers, ...length, Authorization: `Bearer ${tokens[user]}` },
    })
    const chunks: Buffer[] = []
    const end = (status: number) => {
      resolve({ status, text: decoded(Buffer.concat(chunks)) })
      sending.destroy()
    }
    sending.on('error', () => end(0))
    sending.on('response', (response) => {
      const status = response.statusCode ?? 0
      const streams = status === 200 && response.headers['content-length'] === undefined
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => end(status)).on('error', () => end(status))
      if (streams) setTimeout(() => end(status), patience)
    })
    sending.on('upgrade', (_, connection, first) => {
      chunks.push(first)
      connection.on('data', (chunk: Buffer) => chunks.push(chunk))
      connection.on('error', () => end(101)).on('close', () => end(101))
      setTimeout(() => {
        end(101)
        connection.destroy()
      }, patience)
    })
    sending.end(body)
  })
}

/** The text, with what is in base64 in it as well. */
function decoded(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  return `${text}\n${text.replace(/[\w+/]{16,}={0,2}/g, (found) => ` ${Buffer.from(found, 'base64').toString('latin1')} `)}`
}

const may = (right: Right | undefined, wanted: Right): boolean =>
  right !== undefined &&
  right.verb === wanted.verb &&
  right.resource === wanted.resource &&
  (right.namespace === undefined || right.namespace === wanted.namespace) &&
  (right.name === undefined || right.name === wanted.name)

/** The verbs that an answer of this form can be the answer to. */
function looks({ text }: Told): readonly string[] {
  if (/"type": ?"(ADDED|MODIFIED|DELETED|BOOKMARK)"/.test(text)) return ['watch']
  if (/"kind": ?"(SecretList|PodList|Table|PartialObjectMetadataList)"|kind: \w*List/.test(text)) {
    // A table may be of one object; what has been deleted together is told as a list.
    return text.includes('"Table"')
      ? ['list', 'get', 'watch', 'patch', 'update', 'delete']
      : ['list', 'deletecollection']
  }
  if (text.includes('k8s\0')) return ['get', 'list', 'watch', 'patch', 'update', 'delete', 'deletecollection']
  return ['get', 'patch', 'update', 'delete']
}

async function secretsNow(): Promise<ReadonlyMap<string, KubeObject>> {
  const all = await server.cluster.read((reader) => reader.list('secrets'))
  return new Map(all.map((one) => [`${one.metadata.namespace}/${one.metadata.name}`, one]))
}

test('is held to what each may', async () => {
  const outcomes = new Map<number, number>()
  const property = fc.asyncProperty(requests, async (asked) => {
    const right = rights[asked.user]
    const before = await secretsNow()
    const told = await tell(asked)
    outcomes.set(told.status, (outcomes.get(told.status) ?? 0) + 1)
    const of = (resource: string, verbs: readonly string[], namespace: string, name: string) =>
      verbs.some((verb) => may(right, { verb, resource, namespace, name }))
    for (const { namespace, name } of places) {
      if (told.text.includes(mark('secret', namespace, name))) {
        expect({
          asked,
          right,
          shown: namespace + name,
          allowed: of('secrets', looks(told), namespace, name),
        }).toMatchObject({
          allowed: true,
        })
      }
      const isPod = told.text.includes('"Pod') || told.text.includes('kind: Pod') || told.text.includes('k8s\0')
      if (told.text.includes(mark('log', namespace, name)) && !isPod) {
        expect({ asked, right, allowed: of('pods/log', ['get'], namespace, name) }).toMatchObject({ allowed: true })
      }
    }
    // Nobody here may both get and create a session in a container: what speaks another protocol tells a watch, or a log.
    const tellsMore = told.status === 101 && told.text.trim() !== '' && right?.resource !== 'pods/log'
    if (tellsMore) expect({ asked, looks: looks(told) }).toEqual({ asked, looks: ['watch'] })
    expect(told.text).not.toMatch(/secret-of-nobody\s*\n/)
    const after = await secretsNow()
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(key), after.get(key)]
      if (was?.metadata.resourceVersion === is?.metadata.resourceVersion) continue
      const [namespace = '', name = ''] = key.split('/')
      const needed =
        was === undefined ? ['create'] : is === undefined ? ['delete', 'deletecollection'] : ['update', 'patch']
      expect({ asked, right, key, allowed: of('secrets', needed, namespace, name) }).toMatchObject({ allowed: true })
      await restored(namespace, name, is)
    }
    // No program in the cluster speaks another protocol: what is said of that is no bug.
    if (told.status === 500) expect(told.text).toContain('invalid upgrade response')
  })
  await holds(property, fuzzing(600))
  // Neither all refused nor all let through: then nothing would have been looked at.
  for (const status of [200, 403, 404, 405]) expect([status, outcomes.get(status) ?? 0]).not.toEqual([status, 0])
})

async function restored(namespace: string, name: string, is: KubeObject | undefined): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/secrets`
  if (is !== undefined) await server.call('DELETE', `${path}/${name}`)
  if (places.some((one) => one.namespace === namespace && one.name === name)) {
    await server.call('POST', path, { body: secret(namespace, name) })
  }
}
