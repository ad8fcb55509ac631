/** What deletions and updates are answered with, kind by kind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer, token } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['run', 'web', '--image=nginx', '--port=80', '--expose'])
  await server.cluster.run(['create', 'namespace', 'going'])
  await server.cluster.run(['create', 'deployment', 'held', '--image=nginx'])
})
afterAll(() => server.close())

const core = '/api/v1/namespaces/default'
const rbac = '/apis/rbac.authorization.k8s.io/v1'

describe('a deletion is answered with', () => {
  test.each<readonly [path: string, body: object | undefined, status: number, answer: object]>([
    [`${core}/services/web`, undefined, 200, { kind: 'Service', spec: { selector: { run: 'web' } } }],
    [`${core}/pods/web`, { orphanDependents: false, gracePeriodSeconds: 0, dryRun: ['All'] }, 200, { kind: 'Pod' }],
    [`${core}/pods/web`, undefined, 200, { kind: 'Pod', metadata: { deletionGracePeriodSeconds: 30 } }],
    [`${core}/serviceaccounts/default?dryRun=All`, undefined, 200, { kind: 'ServiceAccount' }],
    [
      '/apis/apps/v1/namespaces/default/deployments/held?dryRun=All',
      undefined,
      200,
      { kind: 'Status', status: 'Success', details: { name: 'held', group: 'apps', kind: 'deployments' } },
    ],
    [
      '/apis/apps/v1/namespaces/default/deployments/held',
      { propagationPolicy: 'Foreground' },
      200,
      { kind: 'Deployment', metadata: { finalizers: ['foregroundDeletion'] } },
    ],
    [
      '/api/v1/namespaces/going',
      { orphanDependents: false },
      202,
      { kind: 'Namespace', status: { phase: 'Terminating' } },
    ],
    [`${core}/secrets`, undefined, 200, { kind: 'SecretList', items: [] }],
  ])('DELETE %s %j: %i %j', async (path, body, status, answer) => {
    const reply = await server.call('DELETE', path, body === undefined ? {} : { body })
    expect([reply.status, reply.json]).toMatchObject([status, answer])
  })
})

const endpoints = { metadata: { name: 'made' }, subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 80 }] }] }
const role = { metadata: { name: 'made' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }

describe('an update of what is not there', () => {
  test.each<readonly [path: string, body: object]>([
    [`${core}/endpoints/made`, endpoints],
    [`${core}/services/made`, { metadata: { name: 'made', resourceVersion: '5' }, spec: { ports: [{ port: 80 }] } }],
    ['/apis/coordination.k8s.io/v1/namespaces/default/leases/made', { metadata: { name: 'made' } }],
    [`${rbac}/namespaces/default/roles/made`, role],
    [`${rbac}/clusterroles/made`, role],
  ])('makes %s', async (path, body) => {
    expect((await server.call('PUT', `${path}?dryRun=All`, { body })).status).toBe(201)
    const made = await server.call('PUT', path, { body })
    expect([made.status, made.json.metadata.name]).toEqual([201, 'made'])
    const { resourceVersion } = made.json.metadata
    const again = await server.call('PUT', path, { body: { ...body, metadata: { name: 'made', resourceVersion } } })
    expect(again.status).toBe(200)
  })

  test.each<readonly [path: string, body: object, status: number]>([
    [`${core}/configmaps/made`, { metadata: { name: 'made' } }, 404],
    [`${core}/endpoints/another`, { metadata: { name: 'made' } }, 400],
    [`${core}/endpoints/another`, { metadata: { name: 'another', uid: 'x' } }, 404],
    [`${core}/services/another/status`, { metadata: { name: 'another' } }, 404],
    ['/api/v1/namespaces/nosuch/endpoints/made', endpoints, 404],
  ])('is refused: %s %j', async (path, body, status) => {
    expect((await server.call('PUT', path, { body })).status).toBe(status)
  })

  test('must be allowed as a creation too', async () => {
    const updating = {
      ...role,
      metadata: { name: 'updating' },
      rules: [{ ...role.rules[0], resources: ['endpoints'], verbs: ['update'] }],
    }
    await server.call('POST', `${rbac}/namespaces/default/roles`, { body: updating })
    await server.cluster.run(['create', 'rolebinding', 'updating', '--role=updating', '--user=jane'])
    const headers = { Authorization: `Bearer ${token}`, 'Impersonate-User': 'jane' }
    const body = { ...endpoints, metadata: { name: 'hers' } }
    const reply = await server.call('PUT', `${core}/endpoints/hers`, { body, headers })
    expect([reply.status, reply.json.message]).toEqual([403, 'endpoints "hers" is forbidden: '])
  })
})

describe('a namespace waits for its finalizers', () => {
  const path = '/api/v1/namespaces/waiting'
  const read = async () => (await server.call('GET', path)).json

  test('until they are changed through a subresource of their own', async () => {
    const body = { metadata: { name: 'waiting' }, spec: { finalizers: ['example.org/hold'] } }
    const made = await server.call('POST', '/api/v1/namespaces', { body })
    expect(made.json.spec.finalizers).toEqual(['example.org/hold', 'kubernetes'])
    expect((await server.call('DELETE', path)).json.status.phase).toBe('Terminating')
    const released = { metadata: { name: 'waiting' }, spec: {} }
    expect((await server.call('PUT', path, { body: released })).json.spec.finalizers).toContain('example.org/hold')
    expect((await server.call('GET', `${path}/finalize`)).status).toBe(405)
    const bad = await server.call('PUT', `${path}/finalize`, { body: { ...released, spec: { finalizers: ['hold'] } } })
    expect(bad.status).toBe(422)
    expect((await server.call('PUT', `${path}/finalize`, { body: released })).status).toBe(200)
    expect((await read()).code).toBe(404)
  })
})
