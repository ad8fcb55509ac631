import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const pods = '/api/v1/namespaces/default/pods'
const tokens = '/api/v1/namespaces/default/serviceaccounts/default/token'
const as = (user: string, more: Record<string, string> = {}) => ({ headers: { 'Impersonate-User': user, ...more } })
const shown = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })

async function issued(spec: object = {}, path = tokens): Promise<string> {
  return (await server.call('POST', path, { body: { spec } })).json.status.token
}

describe('impersonation', () => {
  test('is asked of the roles', async () => {
    const refused = await server.call('GET', pods, as('jane'))
    expect(refused.status).toBe(403)
    expect(refused.json.message).toBe(
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    )
    const token = await issued()
    const account = { ...shown(token), ...as('jane', shown(token).headers) }
    expect((await server.call('GET', pods, account)).json.message).toContain(
      'users "jane" is forbidden: User "system:serviceaccount:default:default" cannot impersonate resource "users"',
    )
  })

  test('of a group that may do everything may do everything', async () => {
    expect((await server.call('GET', pods, as('jane', { 'Impersonate-Group': 'system:masters' }))).status).toBe(200)
  })

  test('needs a user', async () => {
    const refused = async (headers: Record<string, string>) => (await server.call('GET', pods, { headers })).json
    const requested = (rest: string) => ({
      code: 400,
      message: `requested &user.DefaultInfo{Name:"", ${rest}} without impersonating a user name`,
    })
    expect(await refused({ 'Impersonate-Group': 'x' })).toMatchObject(
      requested('UID:"", Groups:[]string{"x"}, Extra:map[string][]string(nil)'),
    )
    expect(await refused({ 'Impersonate-Uid': 'x' })).toMatchObject(
      requested('UID:"x", Groups:[]string(nil), Extra:map[string][]string(nil)'),
    )
    expect(await refused({ 'Impersonate-Extra-a': 'b' })).toMatchObject(
      requested('UID:"", Groups:[]string(nil), Extra:map[string][]string{"a":[]string{"b"}}'),
    )
    expect((await server.call('GET', pods, { headers: { 'Impersonate-User': '' } })).status).toBe(200)
  })
})

describe('what is answered is what was asked of the roles', () => {
  const secrets = '/api/v1/namespaces/default/secrets'
  /** A user who may do just that, with secrets if nothing else is said. */
  async function allowed(user: string, verb: string, resourceNames: string[] = [], resource = 'secrets') {
    const [name, apiGroup] = [user, 'rbac.authorization.k8s.io']
    const roles = `/apis/${apiGroup}/v1/namespaces/default`
    const rules = [{ apiGroups: [''], resources: [resource], verbs: [verb], resourceNames }]
    await server.call('POST', `${roles}/roles`, { body: { metadata: { name }, rules } })
    const [roleRef, subjects] = [{ apiGroup, kind: 'Role', name }, [{ apiGroup, kind: 'User', name }]]
    await server.call('POST', `${roles}/rolebindings`, { body: { metadata: { name }, roleRef, subjects } })
  }
  const upgrade = { Connection: 'Upgrade', Upgrade: 'kubesim-watch' }

  test('by whatever method a watch is asked for that goes both ways', async () => {
    await allowed('maker', 'create')
    for (const [method, status] of [
      ['GET', 403],
      ['POST', 405],
      ['DELETE', 403],
    ] as const) {
      const reply = await server.call(method, secrets, as('maker', upgrade))
      expect([method, reply.status]).toEqual([method, status])
    }
  })

  test('however a watch is said', async () => {
    await allowed('lister', 'list')
    for (const said of ['true', '1', 'f', '']) {
      const { json } = await server.call('GET', `${secrets}?watch=${said}&timeoutSeconds=1`, as('lister'))
      expect(json.message).toContain('cannot watch resource "secrets"')
    }
    expect((await server.call('GET', `${secrets}?watch=false`, as('lister'))).status).toBe(200)
    const { json } = await server.call('GET', secrets, as('lister', upgrade))
    expect([json.code, json.message]).toEqual([405, 'the server does not allow this method on the requested resource'])
  })

  test('behind /watch/ there are objects alone, and no selector says which', async () => {
    await server.cluster.run(['run', 'shell', '--image=busybox', '--', 'sh', '-c', 'echo said; sleep 1d'])
    const shell = '/api/v1/watch/namespaces/default/pods/shell'
    for (const part of ['log', 'exec?command=ls&stdout=1', 'proxy/', 'status']) {
      expect((await server.call('GET', `${shell}/${part}`)).status).toBe(404)
    }
    await allowed('watcher', 'watch', ['one'])
    const selected = '?fieldSelector=metadata.name%3Done&timeoutSeconds=1'
    const by = (path: string) => server.call('GET', path, { ...as('watcher'), until: () => true })
    expect((await by(`${secrets.replace('/v1/', '/v1/watch/')}${selected}`)).status).toBe(403)
    expect((await by(`${secrets}${selected}&watch=1`)).status).toBe(200)
  })

  test('and who connects to a container must be allowed to create, by GET too', async () => {
    await allowed('looker', 'get', [], 'pods/exec')
    await allowed('actor', 'create', [], 'pods/exec')
    await allowed('both', '*', [], 'pods/exec')
    const exec = (user: string) => server.call('GET', `${pods}/shell/exec?command=ls&stdout=1`, as(user))
    const looking = await exec('looker')
    expect([looking.status, looking.json.message]).toEqual([403, 'pods "shell" is forbidden: '])
    expect((await exec('actor')).json.message).toContain('cannot get resource "pods/exec"')
    expect((await exec('both')).json.message).toBe('Upgrade request required')
  })

  test('of one object, which is got whatever else is said', async () => {
    await server.call('POST', secrets, { body: { metadata: { name: 'one' } } })
    await allowed('getter', 'get')
    const reply = await server.call('GET', `${secrets}/one?watch=true`, as('getter'))
    expect([reply.status, reply.json.metadata.name]).toEqual([200, 'one'])
  })
})

