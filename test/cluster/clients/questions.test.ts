/** A plugin of admission that has to ask somebody, on both ways into the cluster: what is asked, and what comes of the answer. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Answerer } from '../../../src/api/chain/questions.js'
import type { AdmissionPlugin, OpenQuestion } from '../../../src/api/contract/admission.js'
import type { Client } from '../../../src/api/contract/client.js'
import { ApiError } from '../../../src/api/contract/errors.js'
import { connect } from '../../../src/http/remote/client.js'
import { startServer } from '../../../src/http/server/server.js'
import { Cluster } from '../../../src/index.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import { resourceOf } from '../requests.js'

interface Verdict {
  readonly allowed?: boolean
  readonly why?: string
  /** Becomes part of the object's data. */
  readonly data?: Record<string, string>
}

interface Asked {
  readonly operation: string
  readonly name: string
  readonly dryRun: boolean
  readonly size?: string
}

/** Asks the watchman whether a config map, or a part of a deployment, may be written; `ignores`: goes on when he is not there. */
const watchman = (ignores = false): AdmissionPlugin => {
  const ask = (object: KubeObject, admission: Parameters<NonNullable<AdmissionPlugin['mutate']>>[1]): Verdict => {
    const { operation, name } = admission.request
    const content: Asked = { operation, name, dryRun: admission.dryRun, ...(object.data ?? {}) }
    try {
      return admission.ask({ plugin: 'Watchman', whom: 'watchman', content }) as Verdict
    } catch (error) {
      if (ignores && error instanceof ApiError && error.message.includes('asleep')) return { allowed: true }
      throw error
    }
  }
  return {
    name: 'Watchman',
    handles: ({ resource, subresource }) =>
      resource.plural === 'configmaps' || subresource === 'scale' || subresource === 'status',
    mutate(draft, admission) {
      if (admission.request.user === undefined) return
      const { data } = ask(draft, admission)
      if (data !== undefined) draft.data = { ...draft.data, ...data }
    },
    validate(object, admission) {
      if (admission.request.user === undefined) return
      const { allowed = true, why = '' } = ask(object, admission)
      if (!allowed) throw new ApiError(403, 'Forbidden', `the watchman says no: ${why}`)
    },
  }
}

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

interface Guarded {
  readonly cluster: Awaited<ReturnType<typeof Cluster.open>>
  /** Whose requests are admitted. */
  readonly client: Client
  readonly asked: OpenQuestion[]
}

/** A cluster with a watchman, and a client of it. */
async function guarded(way: string, answer: Answerer | undefined, plugin = watchman()): Promise<Guarded> {
  const asked: OpenQuestion[] = []
  const noting: Answerer | undefined =
    answer &&
    ((question) => {
      asked.push(question)
      return answer(question)
    })
  const cluster = await Cluster.open({
    create: { clock: 'virtual', seed: 'questions' },
    plugins: [plugin],
    ...(noting === undefined ? {} : { answer: noting }),
  })
  open.push(() => cluster.close())
  if (way === 'on the cluster') return { cluster, client: cluster.client, asked }
  const server = await startServer({ cluster, token: 'secret', jumpDelay: 1 })
  open.push(() => server.close())
  const client = await connect({ server: server.address, headers: { Authorization: 'Bearer secret' } }, () => {})
  open.push(async () => client.close())
  return { cluster, client, asked }
}

const map = (name: string, size = '1', metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data: { size },
})

async function placeOf({ cluster }: Guarded, name: string) {
  return { resource: await resourceOf(cluster, 'configmaps'), namespace: 'default', name }
}

/** The config maps of a test, as the cluster has them. */
const stored = ({ cluster }: Guarded) =>
  cluster.read((reader) =>
    reader
      .list('configmaps', 'default')
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
      .map(({ metadata, data }) => [metadata.name, data]),
  )

/** Writes to a config map beside the requests of the test, as a control loop does. */
const meanwhile = ({ cluster }: Guarded, name: string, data: object) =>
  cluster.host().transact((world) => {
    const loop = world as unknown as { update(resource: string, object: KubeObject): void }
    const found = world.get(`configmaps/default/${name}`)!
    loop.update('configmaps', { ...found, data: { ...found.data, ...data } })
  })

