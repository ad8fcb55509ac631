/** What bodies say that cannot be kept as it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const maps = '/api/v1/namespaces/default/configmaps'

describe('whole numbers', () => {
  const send = (text: string) =>
    house.call('POST', `${maps}?dryRun=All`, { body: text, headers: { 'Content-Type': 'application/json' } })

  test.each(['9007199254740993', '-9007199254740993', '9223372036854775807'])('%s is refused', async (number) => {
    const { status, json } = await send(`{"metadata":{"name":"x","generation": ${number}}}`)
    const why = `kubesim keeps whole numbers exactly up to 2^53 alone, and ${number} is beyond: write it as a string`
    expect([status, json.reason, json.message]).toEqual([400, 'BadRequest', why])
  })

  test('are refused in YAML too', async () => {
    const body = 'metadata:\n  name: x\n  generation: 9007199254740993\n'
    const reply = await house.call('POST', maps, { body, headers: { 'Content-Type': 'application/yaml' } })
    expect(reply.json.message).toContain('kubesim keeps whole numbers exactly up to 2^53 alone')
    const quoted = 'metadata:\n  name: quoted\ndata:\n  a: "9007199254740993"\n'
    const kept = await house.call('POST', maps, { body: quoted, headers: { 'Content-Type': 'application/yaml' } })
    expect(kept.json.data).toEqual({ a: '9007199254740993' })
  })

  test.each(['9007199254740992', '-9007199254740991', '1234567890123456'])('%s is taken', async (number) => {
    expect((await send(`{"metadata":{"name":"x","generation":${number}}}`)).status).toBe(201)
  })

  test('in strings, of more than 64 bits and with a point are what they are', async () => {
    const text = '{"metadata":{"name":"x"},"data":{"a":"say \\"9007199254740993\\", 9007199254740993"}}'
    expect((await send(text)).json.data.a).toBe('say "9007199254740993", 9007199254740993')
    const large = await send('{"metadata":{"name":"x","generation":92233720368547758080}}')
    expect(large.json.message).toContain('cannot unmarshal number')
    expect((await send('{"metadata":{"name":"x"},"more":1234567890123456789.5}')).status).toBe(201)
  })
})

describe('owners that are named twice', () => {
  const owned = (...ownerReferences: object[]) => ({ metadata: { name: 'owned', ownerReferences } })
  const told = (uid: string, when = '') =>
    `299 - ".metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, ` +
    `and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uid}"`

  test('are kept once, with a warning', async () => {
    const { uid } = (await house.call('POST', maps, { body: { metadata: { name: 'a' } } })).json.metadata
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid }
    const created = await house.call('POST', maps, { body: owned(owner, owner) })
    expect([created.status, created.headers.warning]).toEqual([201, told(uid)])
    expect(created.json.metadata.ownerReferences).toEqual([owner])
    const put = await house.call('PUT', `${maps}/owned`, { body: owned(owner, { ...owner, name: 'b' }, owner) })
    expect([put.headers.warning, put.json.metadata.ownerReferences.length]).toEqual([told(uid), 2])
    const patch = { body: owned(owner, owner), headers: { 'Content-Type': 'application/merge-patch+json' } }
    const patched = await house.call('PATCH', `${maps}/owned?dryRun=All`, patch)
    expect(patched.headers.warning).toBe(told(uid, ' after mutating admission happens'))
  })
})
