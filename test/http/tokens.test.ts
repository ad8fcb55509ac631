import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const core = '/api/v1/namespaces/default'
const shown = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })
const whoIs = async (token: string) => {
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const { status, json } = await server.call('POST', path, { body: {}, ...shown(token) })
  return status === 201 ? json.status.userInfo : status
}
const make = (plural: string, body: object) => server.call('POST', `${core}/${plural}`, { body })
const tokenSecret = (name: string, account: string, more: object = {}) => ({
  type: 'kubernetes.io/service-account-token',
  metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } },
  ...more,
})

describe('secrets that ask for a token', () => {
  const read = async (name: string) => (await server.call('GET', `${core}/secrets/${name}`)).json
  const text = (base64: string) => Buffer.from(base64, 'base64').toString('utf8')

  test('get one that the server believes', async () => {
    const account = (await make('serviceaccounts', { metadata: { name: 'robot' } })).json
    await make('secrets', tokenSecret('robot-token', 'robot'))
    const { metadata, data } = await read('robot-token')
    expect(metadata.annotations['kubernetes.io/service-account.uid']).toBe(account.metadata.uid)
    expect(text(data['ca.crt'])).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
    expect(text(data.namespace)).toBe('default')
    expect(await whoIs(text(data.token))).toMatchObject({
      username: 'system:serviceaccount:default:robot',
      uid: account.metadata.uid,
    })
  })

  test('get back what is taken out, which ends the old token unless it is the same', async () => {
    const { token } = (await read('robot-token')).data
    const patch = { headers: { 'Content-Type': 'application/merge-patch+json' } }
    const body = JSON.stringify({ data: { token: Buffer.from('x').toString('base64') } })
    await server.call('PATCH', `${core}/secrets/robot-token`, { body, ...patch })
    expect(await whoIs(text(token))).toBe(401)
    await server.call('PATCH', `${core}/secrets/robot-token`, { body: '{"data":null}', ...patch })
    expect((await read('robot-token')).data.token).toBe(token)
  })

  test('are described with it', async () => {
    const secret = await server.cluster.run(['describe', 'secret', 'robot-token'])
    expect(secret.stdout).toMatch(/^token: {6}ey/m)
  })

  test('go with their account, and are forgotten by it', async () => {
    const { token } = (await read('robot-token')).data
    await make('serviceaccounts', { metadata: { name: 'other' }, secrets: [{ name: 'a' }, { name: 'b' }] })
    await make('secrets', tokenSecret('a', 'other'))
    await server.call('DELETE', `${core}/secrets/a`)
    expect((await server.call('GET', `${core}/serviceaccounts/other`)).json.secrets).toEqual([{ name: 'b' }])
    await server.call('DELETE', `${core}/serviceaccounts/robot`)
    expect((await read('robot-token')).code).toBe(404)
    expect(await whoIs(text(token))).toBe(401)
    await make('secrets', tokenSecret('lost', 'nosuch'))
    expect((await read('lost')).code).toBe(404)
  })
})

describe('a token', () => {
  test('has one form: what others read past is refused', async () => {
    const { token } = (await make('serviceaccounts/default/token', { spec: {} })).json.status
    expect(await whoIs(token)).toMatchObject({ username: 'system:serviceaccount:default:default' })
    // The last letter of 64 bytes holds two bits: fifteen other letters are read as the same.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = letters[letters.indexOf(token.at(-1)) ^ 1]
    for (const other of [`${token}=`, `${token}==`, `${token}!!!`, `${token.slice(0, -1)}${twin}`]) {
      expect(await whoIs(other), other).toBe(401)
    }
  })
})

describe('the token that a pod carries', () => {
  const path = '/var/run/secrets/kubernetes.io/serviceaccount'

  test('stands for its account until the pod is gone', async () => {
    await server.cluster.run(['run', 'p', '--image=busybox', '--', 'sleep', '1d'])
    const { stdout: token } = await server.cluster.run(['exec', 'p', '--', 'cat', `${path}/token`])
    expect(await whoIs(token)).toMatchObject({
      username: 'system:serviceaccount:default:default',
      extra: { 'authentication.kubernetes.io/pod-name': ['p'] },
    })
    const reply = await server.call('GET', `${core}/pods`, shown(token))
    expect(reply.json.message).toBe(
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    )
    await server.cluster.run(['delete', 'pod', 'p', '--force'])
    expect((await server.call('GET', `${core}/pods`, shown(token))).status).toBe(401)
  })
})

describe('what others need to believe a token', () => {
  const path = '/.well-known/openid-configuration'

  test('is told to service accounts, not to everybody', async () => {
    const { json } = await make('serviceaccounts/default/token', { spec: {} })
    const { token } = json.status
    const config = await server.call('GET', path, shown(token))
    expect(config.json).toMatchObject({
      issuer: 'https://kubernetes.default.svc.cluster.local',
      id_token_signing_alg_values_supported: ['EdDSA'],
    })
    const keys = await server.call('GET', new URL(config.json.jwks_uri).pathname, shown(token))
    expect(keys.headers['content-type']).toBe('application/jwk-set+json')
    const [first = '', body = '', signature = ''] = token.split('.')
    const key = createPublicKey({ key: keys.json.keys[0], format: 'jwk' })
    expect(JSON.parse(Buffer.from(first, 'base64url').toString()).kid).toBe(keys.json.keys[0].kid)
    expect(verify(null, Buffer.from(`${first}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect((await server.call('GET', path, { headers: { 'Impersonate-User': 'jane' } })).status).toBe(403)
  })
})

describe('questions in protobuf', () => {
  /** A message of fields that are texts or messages: number, content. */
  const message = (...fields: readonly (readonly [number, string | Buffer])[]): Buffer =>
    Buffer.concat(
      fields.flatMap(([number, content]) => [
        Buffer.from([number * 8 + 2, Buffer.byteLength(content)]),
        Buffer.from(content),
      ]),
    )
  const ask = (path: string, apiVersion: string, kind: string, spec: Buffer) =>
    server.call('POST', path, {
      body: Buffer.concat([
        Buffer.from('k8s\0'),
        message([1, message([1, apiVersion], [2, kind])], [2, message([2, spec])]),
      ]),
      headers: { 'Content-Type': 'application/vnd.kubernetes.protobuf' },
    })

  test('keep what else is known of a user', async () => {
    const extra = message([1, 'scopes'], [2, message([1, 'a'], [1, 'b'])])
    const spec = message([1, message([2, 'get'], [5, 'pods'])], [3, 'jane'], [5, extra])
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
    const { status, json } = await ask(path, 'authorization.k8s.io/v1', 'SubjectAccessReview', spec)
    expect([status, json.spec.user, json.spec.extra]).toEqual([201, 'jane', { scopes: ['a', 'b'] }])
  })

  test('keep what a token is bound to', async () => {
    await make('secrets', { metadata: { name: 'bound' } })
    const bound = message([1, 'Secret'], [2, 'v1'], [3, 'bound'], [4, 'other'])
    const path = `${core}/serviceaccounts/default/token`
    const { status, json } = await ask(path, 'authentication.k8s.io/v1', 'TokenRequest', message([3, bound]))
    expect([status, json.message]).toEqual([409, expect.stringContaining('UID in the bound object reference (other)')])
  })
})
