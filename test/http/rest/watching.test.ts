import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events as come, eventsOf, startTestServer, type TestServer } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const path = '/api/v1/namespaces/default/configmaps?watch=true'
const watch = (query: string, count: number, headers: Record<string, string> = {}) =>
  server.call('GET', `${path}&${query}`, { headers, until: come(count) })

const types = (text: string) => eventsOf(text).map(({ type }) => type)

describe('a watch', () => {
  test('tells what happens after a revision, until its time is over', async () => {
    const revision = (await server.call('GET', '/api/v1/namespaces')).json.metadata.resourceVersion
    const watching = server.call('GET', `${path}&timeoutSeconds=1&resourceVersion=${revision}&labelSelector=a%3Db`)
    await server.cluster.run(['create', 'configmap', 'one'])
    await server.cluster.run(['label', 'configmap', 'one', 'a=b'])
    await server.cluster.run(['annotate', 'configmap', 'one', 'c=d'])
    await server.cluster.run(['label', 'configmap', 'one', 'a-'])
    const { status, text } = await watching
    expect(status).toBe(200)
    expect(types(text)).toEqual(['ADDED', 'MODIFIED', 'DELETED'])
  })

  test('begins with what is there, and says when that is all', async () => {
    const { text } = await watch('sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan', 3)
    const events = eventsOf(text)
    const names = events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim())
    expect(names).toEqual(['ADDED kube-root-ca.crt', 'ADDED one', 'BOOKMARK'])
    expect(events.at(-1).object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  })

  test('can be of one object, and in tables', async () => {
    const { text } = await watch('fieldSelector=metadata.name%3Done', 1, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    })
    const [event] = eventsOf(text)
    expect(event).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Table', rows: [{ object: { metadata: { name: 'one' } } }] },
    })
  })

  test('of what is still to come waits for it', async () => {
    const now = Number((await server.call('GET', '/api/v1/namespaces')).json.metadata.resourceVersion)
    const watching = watch(`resourceVersion=${now + 2}&allowWatchBookmarks=true`, 1)
    for (const name of ['early', 'before', 'after']) await server.cluster.run(['create', 'configmap', name])
    const names = eventsOf((await watching).text).map(({ type, object }) => `${type} ${object.metadata.name}`)
    expect(names).toEqual(['ADDED after'])
  })

  test('with a selector that cannot be read is refused', async () => {
    expect((await watch('labelSelector=%3D%3D', 1)).status).toBe(400)
  })
})
