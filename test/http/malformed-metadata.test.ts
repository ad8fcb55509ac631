/** Metadata and options that a client may send and that are none: each is told of, and none is a fault of the server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lasting } from '../fuzz/fuzzing.js'
import { events, startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.call('POST', maps, { body: { metadata: { name: 'base' }, data: { a: '1' } } })
  await server.cluster.run(['create', 'deployment', 'd', '--image=nginx'])
})
afterAll(() => server.close())

const maps = '/api/v1/namespaces/default/configmaps'
const merge = 'application/merge-patch+json'
const strategic = 'application/strategic-merge-patch+json'
const jsonPatch = 'application/json-patch+json'
const apply = 'application/apply-patch+yaml'

const send = (method: string, path: string, type: string, body: unknown) =>
  server.call(method, path, { headers: { 'Content-Type': type }, body: JSON.stringify(body) })

const strange = [
  'abc',
  '-1',
  '0',
  '1',
  '18446744073709551616',
  '1.5',
  ' 1',
  '',
  null,
  5,
  -5,
  1.5,
  true,
  {},
  [],
  [5],
  [{}],
]
const fields = [
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'ownerReferences',
  'finalizers',
  'labels',
  'annotations',
  'generateName',
  'name',
  'namespace',
  'selfLink',
]

describe.each(fields)('metadata.%s', (field) => {
  /** What upstream never made a Status of: what cannot be a revision, and all that an apply cannot make typed. */
  const knownFaults =
    /^(strconv\.ParseUint: parsing|resourceVersion should not be set|failed to (create typed|convert))/

  test('of any kind is taken or refused, however it comes', async () => {
    for (const [at, value] of strange.entries()) {
      const metadata = { name: 'base', [field]: value }
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } }
      const made = { ...object, metadata: { ...metadata, name: field === 'name' ? value : 'made' } }
      const path = `${maps}/base?dryRun=All`
      const ways = [
        () => send('POST', `${maps}?dryRun=All`, 'application/json', made),
        () => send('PUT', path, 'application/json', object),
        () => send('PATCH', path, merge, { metadata: { [field]: value } }),
        () => send('PATCH', path, strategic, { metadata: { [field]: value } }),
        () => send('PATCH', path, jsonPatch, [{ op: 'add', path: `/metadata/${field}`, value }]),
        () => send('PATCH', `${path}&fieldManager=m&force=1`, apply, object),
      ]
      // A third of the ways at a time, another one for each value and field; all of them where nonsense is tried for long.
      const chosen = ways.filter((_, way) => lasting || (way + at + fields.indexOf(field)) % 3 === 0)
      const replies = await Promise.all(chosen.map((ask) => ask()))
      for (const { status, json, text } of replies) {
        expect([200, 201, 400, 409, 422, 500], text).toContain(status)
        if (status >= 400) expect(json).toMatchObject({ kind: 'Status', status: 'Failure', code: status })
        if (status === 500) expect(json.message).toMatch(knownFaults)
      }
    }
    expect((await server.call('GET', `${maps}/base`)).json.data).toEqual({ a: '1' })
  })
})

