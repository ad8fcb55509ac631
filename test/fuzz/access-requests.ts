/** Who may do what, and what they send: what they may, what is near to it, and what nobody would. */
import fc from 'fast-check'

export interface Right {
  readonly verb: string
  readonly resource: string
  /** Absent: everywhere. */
  readonly namespace?: string
  /** Absent: of all names. */
  readonly name?: string
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const
const resources = ['secrets', 'pods', 'pods/log', 'pods/exec', 'pods/proxy', 'pods/status', 'configmaps'] as const

/** Each may do one thing, in one namespace; some everywhere, some to one name alone, and one nothing. */
export const rights: readonly (Right | undefined)[] = [
  ...verbs.map((verb): Right => ({ verb, resource: 'secrets', namespace: 'a' })),
  ...(['get', 'list', 'watch', 'delete'] as const).map((verb): Right => ({ verb, resource: 'secrets' })),
  ...(['get', 'list', 'watch', 'patch'] as const).map(
    (verb): Right => ({ verb, resource: 'secrets', namespace: 'a', name: 'one' }),
  ),
  ...resources.slice(1).flatMap((resource) => ['get', 'watch', 'create'].map((verb): Right => ({ verb, resource }))),
  undefined,
]

export interface Asked {
  readonly user: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values)

const segments = fc.record({
  root: one(
    '/api/v1',
    '/api/v1/watch',
    '/api/v1/proxy',
    '/apis/v1',
    '//api/v1',
    '/api/v1/',
    '/API/v1',
    '/api/v1/.',
    '/kubesim',
  ),
  scope: one(
    '/namespaces/a',
    '/namespaces/b',
    '',
    '/namespaces/',
    '/namespaces/a%2F..%2Fb',
    '/namespaces/a/../b',
    '/namespaces',
  ),
  resource: one('/secrets', '/pods', '/configmaps', '/a', '/Secrets', '/secrets%2Fone', '/secrets%00'),
  name: one('', '/one', '/two', '/', '/..', '/one%2Fstatus', '/o%6ee', '/one%20'),
  part: one(
    '',
    '',
    '',
    '/log',
    '/exec',
    '/attach',
    '/portforward',
    '/proxy',
    '/proxy/',
    '/status',
    '/token',
    '/eviction',
    '/',
    '/log/x',
  ),
})
const parameters = fc.array(
  one(
    ...['true', '1', 't', 'f', '', 'false', '0', 'FALSE', 'no', ' '].map(
      (value) => `watch=${encodeURIComponent(value)}`,
    ),
    ...['watch', 'Watch=1', 'watch=0&watch=1', 'watch=1&watch=0', 'wat%63h=1', 'watch%20=1', ';watch=1', 'watch=%zz'],
    ...['fieldSelector=metadata.name%3Done', 'fieldSelector=metadata.name%3Dtwo', 'fieldSelector=metadata.name!%3Done'],
    ...[
      'fieldSelector=metadata.name%3Done,metadata.name%3Dtwo',
      'fieldSelector=metadata.namespace%3Db',
      'limit=1',
      'limit=x',
    ],
    ...[
      'labelSelector=mark',
      'resourceVersion=0',
      'resourceVersion=1',
      'sendInitialEvents=true',
      'dryRun=All',
      'timeout=1s',
    ],
    ...[
      'command=echo&command=secret-of-nobody&stdout=1',
      'follow=1',
      'container=main',
      'fieldManager=me',
      'force=true',
    ],
    ...['includeObject=Object', 'pretty=true', 'continue=x', 'propagationPolicy=Background', 'gracePeriodSeconds=0'],
  ),
  { maxLength: 3 },
)
const socket = { Connection: 'Upgrade', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' }
const headers = fc
  .array(
    one<Record<string, string>>(
      { Connection: 'Upgrade', Upgrade: 'kubesim-watch' },
      { Connection: 'Upgrade', Upgrade: 'Kubesim-Watch' },
      { ...socket, Upgrade: 'websocket' },
      { ...socket, Upgrade: 'websocket', 'Sec-WebSocket-Protocol': 'v5.channel.k8s.io' },
      { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': 'v4.channel.k8s.io' },
      { Connection: 'Upgrade', Upgrade: 'h2c' },
      { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
      { Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
      { Accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
      { Accept: 'application/vnd.kubernetes.protobuf' },
      { Accept: 'application/yaml' },
      { 'Content-Type': 'application/merge-patch+json' },
      { 'Content-Type': 'application/apply-patch+yaml' },
      { 'Content-Type': 'application/json-patch+json' },
      { 'Impersonate-User': 'admin' },
      { 'Impersonate-User': 'admin', 'Impersonate-Group': 'system:masters' },
      { 'X-Remote-User': 'admin', 'X-Remote-Group': 'system:masters' },
      { 'X-HTTP-Method-Override': 'GET' },
      { 'X-Forwarded-For': '127.0.0.1', 'X-Original-URL': '/api/v1/secrets' },
      { Origin: 'http://elsewhere.example' },
      { Host: 'localhost' },
    ),
    { maxLength: 2 },
  )
  .map((all): Record<string, string> => Object.assign({}, ...all))
const bodies = one(
  ...['', '{}', 'null', '[', '{"metadata":{"name":"one"}}', '{"metadata":{"name":"new"}}', '{"data":{"value":"eA=="}}'],
  ...[
    '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"one"},"data":{"x":"eA=="}}',
    '{"metadata":{"labels":{"x":"y"}}}',
  ],
  ...[
    '[{"op":"test","path":"/data/value","value":"eA=="}]',
    '[{"op":"copy","from":"/data","path":"/metadata/labels"}]',
  ],
  ...[
    '{"kind":"DeleteOptions","apiVersion":"v1"}',
    '{"kind":"Secret","apiVersion":"v1","metadata":{"name":"two","namespace":"b"}}',
  ],
)

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'GEt',
  'PROPFIND',
  'M-SEARCH',
] as const
const methodsOf: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}

interface Line {
  readonly method: string
  readonly path: string
}

/** What comes near to what somebody may: that itself, of one object or of all, and the same by another method. */
const near = (right: Right): fc.Arbitrary<Line> => {
  const [plural = '', part = ''] = right.resource.split('/')
  return fc
    .record({
      method: fc.oneof({ weight: 3, arbitrary: fc.constant(methodsOf[right.verb] ?? 'GET') }, one(...methods)),
      root: one('/api/v1', '/api/v1', '/api/v1/watch'),
      namespace: fc.oneof({ weight: 2, arbitrary: fc.constant(right.namespace ?? 'b') }, one('a', 'b')),
      name: one('', '/one', '/two'),
    })
    .map(({ method, root, namespace, name }) => {
      const path = `${root}/namespaces/${namespace}/${plural}${part === '' ? name : `${name || '/one'}/${part}`}`
      return { method, path }
    })
}
const far: fc.Arbitrary<Line> = fc
  .tuple(one(...methods), segments)
  .map(([method, { root, scope, resource, name, part }]) => ({ method, path: root + scope + resource + name + part }))

export const requests: fc.Arbitrary<Asked> = fc.nat(rights.length - 1).chain((user) => {
  const right = rights[user]
  const lines = right === undefined ? far : fc.oneof({ weight: 2, arbitrary: near(right) }, far)
  return fc.tuple(lines, parameters, headers, bodies).map(([{ method, path }, query, headers, body]) => {
    return { user, method, path: query.length === 0 ? path : `${path}?${query.join('&')}`, headers, body }
  })
})
