/**
 * What has been read and is written back unchanged changes nothing: every object of a full cluster, in every version that
 * serves it, in every form of the body.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiVersionOf } from '../../src/api/contract/names.js'
import { encodeObject, isBinary } from '../../src/http/protobuf/encode.js'
import { kinds } from '../../src/kinds/index.js'
import { differences } from './differences.js'
import { startTestServer, type TestServer } from './test-server.js'

let server: TestServer

interface Served {
  readonly groupVersion: string
  readonly name: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'backups.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'backups', singular: 'backup', kind: 'Backup' },
    versions: ['v1', 'v1beta1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              properties: {
                size: { type: 'integer' },
                ratio: { type: 'number' },
                mode: { type: 'string', default: name },
                labels: { type: 'object', additionalProperties: { type: 'string' } },
                list: { type: 'array', items: { type: 'string', nullable: true } },
              },
            },
            status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
      subresources: { status: {} },
    })),
  },
}

/** Objects that no loop would make: sparse ones, and what other kinds refer to. */
const manifests: readonly (readonly [path: string, object: object])[] = [
  ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition],
  ['/api/v1/namespaces/default/events', { metadata: { name: 'bare' }, reason: 'Odd', message: 'x' }],
  [
    '/apis/events.k8s.io/v1/namespaces/default/events',
    {
      metadata: { name: 'newer' },
      eventTime: '2026-11-20T13:50:00.123456Z',
      reportingController: 'example.com/operator',
      reportingInstance: 'operator-1',
      action: 'Reconcile',
      reason: 'Done',
      regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
      related: { kind: 'Node', name: 'worker-1' },
      series: { count: 3, lastObservedTime: '2026-11-20T13:51:00.000000Z' },
      type: 'Normal',
    },
  ],
  ['/apis/coordination.k8s.io/v1/namespaces/default/leases', { metadata: { name: 'empty' } }],
  ['/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles', { metadata: { name: 'empty' }, rules: [] }],
  [
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    { metadata: { name: 'gathered' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { none: 'none' } }] } },
  ],
  [
    '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
    { metadata: { name: 'web' }, spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } } },
  ],
  ['/api/v1/namespaces/default/services', { metadata: { name: 'lonely' }, spec: { ports: [{ port: 80 }] } }],
  [
    '/api/v1/namespaces/default/services',
    { metadata: { name: 'nobody' }, spec: { ports: [{ port: 80 }], selector: { no: 'body' } } },
  ],
  ['/api/v1/namespaces/default/secrets', { metadata: { name: 'empty' }, data: { a: '' }, stringData: { b: 'c' } }],
  [
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    { metadata: { name: 'empty' }, addressType: 'IPv4', endpoints: [], ports: [{}] },
  ],
  [
    '/api/v1/namespaces/default/replicationcontrollers',
    {
      metadata: { name: 'old' },
      spec: {
        selector: { a: 'b' },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    },
  ],
  ['/api/v1/nodes', { metadata: { name: 'bare' } }],
  [
    '/api/v1/namespaces/default/pods',
    {
      metadata: { name: 'token' },
      spec: {
        containers: [{ name: 'c', image: 'nginx' }],
        volumes: [
          { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }, { secret: { name: 's' } }] } },
        ],
      },
    },
  ],
]

beforeAll(async () => {
  server = await startTestServer()
  const { cluster } = server
  await cluster.run(['create', 'deployment', 'web', '--image=nginx', '--replicas=3', '--port=80'])
  await cluster.run(['expose', 'deployment', 'web', '--type=LoadBalancer'])
  await cluster.run(['run', 'broken', '--image=nginx:doesnotexist'])
  await cluster.run(['run', 'done', '--image=busybox', '--restart=Never', '--', 'sh', '-c', 'exit 3'])
  await cluster.run(['create', 'configmap', 'kept', '--from-literal=a=1'])
  await cluster.run(['set', 'image', 'deployment/web', 'nginx=nginx:1.27'])
  for (const [path, object] of manifests) {
    const { status, text } = await server.call('POST', path, { body: object })
    expect(status, `${path}: ${text}`).toBe(201)
  }
  await cluster.run(['clock', 'advance', '1m'])
  for (const version of ['v1', 'v1beta1']) {
    const body = { metadata: { name: version }, spec: { size: 1, ratio: 1.5, labels: {}, list: [null, 'a'] } }
    const made = await server.call('POST', `/apis/example.com/${version}/namespaces/default/backups`, { body })
    expect(made.status, made.text).toBe(201)
  }
})
afterAll(() => server.close())

