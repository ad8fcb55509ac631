import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { bench, gadget, namespaceKind, refusal } from './fixture.js'
import { real } from './real-api.js'

const configMap = (name: string, data: unknown, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
  ...more,
})

describe('what comes from outside', () => {
  const create = (object: unknown) => refusal(() => real().create('configmaps', object as KubeObject)).message

  it('is decoded strictly', () => {
    expect(create(configMap('x', { a: 1 }))).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    )
    expect(create(configMap('x', {}, { foo: 1, metadata: { name: 'x', lables: {} } }))).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo", unknown field "metadata.lables"',
    )
  })

  it('must say what the request says', () => {
    expect(create({ ...configMap('x', {}), apiVersion: 'v2' })).toBe(
      'ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"',
    )
    expect(create({ ...configMap('x', {}), kind: 'Pod' })).toContain(
      'Pod in version "v1" cannot be handled as a ConfigMap: ',
    )
    expect(create('text')).toMatch(
      /^the object provided is unrecognized \(must be of type ConfigMap\): couldn't get version\/kind/,
    )
    expect(create([])).toContain('cannot unmarshal array into Go value of type struct')
    expect(create({ ...configMap('x', {}), kind: 7 })).toContain('into Go struct field .kind of type string')
    expect(refusal(() => real().create('configmaps', configMap('x', {}), { namespace: 'other' })).message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  })

  it('may have unknown fields when the request allows it', () => {
    const api = real()
    const warnings: string[] = []
    const warn = (text: string) => warnings.push(text)
    const odd = (name: string) => configMap(name, { a: 'b' }, { foo: 1 })
    expect(api.create('configmaps', odd('a'), { fieldValidation: 'Warn', warn })).not.toHaveProperty('foo')
    expect(warnings).toEqual(['unknown field "foo"'])
    expect(api.create('configmaps', odd('b'), { fieldValidation: 'Ignore', warn })).not.toHaveProperty('foo')
    expect(warnings).toHaveLength(1)
  })

  it('keeps odd keys of maps, and harms nobody by them', () => {
    const api = real()
    const data = JSON.parse('{"__proto__":"p","constructor":"c"}')
    const made = api.create('configmaps', configMap('odd', data))
    expect(JSON.stringify(made.data)).toBe('{"__proto__":"p","constructor":"c"}')
    const patch = JSON.parse('{"data":{"__proto__":null,"constructor":"d","hasOwnProperty":"h"}}')
    for (const type of ['merge', 'strategic'] as const) {
      const patched = api.patch('configmaps/default/odd', { type, body: patch })
      expect(JSON.stringify(patched.data)).toBe('{"constructor":"d","hasOwnProperty":"h"}')
    }
    expect(({} as { p?: unknown }).p).toBeUndefined()
  })
})

