import { describe, expect, test } from 'vitest'
import { attributesOf } from '../../../src/api/chain/attributes.js'
import type { Request } from '../../../src/api/contract/request.js'
import { anonymous } from '../../../src/api/contract/user.js'
import { segmentsOf } from '../../../src/http/exchange/paths.js'
import { wantedOf } from '../../../src/http/exchange/request.js'

const nobody = { user: anonymous, manager: '', warn: () => {} }

describe('what a request wants is read off its path', () => {
  const about = { group: '', resource: 'pods', subresource: '', namespace: 'a', name: '' }
  test.each([
    ['GET', '/api/v1/namespaces/a/pods', { ...about, verb: 'list' }],
    ['GET', '/api/v1/namespaces/a/pods?watch=true', { ...about, verb: 'watch' }],
    ['GET', '/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx', { ...about, verb: 'list', name: 'x' }],
    ['GET', '/api/v1/namespaces/a/pods/x', { ...about, verb: 'get', name: 'x' }],
    ['POST', '/api/v1/namespaces/a/pods/x/exec', { ...about, verb: 'create', name: 'x', subresource: 'exec' }],
    ['DELETE', '/api/v1/namespaces/a/pods', { ...about, verb: 'deletecollection' }],
    ['PUT', '/api/v1/namespaces/a', { ...about, verb: 'update', resource: 'namespaces', name: 'a' }],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/a/deployments/x/scale',
      {
        ...about,
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        name: 'x',
        subresource: 'scale',
      },
    ],
    ['GET', '/api/v1/watch/namespaces/a/pods', { ...about, verb: 'watch' }],
    ['GET', '/api/v1/watch/namespaces/a/pods/x', { ...about, verb: 'watch', name: 'x' }],
    ['GET', '/healthz', { verb: 'get', path: '/healthz' }],
    ['POST', '/apis/apps', { verb: 'post', path: '/apis/apps' }],
  ])('%s %s', (method, target, wanted) => {
    const [path = '', query = ''] = target.split('?')
    const head = { method, path, query: new URLSearchParams(query) }
    expect(attributesOf({ ...nobody, ...wantedOf(head, segmentsOf(path) ?? []) } as Request)).toEqual(wanted)
  })
})