describe('a resourceVersion', () => {
  const withRevision = (name: string, resourceVersion: string) => ({ metadata: { name, resourceVersion } })
  const modified = 'the object has been modified; please apply your changes to the latest version and try again'

  test.each([
    ['abc', 201],
    ['-1', 201],
    ['18446744073709551616', 201],
    ['0', 201],
    ['', 201],
    ['7', 500],
  ])('of %j in a new object: %i', async (revision, status) => {
    const name = `new-${Buffer.from(revision).toString('hex')}x`
    const { json, ...reply } = await send('POST', maps, 'application/json', withRevision(name, revision))
    expect(reply.status).toBe(status)
    if (status === 201) expect(json.metadata.resourceVersion).toMatch(/^\d+$/)
    else
      expect(json).toEqual(
        expect.objectContaining({ message: 'resourceVersion should not be set on objects to be created', code: 500 }),
      )
    // In a dry run there is no store to say so.
    const dry = await send('POST', `${maps}?dryRun=All`, 'application/json', withRevision(`${name}-dry`, revision))
    expect(dry.status).toBe(201)
  })

  const refused = (text: string, why: string) => `strconv.ParseUint: parsing "${text}": ${why}`
  test.each([
    ['abc', 500, refused('abc', 'invalid syntax')],
    ['-1', 500, refused('-1', 'invalid syntax')],
    ['1.5', 500, refused('1.5', 'invalid syntax')],
    ['18446744073709551616', 500, refused('18446744073709551616', 'value out of range')],
    ['1', 409, `Operation cannot be fulfilled on configmaps "base": ${modified}`],
    ['0', 200, undefined],
    ['', 200, undefined],
  ])('of %j for an object that is there: %i', async (revision, status, message) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', ...withRevision('base', revision), data: { a: '1' } }
    for (const [method, type, body] of [
      ['PUT', 'application/json', object],
      ['PATCH', merge, withRevision('base', revision)],
      ['PATCH', strategic, withRevision('base', revision)],
      ['PATCH', jsonPatch, [{ op: 'add', path: '/metadata/resourceVersion', value: revision }]],
    ] as const) {
      const reply = await send(method, `${maps}/base`, type, body)
      expect([reply.status, reply.json.message], `${method} ${type}`).toEqual([status, message])
    }
  })

  test('of zero is none where one must be given', async () => {
    await send('POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', 'application/json', {
      metadata: { name: 'l' },
    })
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l'
    const replaced = await send('PUT', path, 'application/json', withRevision('l', '0'))
    expect(replaced.json.message).toContain(
      'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    )
  })
})

describe('what is wrong with', () => {
  const refusal = async (metadata: object) => {
    const { json } = await send('POST', `${maps}?dryRun=All`, 'application/json', {
      metadata: { name: 'x', ...metadata },
    })
    return json.message?.replace('ConfigMap "x" is invalid: ', '')
  }

  test.each([
    [{ generation: -5 }, 'metadata.generation: Invalid value: -5: must be greater than or equal to 0'],
    [
      { ownerReferences: [{}] },
      '[metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty, ' +
        'metadata.ownerReferences.kind: Invalid value: "": must not be empty, ' +
        'metadata.ownerReferences.name: Invalid value: "": must not be empty, ' +
        'metadata.ownerReferences.uid: Invalid value: "": must not be empty]',
    ],
    [
      { ownerReferences: [{ apiVersion: 'a/b/c', kind: 'Pod', name: 'x', uid: 'y' }] },
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
    ],
    [
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'x', uid: 'y' }] },
      'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"x","uid":"y"}: ' +
        '/v1, Kind=Event is disallowed from being an owner',
    ],
  ])('%j', async (metadata, message) => {
    expect(await refusal(metadata)).toBe(message)
  })

  test('a uid that a patch changes is told as such, and as a conflict where it is a precondition', async () => {
    const patched = await send('PATCH', `${maps}/base`, merge, { metadata: { uid: 'x' } })
    expect(patched.json.message).toBe(
      'ConfigMap "base" is invalid: metadata.uid: Invalid value: "x": field is immutable',
    )
    expect(
      (await send('PUT', `${maps}/base`, 'application/json', { metadata: { name: 'base', uid: 'x' } })).status,
    ).toBe(409)
  })

  test('finalizers is told when they change, too', async () => {
    const reply = await send('PATCH', `${maps}/base`, merge, { metadata: { finalizers: ['a/b/c'] } })
    expect([reply.status, reply.json.message]).toEqual([
      422,
      expect.stringContaining('metadata.finalizers: Invalid value: "a/b/c"'),
    ])
  })
})

