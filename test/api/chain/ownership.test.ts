import { expect, test } from 'vitest'
import { ownership } from '../../../src/api/chain/ownership.js'
import type { Answer, ResourceRequest } from '../../../src/api/contract/request.js'
import type { Writing } from '../../../src/api/requests/writing.js'

test('a resource that has gone since an object of it was written has no owners to tell, and the write stands', async () => {
  const gone = async () => ({ registry: { find: () => undefined } }) as unknown as Writing
  const answer: Answer = {
    object: { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'one' } },
    created: true,
  }
  const request: ResourceRequest = {
    verb: 'create',
    resource: { group: 'example.com', version: 'v1', plural: 'gadgets' },
    namespace: 'default',
    name: '',
    subresource: '',
    user: { name: 'jane', groups: [] },
    manager: 'kubectl',
    warn: () => {},
    content: () => ({ options: {} }),
  }
  expect(await ownership(gone)(() => answer)(request)).toEqual(answer)
})
