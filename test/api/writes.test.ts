import { describe, expect, it } from 'vitest'
import { bench, gadget, refusal, start } from './fixture.js'

describe('create', () => {
  it('fills in what the server decides, and the defaults', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one'))
    expect(made).toMatchObject({
      metadata: { name: 'one', namespace: 'default', generation: 1, creationTimestamp: '2026-01-02T03:04:05Z' },
      spec: { size: 1 },
    })
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(Object.keys(made)).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status'])
    expect(api.get('gadgets/default/one')).toBe(made)
  })

  it('makes a name of a generateName', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('', {}, { generateName: 'g-' }))
    expect(made.metadata.name).toMatch(/^g-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    const long = api.create('gadgets', gadget('', {}, { generateName: 'x'.repeat(62) }))
    expect(long.metadata.name).toHaveLength(63)
  })

  it('does not give the name of a deleted object again', () => {
    const { api } = bench()
    const names = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const { name } = api.create('gadgets', gadget('', {}, { generateName: 'g-' })).metadata
      names.add(name)
      api.delete(`gadgets/default/${name}`)
    }
    expect(names.size).toBe(20)
  })

  it('refuses in Kubernetes’ words', () => {
    const { api } = bench()
    api.create('gadgets', gadget('one'))
    const create = (object: ReturnType<typeof gadget>) => refusal(() => api.create('gadgets', object)).message
    expect(create(gadget('one'))).toBe('gadgets.example.com "one" already exists')
    expect(create(gadget('x', {}, { namespace: 'other' }))).toBe('namespaces "other" not found')
    expect(create(gadget(''))).toBe(
      'Gadget.example.com "" is invalid: metadata.name: Required value: name or generateName is required',
    )
    expect(create(gadget('x', { size: -1, owner: '' }))).toBe(
      'Gadget.example.com "x" is invalid: [spec.owner: Required value, spec.size: Invalid value: -1: must be greater than or equal to 0]',
    )
    expect(refusal(() => api.create('gadgets', gadget('x', {}, { resourceVersion: '7' }))).code).toBe(500)
  })

  it('stores nothing on dry-run', () => {
    const { api, store } = bench()
    const before = store.revision
    expect(api.create('gadgets', gadget('one'), { dryRun: true }).spec).toEqual({ size: 1 })
    expect(store.revision).toBe(before)
  })
})

describe('update', () => {
  it('counts generations by the spec alone, and nothing when nothing changed', () => {
    const { api, store } = bench()
    const made = api.create('gadgets', gadget('one'))
    const labelled = api.update('gadgets', { ...made, metadata: { ...made.metadata, labels: { a: 'b' } } })
    expect(labelled.metadata).toMatchObject({ generation: 1, labels: { a: 'b' } })
    const sized = api.update('gadgets', { ...labelled, spec: { size: 2 } })
    expect(sized.metadata.generation).toBe(2)
    const before = store.revision
    expect(api.update('gadgets', sized)).toBe(sized)
    expect(store.revision).toBe(before)
  })

  it('refuses stale revisions and lost objects', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one'))
    api.update('gadgets', { ...made, spec: { size: 2 } })
    expect(refusal(() => api.update('gadgets', { ...made, spec: { size: 3 } })).message).toBe(
      'Operation cannot be fulfilled on gadgets.example.com "one": the object has been modified; please apply your changes to the latest version and try again',
    )
    expect(refusal(() => api.update('gadgets', gadget('two'))).message).toBe('gadgets.example.com "two" not found')
  })

  it('lets annotations pass with a status, as the deployment controller writes its revision', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one'))
    const sent = { ...made, metadata: { ...made.metadata, annotations: { revision: '1' }, labels: { no: 'way' } } }
    const { metadata } = api.updateStatus('gadgets', sent)
    expect(metadata).toMatchObject({ annotations: { revision: '1' }, generation: made.metadata.generation })
    expect(metadata.labels).toEqual(made.metadata.labels)
  })

  it('keeps status and spec apart', () => {
    const { api } = bench()
    const made = api.create('gadgets', gadget('one', {}, {}))
    const both = { ...made, spec: { size: 5 }, status: { size: 5 } }
    expect(api.update('gadgets', both)).toMatchObject({ spec: { size: 5 }, status: {} })
    const after = api.updateStatus('gadgets', { ...both, metadata: { name: 'one', namespace: 'default' }, spec: {} })
    expect(after).toMatchObject({ spec: { size: 5 }, status: { size: 5 }, metadata: { generation: 2 } })
  })
})

describe('delete', () => {
  it('waits for the grace period of kinds that have one', () => {
    const { api, store, at } = bench()
    api.create('tasks', { apiVersion: 'v1', kind: 'Task', metadata: { name: 't', namespace: 'default' } })
    const marked = api.delete('tasks/default/t')
    expect(marked.metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:35Z',
      deletionGracePeriodSeconds: 30,
    })
    at(start + 5000)
    expect(api.delete('tasks/default/t', { gracePeriodSeconds: 60 })).toBe(marked)
    expect(api.delete('tasks/default/t', { gracePeriodSeconds: 10 }).metadata.deletionTimestamp).toBe(
      '2026-01-02T03:04:15Z',
    )
    api.delete('tasks/default/t', { gracePeriodSeconds: 0 })
    expect(store.get('tasks/default/t')).toBeUndefined()
  })

  it('waits for finalizers, and ends with the last of them', () => {
    const { api, store } = bench()
    api.create('gadgets', gadget('one', {}, { finalizers: ['example.com/hold'] }))
    const marked = api.delete('gadgets/default/one')
    expect(marked.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 })
    const { finalizers: _, ...metadata } = marked.metadata
    api.update('gadgets', { ...marked, metadata })
    expect(store.get('gadgets/default/one')).toBeUndefined()
    expect(store.changes.at(-1)?.type).toBe('DELETED')
  })
})
