/**
 * Whatever is asked in whatever form, nobody is told or changes more than he may. What is allowed is not asked of the request,
 * which is where the server could be wrong: it is read off what came back and what became of the objects.
 */
import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { startTestServer, type TestServer } from '../http/test-server.js'
import { fuzzing } from './fuzzing.js'

interface Right {
  readonly verb: string
  readonly resource: string
  /** Absent: everywhere. */
  readonly namespace?: string
  /** Absent: of all names. */
  readonly name?: string
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const
const resources = ['secrets', 'pods', 'pods/log', 'pods/exec', 'pods/proxy', 'pods/status', 'configmaps'] as const

/** Each may do one thing, in one namespace; some everywhere, some to one name alone, and one nothing. */
const rights: readonly (Right | undefined)[] = [
  ...verbs.map((verb): Right => ({ verb, resource: 'secrets', namespace: 'a' })),
  ...(['get', 'list', 'watch', 'delete'] as const).map((verb): Right => ({ verb, resource: 'secrets' })),
  ...(['get', 'list', 'watch', 'patch'] as const).map(
    (verb): Right => ({ verb, resource: 'secrets', namespace: 'a', name: 'one' }),
  ),
  ...resources.slice(1).flatMap((resource) => ['get', 'watch', 'create'].map((verb): Right => ({ verb, resource }))),
  undefined,
]

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

interface Asked {
  readonly user: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values)

const segments = fc.record({
  root: one(
    '/api/v1',
    '/api/v1/watch',
    '/api/v1/proxy',
    '/apis/v1',
    '//api/v1',
    '/api/v1/',
    '/API/v1',
    '/api/v1/.',
    '/kubesim',
  ),
  scope: one(
    '/namespaces/a',
    '/namespaces/b',
    '',
    '/namespaces/',
    '/namespaces/a%2F..%2Fb',
    '/namespaces/a/../b',
    '/namespaces',
  ),
  resource: one('/secrets', '/pods', '/configmaps', '/a', '/Secrets', '/secrets%2Fone', '/secrets%00'),
  name: one('', '/one', '/two', '/', '/..', '/one%2Fstatus', '/o%6ee', '/one%20'),
  part: one(
    '',
    '',
    '',
    '/log',
    '/exec',
    '/attach',
    '/portforward',
    '/proxy',
    '/proxy/',
    '/status',
    '/token',
    '/eviction',
    '/',
    '/log/x',
  ),
})
const parameters = fc.array(
  one(
    ...['true', '1', 't', 'f', '', 'false', '0', 'FALSE', 'no', ' '].map(
      (value) => `watch=${encodeURIComponent(value)}`,
    ),
    ...['watch', 'Watch=1', 'watch=0&watch=1', 'watch=1&watch=0', 'wat%63h=1', 'watch%20=1', ';watch=1', 'watch=%zz'],
    ...['fieldSelector=metadata.name%3Done', 'fieldSelector=metadata.name%3Dtwo', 'fieldSelector=metadata.name!%3Done'],
    ...[
      'fieldSelector=metadata.name%3Done,metadata.name%3Dtwo',
      'fieldSelector=metadata.namespace%3Db',
      'limit=1',
      'limit=x',
    ],
    ...[
      'labelSelector=mark',
      'resourceVersion=0',
      'resourceVersion=1',
      'sendInitialEvents=true',
      'dryRun=All',
      'timeout=1s',
    ],
    ...[
      'command=echo&command=secret-of-nobody&stdout=1',
      'follow=1',
      'container=main',
      'fieldManager=me',
      'force=true',
    ],
    ...['includeObject=Object', 'pretty=true', 'continue=x', 'propagationPolicy=Background', 'gracePeriodSeconds=0'],
  ),
  { maxLength: 3 },
)
const socket = { Connection: 'Upgrade', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' }
const headers = fc
  .array(
    one<Record<string, string>>(
      { Connection: 'Upgrade', Upgrade: 'kubesim-watch' },
      { Connection: 'Upgrade', Upgrade: 'Kubesim-Watch' },
      { ...socket, Upgrade: 'websocket' },
      { ...socket, Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'v5.channel.k8s.io' },
      { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' },
      { Connection: 'Upgrade', Upgrade: 'h2c' },
      { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
      { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
      { Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
      { Accept: 'application/vnd.kubernetes.protobuf' },
      { Accept: 'application/yaml' },
      { 'Content-Type': 'application/merge-patch+json' },
      { 'Content-Type': 'application/apply-patch+yaml' },
      { 'Content-Type': 'application/json-patch+json' },
      { 'Impersonate-User': 'admin' },
      { 'Impersonate-User': 'admin', 'Impersonate-Group': 'system:masters' },
      { 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' },
      { 'X-HTTP-Method-Override': 'GET' },
      { 'X-Forwarded-For': '127.0.0.1', 'X-Original-URL': '/api/v1/secrets' },
      { Origin: 'http://elsewhere.example' },
      { Host: 'localhost' },
    ),
    { maxLength: 2 },
  )
  .map((all): Record<string, string> => Object.assign({}, ...all))
const bodies = one(
  ...['', '{}', 'null', '[', '{"metadata":{"name":"one"}}', '{"metadata":{"name":"new"}}', '{"data":{"value":"eA=="}}'],
  ...[
    '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"one"},"data":{"x":"eA=="}}',
    '{"metadata":{"labels":{"x":"y"}}}',
  ],
  ...[
    '[{"op":"test","path":"/data/value","value":"eA=="}]',
    '[{"op":"copy","from":"/data","path":"/metadata/labels"}]',
  ],
  ...[
    '{"kind":"DeleteOptions","apiVersion":"v1"}',
    '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"two","namespace":"b"}}',
  ],
)

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'GEt',
  'PROPFIND',
  'M-SEARCH',
] as const
const methodsOf: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}

interface Line {
  readonly method: string
  readonly path: string
}

/** What comes near to what somebody may: that itself, of one object or of all, and the same by another method. */
const near = (right: Right): fc.Arbitrary<Line> => {
  const [plural = '', part = ''] = right.resource.split('/')
  return fc
    .record({
      method: fc.oneof({ weight: 3, arbitrary: fc.constant(methodsOf[right.verb] ?? 'GET') }, one(...methods)),
      root: one('/api/v1', '/api/v1', '/api/v1/watch'),
      namespace: fc.oneof({ weight: 2, arbitrary: fc.constant(right.namespace ?? 'b') }, one('a', 'b')),
      name: one('', '/one', '/two'),
    })
    .map(({ method, root, namespace, name }) => {
      const path = `${root}/namespaces/${namespace}/${plural}${part === '' ? name : `${name || '/one'}/${part}`}`
      return { method, path }
    })
}
const far: fc.Arbitrary<Line> = fc
  .tuple(one(...methods), segments)
  .map(([method, { root, scope, resource, name, part }]) => ({ method, path: root + scope + resource + name + part }))

const requests: fc.Arbitrary<Asked> = fc.nat(rights.length - 1).chain((user) => {
  const right = rights[user]
  const lines = right === undefined ? far : fc.oneof({ weight: 2, arbitrary: near(right) }, far)
  return fc.tuple(lines, parameters, headers, bodies).map(([{ method, path }, query, headers, body]) => {
    return { user, method, path: query.length === 0 ? path : `${path}?${query.join('&')}`, headers, body }
  })
})

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
  await fc.assert(property, fuzzing(600))
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