describe('patch', () => {
  it('is refused in the words of the server', () => {
    const api = real()
    api.create('configmaps', configMap('c', { a: 'b' }))
    const key = 'configmaps/default/c'
    const patch = (type: 'json' | 'merge' | 'strategic', body: unknown) =>
      refusal(() => api.patch(key, { type, body } as never))
    expect(patch('strategic', { data: { a: 1 } })).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: ' "" is invalid: patch: Invalid value: "map[data:map[a:1]]": cannot convert int64 to string',
    })
    expect(patch('merge', { foo: 1 }).message).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{.*\}": strict decoding error: unknown field "foo"$/,
    )
    expect(patch('json', [{ op: 'remove', path: '/x' }])).toMatchObject({
      code: 422,
      message: 'the server rejected our request due to an error in our request',
    })
    expect(patch('merge', []).code).toBe(400)
    expect(patch('strategic', 7).message).toBe(
      'json: cannot unmarshal number into Go value of type map[string]interface {}',
    )
    expect(patch('merge', { metadata: { name: 'other' } }).message).toBe(
      'the name of the object (other) does not match the name on the URL (c)',
    )
    expect(patch('merge', { metadata: { resourceVersion: '1' } }).reason).toBe('Conflict')
    expect(refusal(() => api.patch('configmaps/default/none', { type: 'merge', body: {} })).message).toBe(
      'configmaps "none" not found',
    )
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' }))
    expect(patch('json', many).code).toBe(413)
  })

  it('writes nothing when it changes nothing, or on dry-run', () => {
    const api = real()
    const made = api.create('configmaps', configMap('c', { a: 'b' }))
    const key = 'configmaps/default/c'
    expect(api.patch(key, { type: 'merge', body: { data: { a: 'b' } } })).toBe(made)
    expect(api.patch(key, { type: 'merge', body: { data: { a: 'z' } } }, { dryRun: true }).data).toEqual({ a: 'z' })
    expect(api.get(key)).toBe(made)
  })

  it('needs a schema to be strategic', () => {
    const { api } = bench()
    api.create('gadgets', gadget('one'))
    expect(refusal(() => api.patch('gadgets/default/one', { type: 'strategic', body: {} })).reason).toBe(
      'UnsupportedMediaType',
    )
    const body = [{ op: 'add', path: '/spec/owner', value: 'me' }]
    expect(api.patch('gadgets/default/one', { type: 'json', body }).spec).toEqual({ size: 1, owner: 'me' })
  })
})

describe('metadata', () => {
  const refused = (metadata: object) => refusal(() => bench().api.create('gadgets', gadget('x', {}, metadata))).message

  it('is refused in the words of apimachinery', () => {
    expect(refused({ name: 'Not_Valid' })).toBe(
      "Gadget.example.com \"Not_Valid\" is invalid: metadata.name: Invalid value: \"Not_Valid\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    )
    expect(refused({ name: 'x'.repeat(300) })).toContain('must be no more than 253 characters')
    expect(refused({ labels: { 'bad key': 'v' } })).toContain(
      'metadata.labels: Invalid value: "bad key": name part must consist of',
    )
    expect(refused({ labels: { k: 'x'.repeat(64) } })).toContain('must be no more than 63 bytes')
    expect(refused({ annotations: { a: 'x'.repeat(262_144) } })).toContain(
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    )
    expect(refused({ finalizers: ['not ok'] })).toContain(
      'metadata.finalizers: Invalid value: "not ok": name part must consist of',
    )
    expect(refused({ ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'e', uid: '' }] })).toBe(
      'Gadget.example.com "x" is invalid: [metadata.ownerReferences.uid: Invalid value: "": must not be empty, metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"e","uid":""}: /v1, Kind=Event is disallowed from being an owner]',
    )
    const owner = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', name, uid: name, controller: true })
    expect(refused({ ownerReferences: [owner('a'), owner('b')] })).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for Pod/a and Pod/b',
    )
    expect(refused({ finalizers: ['orphan', 'foregroundDeletion'] })).toContain('cannot be both set')
  })

  it('keeps what only the server may change', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one'))
    const sent = {
      ...made,
      metadata: {
        ...made.metadata,
        creationTimestamp: '1999-01-01T00:00:00Z',
        generation: 77,
        deletionTimestamp: '1999-01-01T00:00:00Z',
      },
    }
    expect(api.update('gadgets', sent)).toBe(made)
    expect(refusal(() => api.update('gadgets', gadget('one', {}, { uid: 'other' }))).message).toContain(
      'Precondition failed: UID in precondition: other, UID in object meta:',
    )
    expect(refusal(() => api.update('gadgets', gadget('one'), { name: 'two' })).message).toBe(
      'the name of the object (one) does not match the name on the URL (two)',
    )
  })

  it('takes no new finalizers from the dying', () => {
    const { api } = bench()
    api.create('gadgets', gadget('one', {}, { finalizers: ['a.b/c'] }))
    const marked = api.delete('gadgets/default/one')
    const more = { ...marked, metadata: { ...marked.metadata, finalizers: ['a.b/c', 'd.e/f'] } }
    expect(refusal(() => api.update('gadgets', more)).message).toContain(
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"d.e/f"}',
    )
  })
})