describe.each(['on the cluster', 'over HTTP'])('%s', (way) => {
  test('who may is let through, and who may not is told', async () => {
    const it = await guarded(way, ({ content }) => ({ allowed: (content as Asked).size !== '9', why: 'too large' }))
    const { resource } = await placeOf(it, '')
    await it.client.create(resource, 'default', map('a'))
    const refused = it.client.create(resource, 'default', map('b', '9'))
    await expect(refused).rejects.toMatchObject({ reason: 'Forbidden', message: 'the watchman says no: too large' })
    expect(await stored(it)).toEqual([['a', { size: '1' }]])
    const question = { plugin: 'Watchman', whom: 'watchman', revision: '' }
    const content = { operation: 'CREATE', name: 'a', dryRun: false, size: '1' }
    expect(it.asked).toEqual([
      { ...question, about: 'configmaps/default/a', content },
      { ...question, about: 'configmaps/default/b', content: { ...content, name: 'b', size: '9' } },
    ])
  })

  test('an answer may change the object', async () => {
    const it = await guarded(way, ({ content }) => ({ data: { seen: (content as Asked).operation } }))
    const place = await placeOf(it, 'a')
    const made = await it.client.create(place.resource, 'default', map('a'))
    expect(made.data).toEqual({ size: '1', seen: 'CREATE' })
    const changed = await it.client.patch(place, { type: 'merge', body: { data: { size: '2' } } })
    expect(changed.data).toEqual({ size: '2', seen: 'UPDATE' })
    expect(await stored(it)).toEqual([['a', { size: '2', seen: 'UPDATE' }]])
    expect(it.asked.map(({ revision }) => revision)).toEqual(['', made.metadata.resourceVersion])
  })

  test('what is asked of an object that changes meanwhile is asked again, of the new one', async () => {
    let times = 0
    const it: Guarded = await guarded(way, async ({ content }) => {
      const { operation } = content as Asked
      if (operation === 'UPDATE' && times++ < 2) await meanwhile(it, 'a', { [`meanwhile${times}`]: 'yes' })
      return { data: { asked: String(times) } }
    })
    const place = await placeOf(it, 'a')
    await it.client.create(place.resource, 'default', map('a'))
    await it.client.patch(place, { type: 'merge', body: { data: { size: '2' } } })
    expect(await stored(it)).toEqual([['a', { size: '2', asked: '3', meanwhile1: 'yes', meanwhile2: 'yes' }]])
    const updates = it.asked.filter(({ content }) => (content as Asked).operation === 'UPDATE')
    expect(new Set(updates.map(({ revision }) => revision)).size).toBe(3)
  })

  test('who says which revision he replaces is refused when it is another by then', async () => {
    const it: Guarded = await guarded(way, async ({ content }) => {
      if ((content as Asked).operation === 'UPDATE') await meanwhile(it, 'a', { meanwhile: 'yes' })
      return {}
    })
    const place = await placeOf(it, 'a')
    const made = await it.client.create(place.resource, 'default', map('a'))
    const update = it.client.update(place, { ...map('a', '2'), metadata: made.metadata })
    await expect(update).rejects.toMatchObject({ reason: 'Conflict' })
    expect(await stored(it)).toEqual([['a', { size: '1', meanwhile: 'yes' }]])
  })

  test('of what never stands still nobody is asked without end', async () => {
    let times = 0
    const it: Guarded = await guarded(way, async ({ content }) => {
      if ((content as Asked).operation === 'UPDATE') await meanwhile(it, 'a', { times: String(++times) })
      return {}
    })
    const place = await placeOf(it, 'a')
    await it.client.create(place.resource, 'default', map('a'))
    const patch = it.client.patch(place, { type: 'merge', body: { data: { size: '2' } } })
    await expect(patch).rejects.toMatchObject({
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    })
    expect(times).toBe(5)
  })

  test('a rehearsal is asked about as one, and nothing is kept of it', async () => {
    const it = await guarded(way, () => ({ data: { seen: 'yes' } }))
    const place = await placeOf(it, 'a')
    const made = await it.client.create(place.resource, 'default', map('a'), { dryRun: true })
    expect(made.data).toEqual({ size: '1', seen: 'yes' })
    expect(it.asked.map(({ content }) => (content as Asked).dryRun)).toEqual([true])
    expect(await stored(it)).toEqual([])
  })

  test.each([
    ['goes on without', true],
    ['goes no further', false],
  ])('where there is no answer the plugin %s', async (_what, ignores) => {
    const asleep = () => Promise.reject(new Error('the watchman is asleep'))
    const it = await guarded(way, asleep, watchman(ignores))
    const { resource } = await placeOf(it, '')
    const create = it.client.create(resource, 'default', map('a'))
    if (!ignores) {
      const refused = { reason: 'InternalError', message: 'Internal error occurred: the watchman is asleep' }
      await expect(create).rejects.toMatchObject(refused)
    } else await create
    expect(await stored(it)).toHaveLength(ignores ? 1 : 0)
    expect(it.asked).toHaveLength(1)
  })

  test('where nobody answers at all the request fails, and says who is lacking', async () => {
    const it = await guarded(way, undefined)
    const { resource } = await placeOf(it, '')
    await expect(it.client.create(resource, 'default', map('a'))).rejects.toMatchObject({
      message: 'Internal error occurred: kubesim has nobody here who answers for watchman, whom Watchman asks',
    })
    expect(await stored(it)).toEqual([])
  })

  test('many are deleted only when it is known of all of them whether they may be', async () => {
    const it: Guarded = await guarded(way, async ({ content }) => {
      const { operation, name } = content as Asked
      if (operation === 'DELETE') expect(await stored(it)).toHaveLength(3)
      return { allowed: operation !== 'DELETE' || name !== 'b', why: 'b stays' }
    })
    const { resource } = await placeOf(it, '')
    for (const name of ['a', 'b', 'c'])
      await it.client.create(resource, 'default', map(name, '1', { labels: { app: 'x' } }))
    const all = { resource, namespace: 'default', labelSelector: 'app=x' }
    await expect(it.client.deleteCollection(all)).rejects.toThrow('the watchman says no: b stays')
    expect(it.asked.slice(3).map(({ about }) => about)).toEqual(
      ['a', 'b', 'c'].map((name) => `configmaps/default/${name}`),
    )
    // What came before it is gone by then, as on a real cluster.
    expect((await stored(it)).map(([name]) => name)).toEqual(['b', 'c'])
  })

  test('a made-up name and a scale are asked about as well', async () => {
    const it = await guarded(way, () => ({}))
    const { resource } = await placeOf(it, '')
    const made = await it.client.create(resource, 'default', map('', '1', { generateName: 'made-' }))
    expect(it.asked.map(({ about }) => about)).toEqual(['configmaps/default/'])
    expect(made.metadata.name).toMatch(/^made-\w{5}$/)
    await it.cluster.run(['create', 'deployment', 'web', '--image=nginx'])
    const deployments = await resourceOf(it.cluster, 'deployments')
    const place = { resource: deployments, namespace: 'default', name: 'web' }
    const body = { spec: { replicas: 3 } }
    const scaled = await it.client.patch(place, { type: 'merge', body }, { subresource: 'scale' })
    expect(scaled.spec).toEqual({ replicas: 3 })
    expect(it.asked.at(-1)!.about).toBe('deployments/default/web/scale')
  })

  test('nobody is asked about what is refused anyway', async () => {
    const it = await guarded(way, () => ({}))
    const place = await placeOf(it, 'nosuch')
    await expect(it.client.patch(place, { type: 'merge', body: {} })).rejects.toMatchObject({ reason: 'NotFound' })
    const unknown = it.client.create(place.resource, 'default', { ...map('a'), colour: 'red' } as KubeObject)
    await expect(unknown).rejects.toMatchObject({ reason: 'BadRequest' })
    expect(it.asked).toEqual([])
  })
})
