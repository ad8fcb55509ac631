/** What a client asks is the same to the roles whether its request reaches the chain as it is, or as bytes. */
import { beforeAll, expect, test } from 'vitest'
import { attributesOf } from '../../../src/api/chain/attributes.js'
import { clientOver, type Sent } from '../../../src/api/chain/client.js'
import type { Client } from '../../../src/api/contract/client.js'
import type { ResourceInfo } from '../../../src/api/contract/names.js'
import type { Request } from '../../../src/api/contract/request.js'
import { anonymous } from '../../../src/api/contract/user.js'
import { cutTarget, segmentsOf } from '../../../src/http/exchange/paths.js'
import { wantedOf } from '../../../src/http/exchange/request.js'
import type { Call, Connection } from '../../../src/http/remote/connection.js'
import { sendOver } from '../../../src/http/remote/sending.js'
import { Cluster } from '../../../src/index.js'

let resources: readonly ResourceInfo[]
beforeAll(async () => {
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  resources = await cluster.client.resources()
})
const of = (plural: string) => resources.find((each) => each.plural === plural)!

const sender = { user: anonymous, manager: '', warn: () => {} }
const attributes = (wanted: object) => attributesOf({ ...sender, ...wanted } as unknown as Request)

/** The requests that a client makes. */
async function sentBy(use: (client: Client) => unknown): Promise<Sent[]> {
  const sent: Sent[] = []
  const transport = {
    now: () => 0,
    version: async () => ({ major: '', minor: '', gitVersion: '' }),
    resources: async () => resources,
    subresources: async () => [],
    send(request: Sent) {
      sent.push(request)
      return Promise.reject(new Error('nobody answers'))
    },
  }
  const used = use(clientOver(transport)) as AsyncIterable<unknown> | Promise<unknown>
  const ended = 'then' in used ? used : used[Symbol.asyncIterator]().next()
  await expect(ended).rejects.toThrow('nobody answers')
  return sent
}

/** The call that a request becomes on its way to a server. */
async function callOf(request: Sent): Promise<Call> {
  let found: Call | undefined
  const take = (call: Call) => {
    found = call
    return Promise.reject(new Error('nobody answers'))
  }
  const connection = { object: take, stream: take, upgrade: take } as unknown as Connection
  try {
    const answer = await sendOver(connection, request)
    const pieces = 'events' in answer ? answer.events : 'text' in answer ? answer.text : []
    for await (const _ of pieces as AsyncIterable<unknown>);
  } catch (error) {
    expect((error as Error).message).toBe('nobody answers')
  }
  return found!
}

const pod = { namespace: 'a', name: 'x' }
const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }

test.each<readonly [what: string, use: (client: Client) => unknown, verb: string, on: string]>([
  ['get', (client) => client.get({ resource: of('pods'), ...pod }), 'get', 'pods in a: x'],
  [
    'get of a part',
    (client) => client.get({ resource: of('pods'), ...pod, subresource: 'status' }),
    'get',
    'pods/status in a: x',
  ],
  [
    'get of a namespace',
    (client) => client.get({ resource: of('namespaces'), namespace: '', name: 'x' }),
    'get',
    'namespaces in x: x',
  ],
  [
    'get of what is in no namespace',
    (client) => client.get({ resource: of('nodes'), namespace: 'a', name: 'x' }),
    'get',
    'nodes in : x',
  ],
  ['list', (client) => client.list({ resource: of('deployments'), namespace: 'a' }), 'list', 'deployments.apps in a: '],
  ['list of all namespaces', (client) => client.list({ resource: of('pods'), namespace: '' }), 'list', 'pods in : '],
  [
    'list of namespaces',
    (client) => client.list({ resource: of('namespaces'), namespace: '', fieldSelector: 'metadata.name=x' }),
    'list',
    'namespaces in : x',
  ],
  [
    'list of one',
    (client) =>
      client.list({ resource: of('pods'), namespace: 'a', fieldSelector: 'metadata.name=x,spec.nodeName!=y' }),
    'list',
    'pods in a: x',
  ],
  [
    'list of all but one',
    (client) => client.list({ resource: of('pods'), namespace: 'a', fieldSelector: 'metadata.name!=x' }),
    'list',
    'pods in a: ',
  ],
  [
    'list by what is no selector',
    (client) => client.list({ resource: of('pods'), namespace: 'a', fieldSelector: 'metadata.name' }),
    'list',
    'pods in a: ',
  ],
  ['table', (client) => client.table({ resource: of('pods'), namespace: 'a' }), 'list', 'pods in a: '],
  [
    'table of one',
    (client) => client.table({ resource: of('deployments'), ...pod, subresource: 'scale' }),
    'get',
    'deployments.apps/scale in a: x',
  ],
  ['create', (client) => client.create(of('pods'), 'a', object), 'create', 'pods in a: '],
  ['create of a namespace', (client) => client.create(of('namespaces'), '', object), 'create', 'namespaces in : '],
  [
    'create of a part',
    (client) => client.create(of('pods'), 'a', object, { subresource: 'eviction' }),
    'create',
    'pods/eviction in a: x',
  ],
  ['update', (client) => client.update({ resource: of('pods'), ...pod }, object), 'update', 'pods in a: x'],
  [
    'update of a namespace',
    (client) =>
      client.update({ resource: of('namespaces'), namespace: '', name: 'x' }, object, { subresource: 'finalize' }),
    'update',
    'namespaces/finalize in x: x',
  ],
  [
    'patch',
    (client) => client.patch({ resource: of('pods'), ...pod }, { type: 'merge', body: {} }, { subresource: 'resize' }),
    'patch',
    'pods/resize in a: x',
  ],
  [
    'delete',
    (client) => client.delete({ resource: of('roles'), ...pod }),
    'delete',
    'roles.rbac.authorization.k8s.io in a: x',
  ],
  [
    'delete of a namespace',
    (client) => client.delete({ resource: of('namespaces'), namespace: '', name: 'x' }),
    'delete',
    'namespaces in x: x',
  ],
  [
    'deletion of many',
    (client) => client.deleteCollection({ resource: of('pods'), namespace: 'a', fieldSelector: 'metadata.name=x' }),
    'deletecollection',
    'pods in a: ',
  ],
  ['watch', (client) => client.watch({ resource: of('pods'), namespace: 'a' }), 'watch', 'pods in a: '],
  ['watch of one', (client) => client.watchTable({ resource: of('pods'), ...pod }), 'watch', 'pods in a: x'],
  [
    'watch of a namespace',
    (client) => client.watch({ resource: of('namespaces'), namespace: '', name: 'x' }),
    'watch',
    'namespaces in : x',
  ],
  ['logs', (client) => client.logs({ namespace: 'a', pod: 'x', container: 'c' }), 'get', 'pods/log in a: x'],
])('%s', async (_what, use, verb, on) => {
  const [request] = await sentBy(use)
  const asIs = attributes(request!)
  const { method = 'GET', path: target } = await callOf(request!)
  const { path, query } = cutTarget(target)
  expect(attributes(wantedOf({ method, path, query }, segmentsOf(path)!))).toEqual(asIs)
  const { group, resource, subresource, namespace, name } = asIs as Exclude<typeof asIs, { path: string }>
  const qualified = `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`
  expect([asIs.verb, `${qualified} in ${namespace}: ${name}`]).toEqual([verb, on])
})
