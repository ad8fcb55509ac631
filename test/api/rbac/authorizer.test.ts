import { describe, expect, test } from 'vitest'
import { type Attributes, authorize, escalation } from '../../../src/api/rbac/index.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import type { PolicyRule } from '../../../src/model/objects/types.js'
import { createStore } from '../../../src/store/index.js'

const jane = { name: 'jane', groups: ['system:authenticated'] }

/** A cluster in which jane has the rules: everywhere, or (`namespace`) in one namespace. */
function held(rules: readonly PolicyRule[], namespace = '') {
  const store = createStore()
  const kind = namespace === '' ? 'ClusterRole' : 'Role'
  const at = namespace === '' ? '' : `${namespace}/`
  const metadata = { name: 'r', ...(namespace === '' ? {} : { namespace }) }
  const put = (resource: string, object: object) =>
    store.put(`${resource}/${at}r`, { apiVersion: 'v1', metadata: { ...metadata }, ...object } as unknown as KubeObject)
  put(namespace === '' ? 'clusterroles' : 'roles', { kind, rules })
  const subjects = [{ kind: 'User', name: 'jane' }]
  const binding = { kind: `${kind}Binding`, subjects, roleRef: { kind, name: 'r' } }
  put(namespace === '' ? 'clusterrolebindings' : 'rolebindings', binding)
  return store
}

const rule = (verbs: string, groups: string, resources: string, names?: string): PolicyRule => ({
  verbs: verbs.split(','),
  apiGroups: groups.split(','),
  resources: resources.split(','),
  ...(names === undefined ? {} : { resourceNames: names.split(',') }),
})

/** `get apps deployments/scale web` */
function wanted(text: string, namespace = 'a'): Attributes {
  const [verb = '', group = '', resource = '', name = ''] = text.split(' ')
  const [plural = '', subresource = ''] = resource.split('/')
  return { verb, group: group === '-' ? '' : group, resource: plural, subresource, name, namespace }
}

describe('a rule', () => {
  test.each([
    [rule('get,list', '', 'pods'), 'get - pods x', true],
    [rule('get,list', '', 'pods'), 'delete - pods x', false],
    [rule('get', '', 'pods'), 'get apps pods', false],
    [rule('*', '*', '*'), 'get apps deployments/scale web', true],
    [rule('get', 'apps', 'deployments'), 'get apps deployments/scale web', false],
    [rule('get', 'apps', 'deployments/scale'), 'get apps deployments/scale web', true],
    [rule('get', '*', '*/scale'), 'get apps deployments/scale web', true],
    [rule('get', '*', '*/scale'), 'get apps deployments web', false],
    [rule('get', '', 'secrets', 'a,b'), 'get - secrets b', true],
    [rule('get', '', 'secrets', 'a,b'), 'get - secrets c', false],
    [rule('list', '', 'secrets', 'a'), 'list - secrets', false],
  ])('%j for %s: %s', (policy, text, allowed) => {
    expect(authorize(held([policy]), jane, wanted(text)).allowed).toBe(allowed)
  })

  test.each([
    ['/healthz', '/healthz', true],
    ['/healthz', '/healthz/ping', false],
    ['/healthz/*', '/healthz/ping', true],
    ['*', '/metrics', true],
  ])('of %s for the path %s: %s', (url, path, allowed) => {
    const reader = held([{ verbs: ['get'], nonResourceURLs: [url] }])
    expect(authorize(reader, jane, { verb: 'get', path }).allowed).toBe(allowed)
  })

  test('of a namespace counts there alone', () => {
    const reader = held([rule('get', '', 'pods')], 'a')
    expect(authorize(reader, jane, wanted('get - pods x')).reason).toBe(
      'RBAC: allowed by RoleBinding "r/a" of Role "r" to User "jane"',
    )
    expect(authorize(reader, jane, wanted('get - pods x', 'b')).allowed).toBe(false)
    expect(authorize(reader, { ...jane, name: 'joe' }, wanted('get - pods x')).allowed).toBe(false)
  })
})

test('nobody gives more than they have', () => {
  const reader = held([rule('get,list', '', 'pods')])
  expect(escalation(reader, jane, 'a', [rule('get', '', 'pods')])).toBeUndefined()
  expect(escalation(reader, jane, 'a', [rule('get,delete,watch', '', 'pods')])).toBe(
    'user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
      '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
  )
})