describe('lists', () => {
  function many() {
    const made = bench()
    for (const [name, colour] of [
      ['a', 'red'],
      ['b', 'blue'],
      ['c', 'red'],
      ['d', 'green'],
    ] as const) {
      made.api.create('gadgets', gadget(name, { colour }, { labels: { shade: colour } }))
    }
    const names = (query: object) =>
      made.api.listing({ resource: made.gadgets, namespace: '', ...query }).items.map((item) => item.metadata.name)
    return { ...made, names }
  }

  it('select by labels and fields', () => {
    const { names } = many()
    expect(names({ labelSelector: 'shade in (red,blue),shade!=blue' })).toEqual(['a', 'c'])
    expect(names({ fieldSelector: 'spec.colour=red,metadata.name!=a' })).toEqual(['c'])
    expect(names({ name: 'b', namespace: 'default' })).toEqual(['b'])
    expect(names({ namespace: 'nowhere' })).toEqual([])
    expect(refusal(() => names({ labelSelector: 'a b c' })).reason).toBe('BadRequest')
    expect(refusal(() => names({ fieldSelector: 'spec.size=1' })).message).toBe('field label not supported: spec.size')
  })

  it('come in pages', () => {
    const { api, gadgets } = many()
    const first = api.listing({ resource: gadgets, namespace: '', limit: 3 })
    expect(first).toMatchObject({
      kind: 'GadgetList',
      apiVersion: 'example.com/v1',
      metadata: { remainingItemCount: 1 },
    })
    const rest = api.listing({ resource: gadgets, namespace: '', limit: 3, continue: first.metadata.continue! })
    expect(rest.items.map((item) => item.metadata.name)).toEqual(['d'])
    expect(rest.metadata.continue).toBeUndefined()
    expect(refusal(() => api.listing({ resource: gadgets, namespace: '', continue: 'x' })).code).toBe(400)
  })

  it('are tables too', () => {
    const { api, gadgets } = many()
    const table = api.table({ resource: gadgets, namespace: 'default', name: 'a' })
    expect(table.columnDefinitions.map(({ name, type, priority }) => [name, type, priority])).toEqual([
      ['Name', 'string', 0],
      ['Size', 'integer', 0],
      ['Colour', 'string', 1],
    ])
    expect(table.rows.map((row) => row.cells)).toEqual([['a', 1, 'red']])
  })

  it('are deleted as a whole', () => {
    const { api, gadgets } = many()
    const gone = api.deleteCollection({ resource: gadgets, namespace: 'default', labelSelector: 'shade=red' })
    expect(gone.items.map((item) => item.metadata.name)).toEqual(['a', 'c'])
    expect(api.list('gadgets').map((item) => item.metadata.name)).toEqual(['b', 'd'])
  })
})

describe('resources', () => {
  const { api } = bench()
  it('are found by any of their names', () => {
    for (const name of [
      'gadgets',
      'gadget',
      'gd',
      'Gadget',
      'gadgets.example.com',
      'gd.v1.example.com',
      'gadget.exam',
    ]) {
      expect(api.resolve(name)?.info.kind, name).toBe('Gadget')
    }
    for (const name of ['', 'gadgetz', 'gadgets.v2.example.com', 'constructor', '__proto__']) {
      expect(api.resolve(name), name).toBeUndefined()
    }
  })

  it('are listed as discovery lists them', () => {
    expect(api.resources().map((info) => `${info.group}/${info.plural}`)).toEqual([
      '/namespaces',
      '/tasks',
      'example.com/gadgets',
    ])
    expect(refusal(() => api.create('nothings', gadget('x'))).message).toBe(
      'the server could not find the requested resource',
    )
  })
})