describe('a patch of a scale', () => {
  const scale = '/apis/apps/v1/namespaces/default/deployments/d/scale'
  const strangers = [
    { kind: 'Deployment', apiVersion: 'apps/v1' },
    { kind: 'Foo' },
    { apiVersion: 'v1' },
    { apiVersion: 'autoscaling/v2' },
    { apiVersion: 'a/b/c' },
  ]

  test.each(strangers)('strategic, whatever it says of its type: %j', async (type) => {
    const { status, json } = await send('PATCH', `${scale}?dryRun=All`, strategic, { ...type, spec: { replicas: 3 } })
    expect([status, json.kind, json.apiVersion, json.spec]).toEqual([200, 'Scale', 'autoscaling/v1', { replicas: 3 }])
  })

  test.each([
    [strangers[0], 'converting (v1.Deployment) to (autoscaling.Scale): unknown conversion'],
    [strangers[1], 'no kind "Foo" is registered for version "autoscaling/v1" in scheme'],
    [strangers[2], 'no kind "Scale" is registered for version "v1" in scheme'],
    [strangers[3], 'no kind "Scale" is registered for version "autoscaling/v2" in scheme'],
    [strangers[4], 'unexpected GroupVersion string: a/b/c'],
    [{ kind: 5 }, 'cannot unmarshal number into Go struct field .kind of type string'],
    [
      { spec: { replicas: 'x' } },
      'json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
    ],
  ])('whose result is none is invalid: %j', async (change, why) => {
    const ops = Object.entries(change!).map(([name, value]) => ({ op: 'replace', path: `/${name}`, value }))
    for (const [type, body] of [
      [merge, change],
      [jsonPatch, ops],
    ] as const) {
      const { status, json } = await send('PATCH', scale, type, body)
      expect([status, json.reason, json.details.kind]).toEqual([422, 'Invalid', undefined])
      expect(json.message).toMatch(/^ "" is invalid: patch: Invalid value: /)
      expect(json.message).toContain(why)
    }
  })

  test('strategic that is none is invalid in the words of the converter', async () => {
    const { status, json } = await send('PATCH', scale, strategic, { spec: { replicas: 'x' } })
    expect([status, json.message]).toEqual([
      422,
      ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32',
    ])
  })

  test.each([
    [
      { metadata: { name: null } },
      400,
      'the name of the object (d based on URL) was undeterminable: name must be provided',
    ],
    [{ apiVersion: null }, 400, 'the name of the object (d based on URL) was undeterminable: name must be provided'],
    [
      { metadata: { namespace: 'x' } },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [{ metadata: { resourceVersion: 'abc' } }, 500, 'strconv.ParseUint: parsing "abc": invalid syntax'],
    [{ metadata: { resourceVersion: '0' } }, 200, undefined],
    [{ kind: null }, 200, undefined],
  ])('that changes whose it is: %j', async (change, status, message) => {
    const reply = await send('PATCH', `${scale}?dryRun=All`, merge, change)
    expect([reply.status, reply.json.message]).toEqual([status, message])
  })
})

test.each([
  [[], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['x', 'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
  [5, 'error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}'],
  [null, 'Invalid JSON Patch'],
])('a merge patch of %j is none', async (body, message) => {
  const reply = await send('PATCH', `${maps}/base`, merge, body)
  expect([reply.status, reply.json.message]).toEqual([400, message])
})

describe('what subresources take that is of another kind', () => {
  const pods = '/api/v1/namespaces/default/pods/p'
  test.each([
    [`${pods}/eviction`, 'Eviction', 'policy.Eviction'],
    [`${pods}/binding`, 'Binding', 'core.Binding'],
    ['/api/v1/namespaces/default/serviceaccounts/default/token', 'TokenRequest', 'authentication.TokenRequest'],
  ])('is refused: %s', async (path, kind, internal) => {
    const name = path.split('/').at(-2)
    const refused = async (body: object) =>
      (await send('POST', path, 'application/json', { metadata: { name }, ...body })).json
    expect(await refused({ apiVersion: 'v1', kind: 'Pod' })).toMatchObject({
      code: 400,
      message: `Pod in version "v1" cannot be handled as a ${kind}: converting (v1.Pod) to (${internal}): unknown conversion`,
    })
    expect((await refused({ apiVersion: 'x.io/v1', kind })).message).toContain(
      `no kind "${kind}" is registered for version "x.io/v1"`,
    )
    expect((await refused({ metadata: 'x' })).message).toContain('json: cannot unmarshal string into Go struct field')
  })

  test('a token is not asked for under another name or in another namespace', async () => {
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token'
    expect((await send('POST', path, 'application/json', { metadata: { name: 'x' } })).json).toMatchObject({
      code: 422,
      message:
        'TokenRequest.authentication.k8s.io "default" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified',
    })
    expect((await send('POST', path, 'application/json', { metadata: { namespace: 'x' } })).status).toBe(400)
  })
})

describe('options that are none', () => {
  const deletions = [
    { gracePeriodSeconds: 'x' },
    { gracePeriodSeconds: 1.5 },
    { propagationPolicy: 5 },
    { propagationPolicy: 'x' },
    { orphanDependents: 'x' },
    { preconditions: 'x' },
    { preconditions: { uid: 5 } },
    { preconditions: { resourceVersion: 5 } },
    { dryRun: 'x' },
    { dryRun: ['x'] },
    { kind: 'Foo' },
    { kind: 5 },
    { apiVersion: 'a/b/c', kind: 'DeleteOptions' },
    [],
    'x',
    5,
  ]

  test.each(deletions)('of a deletion are refused: %j', async (options) => {
    for (const path of [`${maps}/base`, `${maps}?fieldSelector=metadata.name%3Dbase`]) {
      const { status, json } = await send('DELETE', path, 'application/json', options)
      expect([400, 422], JSON.stringify(json)).toContain(status)
      expect(json).toMatchObject({ kind: 'Status', code: status })
    }
    expect((await server.call('GET', `${maps}/base`)).status).toBe(200)
  })

  test('of a kind that nobody knows are told of as such', async () => {
    const { json } = await send('DELETE', `${maps}/base`, 'application/json', { kind: 'Foo' })
    expect(json).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: expect.stringContaining('no kind "Foo" is registered for version "meta.k8s.io/v1" in scheme'),
    })
  })

  const numbers = ['x', '-1', '1.5', '', '99999999999999999999', '%00', '0']
  test.each([
    'limit',
    'continue',
    'timeoutSeconds',
    'resourceVersion',
    'resourceVersionMatch',
    'labelSelector',
    'fieldSelector',
  ])('of a list or a watch are taken or refused: %s', async (option) => {
    for (const value of numbers) {
      const query = `fieldSelector=metadata.name%3Dnosuch&${option}=${value}`
      const watch = option === 'timeoutSeconds' ? '' : 'timeoutSeconds=1&'
      const replies = [await server.call('GET', `${maps}?${query}`)]
      if (/[x.9]/.test(value))
        replies.push(await server.call('GET', `${maps}?watch=1&${watch}${query}`, { until: () => true }))
      for (const { status, json, text } of replies) {
        expect([200, 400, 410, 422, 500, 504], text).toContain(status)
        // A watch alone makes no Status of what is no revision.
        if (status === 500)
          expect([option, json.message]).toEqual([
            'resourceVersion',
            expect.stringMatching(/^resourceVersion: Invalid value/),
          ])
      }
    }
  })

  test.each([
    ['x', 'time: invalid duration "x"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
  ])('of how long to wait are refused: %s', async (timeout, why) => {
    const { status, json } = await server.call('GET', `${maps}?timeout=${timeout}`)
    expect([status, json.message]).toEqual([400, `invalid timeout specified in the request URL - ${why}`])
    expect((await server.call('GET', `${maps}?timeout=5s`)).status).toBe(200)
  })
})

describe('a watch that does not say where it begins', () => {
  const initial = '"k8s.io/initial-events-end":"true"'
  /** The first events, of which the last may be a change that is made once the watch has begun. */
  async function watch(query: string, count: number, of = server): Promise<string> {
    const until = events(count)
    const watching = of.call('GET', `${maps}?watch=1&fieldSelector=metadata.name%3Dbase&${query}`, { until })
    // When the next request is answered the watch has begun.
    await of.call('GET', `${maps}/base`)
    const headers = { 'Content-Type': 'application/merge-patch+json' }
    const body = { metadata: { annotations: { [`changed-${++changes}`]: 'yes' } } }
    await of.call('PATCH', `${maps}/base`, { body, headers })
    return (await watching).text
  }
  let changes = 0

  test('is told when it has heard all that is there', async () => {
    for (const start of ['', 'resourceVersion=0']) {
      const text = await watch(`allowWatchBookmarks=1&${start}`, 2)
      expect(text).toContain('"type":"ADDED"')
      expect(text).toContain(initial)
    }
    expect(await watch('', 2)).not.toContain(initial)
    const { resourceVersion } = (await server.call('GET', maps)).json.metadata
    expect(await watch(`allowWatchBookmarks=1&resourceVersion=${resourceVersion}`, 1)).not.toContain(initial)
    expect(
      await watch('allowWatchBookmarks=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan', 1),
    ).not.toContain(initial)
  })

  test('was not until 1.34', async () => {
    const older = await startTestServer({ create: { clock: 'virtual', kubernetesVersion: '1.33.2' } })
    await older.call('POST', maps, { body: { metadata: { name: 'base' } } })
    expect(await watch('allowWatchBookmarks=1', 2, older)).not.toContain(initial)
    await older.close()
  })
})
