import { describe, expect, test } from 'vitest'
import { authorise } from '../../../src/api/chain/authorise.js'
import { chain } from '../../../src/api/chain/chain.js'
import { impersonate, type Look } from '../../../src/api/chain/impersonate.js'
import type { Handler, Link, Request, Sender } from '../../../src/api/contract/request.js'
import { administrator, type User } from '../../../src/api/contract/user.js'
import { plainStore } from '../fixture.js'

const jane: User = { name: 'jane', groups: ['dev', 'system:authenticated'] }
const master: User = { name: 'root', groups: ['system:masters'] }

/** Somebody's request to list pods, and how often it was read. */
function request(sender: Partial<Sender> = {}): Request & { readonly read: () => number } {
  let read = 0
  return {
    verb: 'list',
    resource: { group: '', version: 'v1', plural: 'pods' },
    namespace: 'default',
    name: '',
    subresource: '',
    content() {
      read++
      return { options: {} }
    },
    user: jane,
    manager: 'test',
    warn: () => {},
    ...sender,
    read: () => read,
  }
}

/** Tells who has come to the end. */
function end(): Handler & { readonly users: string[] } {
  const users: string[] = []
  const handler: Handler = async (asked) => {
    users.push(`${asked.user.name} ${asked.user.groups.join(' ')}`)
    if ('content' in asked) await asked.content()
    return { given: 'done' }
  }
  return Object.assign(handler, { users })
}

test('links are passed in their order, and their answers come back the other way', async () => {
  const passed: string[] = []
  const link =
    (name: string): Link =>
    (next) =>
    async (asked) => {
      passed.push(`to ${name}`)
      const answer = await next(asked)
      passed.push(`from ${name}`)
      return answer
    }
  await chain(
    link('one'),
    link('two'),
  )(async () => {
    passed.push('end')
    return { given: undefined }
  })(request())
  expect(passed).toEqual(['to one', 'to two', 'end', 'from two', 'from one'])
})

describe('who may do what', () => {
  /** A cluster without a single role; `looks`: how often they were asked. */
  function roles() {
    const store = plainStore()
    let looks = 0
    const look: Look = async (ask) => {
      looks++
      return ask(store)
    }
    return { links: chain(impersonate(look), authorise(look)), looks: () => looks }
  }
  const wish = { user: 'joe', uid: '', groups: [], extra: {} }

  test('is asked once, and nothing that was sent is read of who may not', async () => {
    const { links, looks } = roles()
    const handler = end()
    const asked = request()
    await expect(links(handler)(asked)).rejects.toMatchObject({
      message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    })
    expect([looks(), asked.read(), handler.users]).toEqual([1, 0, []])
    const allowed = request({ user: master })
    await links(handler)(allowed)
    expect([looks(), allowed.read(), handler.users]).toEqual([2, 1, ['root system:masters']])
  })

  test('is asked of whom somebody may be taken for, after whether that may be', async () => {
    const { links } = roles()
    const handler = end()
    await expect(links(handler)(request({ impersonate: wish }))).rejects.toThrow(
      'users "joe" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
    await expect(links(handler)(request({ user: master, impersonate: wish }))).rejects.toThrow(
      'pods is forbidden: User "joe" cannot list',
    )
    const groups = ['system:masters']
    await links(handler)(request({ user: master, impersonate: { ...wish, groups } }))
    expect(handler.users).toEqual(['joe system:masters system:authenticated'])
  })

  test('nobody asks who holds the cluster itself, until he wants to be somebody else', async () => {
    const { links, looks } = roles()
    const handler = end()
    const trusted = { user: administrator, trusted: true } as const
    await links(handler)(request(trusted))
    expect([looks(), handler.users]).toEqual([0, ['kubernetes-admin kubeadm:cluster-admins system:authenticated']])
    await expect(links(handler)(request({ ...trusted, impersonate: wish }))).rejects.toThrow('User "joe" cannot list')
    expect(looks()).toBe(1)
  })

  test('is asked of paths, too', async () => {
    const { links } = roles()
    const path = { verb: 'get', path: '/metrics', user: jane, manager: '', warn: () => {} }
    await expect(links(end())(path)).rejects.toThrow('forbidden: User "jane" cannot get path "/metrics"')
  })
})