async function served(): Promise<Served[]> {
  const groups = (await server.call('GET', '/apis')).json.groups.flatMap(
    (group: { versions: object[] }) => group.versions,
  )
  const versions: string[] = ['v1', ...groups.map(({ groupVersion }: { groupVersion: string }) => groupVersion)]
  const lists = await Promise.all(
    versions.map(async (groupVersion) => {
      const { json } = await server.call('GET', rootOf(groupVersion))
      return json.resources.map((resource: Served) => ({ ...resource, groupVersion }))
    }),
  )
  return lists.flat()
}

const rootOf = (groupVersion: string) => (groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`)

interface Item {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string }
}

const pathOf = ({ groupVersion, name, namespaced }: Served, { metadata }: Item) =>
  `${rootOf(groupVersion)}${namespaced ? `/namespaces/${metadata.namespace}` : ''}/${name.split('/')[0]}/${metadata.name}`

/** A body, and how it is sent. */
type Form = (object: Item) => { readonly body: unknown; readonly headers?: Record<string, string> }

const forms: readonly (readonly [string, Form])[] = [
  ['JSON', (object) => ({ body: object })],
  [
    'JSON without a revision',
    ({ metadata: { resourceVersion: _, ...metadata }, ...object }) => ({ body: { ...object, metadata } }),
  ],
  [
    'protobuf',
    (object) =>
      isBinary(object)
        ? { body: encodeObject(object), headers: { 'Content-Type': 'application/vnd.kubernetes.protobuf' } }
        : { body: object },
  ],
]

describe.each(forms)('in %s', (name, form) => {
  test('every object in every version', async () => {
    const changed: string[] = []
    let objects = 0
    const resources = await served()
    for (const resource of resources.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('update'))) {
      const list = await server.call('GET', `${rootOf(resource.groupVersion)}/${resource.name}`)
      const parts = resources.filter(
        (part) => part.groupVersion === resource.groupVersion && part.name === `${resource.name}/status`,
      )
      for (const item of unlike(list.json.items)) {
        const path = pathOf(resource, item)
        for (const at of [path, ...parts.map(() => `${path}/status`)]) {
          objects++
          const before = (await server.call('GET', at)).json as Item
          const answer = await server.call('PUT', at, form(before))
          if (answer.json.metadata?.resourceVersion === before.metadata.resourceVersion) continue
          const needsRevision = name.includes('without') && /must be specified for an update/.test(answer.text)
          if (!needsRevision) changed.push(`${at}: ${differences(before, answer.json).join(', ')}`)
        }
      }
    }
    expect(changed).toEqual([])
    expect(objects).toBeGreaterThan(120)
  })
})

/** One object of each shape. */
function unlike(items: readonly Item[]): Item[] {
  const shapes = new Map(items.map((item) => [shapeOf(item), item]))
  return [...shapes.values()]
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join()}]`
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const { managedFields: _, ...fields } = value as Record<string, unknown>
  return `{${Object.entries(fields)
    .map(([name, each]) => `${name}:${shapeOf(each)}`)
    .sort()
    .join()}}`
}

test('no kind is left out', async () => {
  const lists = await Promise.all(
    (await served())
      .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('update'))
      .map(async (resource) => {
        const { json } = await server.call('GET', `${rootOf(resource.groupVersion)}/${resource.name}`)
        return [`${resource.groupVersion}/${resource.name}`, json.items.length] as const
      }),
  )
  const empty = lists.filter(([, length]) => length === 0).map(([name]) => name)
  expect(empty).toEqual([])
  const stored = kinds.filter(({ served, verbs }) => served !== false && verbs === undefined)
  for (const { names } of stored)
    expect(lists.map(([name]) => name)).toContain(`${apiVersionOf(names)}/${names.plural}`)
})