describe('tokens of service accounts', () => {
  test('say who asks, and are asked of the roles', async () => {
    const reply = await server.call('GET', pods, shown(await issued()))
    expect(reply.status).toBe(403)
    expect(reply.json.message).toContain('User "system:serviceaccount:default:default"')
  })

  test('are refused when they were changed, are for others, or are too short', async () => {
    const token = await issued()
    expect((await server.call('GET', pods, shown(`${token}x`))).status).toBe(401)
    expect((await server.call('GET', pods, shown(await issued({ audiences: ['vault'] })))).status).toBe(401)
    const short = await server.call('POST', tokens, { body: { spec: { expirationSeconds: 60 } } })
    expect(short.status).toBe(422)
    expect(short.json.message).toContain('may not specify a duration less than 10 minutes')
  })

  test('end with their time, and with their account', async () => {
    await server.call('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'robot' } } })
    const path = tokens.replace('/default/token', '/robot/token')
    const brief = await issued({ expirationSeconds: 600 }, path)
    const long = await issued({ expirationSeconds: 86_400 }, path)
    await server.cluster.advance(12 * 60_000)
    expect((await server.call('GET', pods, shown(brief))).status).toBe(401)
    expect((await server.call('GET', pods, shown(long))).status).toBe(403)
    await server.call('DELETE', '/api/v1/namespaces/default/serviceaccounts/robot')
    expect((await server.call('GET', pods, shown(long))).status).toBe(401)
  })

  test('are told whose they are', async () => {
    const review = async (token: string) =>
      (await server.call('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec: { token } } })).json
    expect((await review(await issued())).status).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default' },
    })
    expect((await review('x')).status.error).toBe('invalid bearer token')
  })
})

test('who may patch but not create applies to what is there alone', async () => {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }]
  const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/default'
  await server.call('POST', `${roles}/roles`, { body: { metadata: { name: 'patcher' }, rules } })
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'patcher' }]
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'patcher' }
  await server.call('POST', `${roles}/rolebindings`, { body: { metadata: { name: 'patcher' }, roleRef, subjects } })
  const path = '/api/v1/namespaces/default/configmaps/applied'
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data: { a: '1' } })
  const type = { 'Content-Type': 'application/apply-patch+yaml' }
  const apply = (more: object) =>
    server.call('PATCH', `${path}?fieldManager=me`, { body, headers: { ...type, ...more } })
  const refused = await apply({ 'Impersonate-User': 'patcher' })
  expect([refused.status, refused.json.message]).toEqual([403, 'configmaps "applied" is forbidden: '])
  expect((await server.call('GET', path)).status).toBe(404)
  expect((await apply({})).status).toBe(201)
  expect((await apply({ 'Impersonate-User': 'patcher' })).status).toBe(200)
})