describe('subresources', () => {
  it('scale what can be scaled', () => {
    const { api } = bench()
    api.create('gadgets', gadget('one'))
    const key = 'gadgets/default/one'
    expect(api.read(key, { subresource: 'scale' })).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'gadget=one' },
    })
    const scale = api.read(key, { subresource: 'scale' })
    const scaled = api.update('gadgets', { ...scale, spec: { replicas: 5 } }, { subresource: 'scale' })
    expect(scaled.spec.replicas).toBe(5)
    expect(api.read(key)).toMatchObject({ spec: { size: 5 }, metadata: { generation: 2 } })
    expect(
      refusal(() => api.update('gadgets', { ...scale, spec: { replicas: 6 } }, { subresource: 'scale' })).message,
    ).toBe(
      'Operation cannot be fulfilled on gadgets.example.com "one": the object has been modified; please apply your changes to the latest version and try again',
    )
    const patch = (replicas: unknown) =>
      api.patch(key, { type: 'merge', body: { spec: { replicas } } }, { subresource: 'scale' })
    expect(refusal(() => patch(-1)).message).toBe(
      'Scale.autoscaling "one" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
    for (const odd of [1.5, '3', {}, 2 ** 40]) expect(refusal(() => patch(odd)).code).toBe(422)
    expect(patch(3).spec.replicas).toBe(3)
    api.create('tasks', { apiVersion: 'v1', kind: 'Task', metadata: { name: 't', namespace: 'default' } })
    expect(refusal(() => api.read('tasks/default/t', { subresource: 'scale' })).code).toBe(404)
  })

  it('bind once', () => {
    const { api } = bench()
    api.create('tasks', { apiVersion: 'v1', kind: 'Task', metadata: { name: 't', namespace: 'default' } })
    expect(api.bind('tasks/default/t', 'worker-1')).toMatchObject({
      spec: { nodeName: 'worker-1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    })
    expect(refusal(() => api.bind('tasks/default/t', 'worker-2')).message).toBe(
      'Operation cannot be fulfilled on tasks/binding "t": pod t is already assigned to node "worker-1"',
    )
  })
})

describe('deletion', () => {
  it('asks the garbage collector by finalizers', () => {
    const { api } = bench()
    for (const [propagation, finalizer] of [
      ['Foreground', 'foregroundDeletion'],
      ['Orphan', 'orphan'],
    ] as const) {
      api.create('gadgets', gadget(finalizer.toLowerCase()))
      const marked = api.delete(`gadgets/default/${finalizer.toLowerCase()}`, { propagation })
      expect(marked.metadata).toMatchObject({ finalizers: [finalizer], deletionTimestamp: '2026-01-02T03:04:05Z' })
    }
    api.create('gadgets', gadget('background', {}, { finalizers: ['orphan'] }))
    api.delete('gadgets/default/background', { propagation: 'Background' })
    expect(api.get('gadgets/default/background')).toBeUndefined()
  })

  it('minds its preconditions', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one'))
    const remove = (preconditions: object) =>
      refusal(() => api.delete('gadgets/default/one', { preconditions })).message
    expect(remove({ uid: 'x' })).toBe(
      `Operation cannot be fulfilled on Gadget.example.com "one": the UID in the precondition (x) does not match the UID in record (${made.metadata.uid}). The object might have been deleted and then recreated`,
    )
    expect(remove({ resourceVersion: '0' })).toContain('the ResourceVersion in the precondition (0) does not match')
    expect(refusal(() => api.delete('gadgets/default/none')).message).toBe('gadgets.example.com "none" not found')
    expect(api.delete('gadgets/default/one', { dryRun: true })).toBe(made)
    expect(api.get('gadgets/default/one')).toBe(made)
  })

  it('bars a dying namespace', () => {
    const { api, store } = bench()
    store.put('namespaces/dying', { ...namespaceKind.example, metadata: { name: 'dying', deletionTimestamp: 'now' } })
    expect(refusal(() => api.create('gadgets', gadget('one', {}, { namespace: 'dying' })))).toMatchObject({
      code: 403,
      message:
        'gadgets.example.com "one" is forbidden: unable to create new content in namespace dying because it is being terminated',
      details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
    })
  })
})
