import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/api/registry/resources.js'
import { builtIn, kinds } from '../../src/kinds/index.js'
import { bench, gadget, gadgetKind, namespaceKind, refusal } from './fixture.js'
import { type MadeUpKind, madeUp } from './test-api.js'

/** Another kind of the same name and resource, in a group of its own. */
const otherGadget: MadeUpKind = {
  ...gadgetKind,
  names: { ...gadgetKind.names, group: 'example.org', short: [] },
  example: { ...gadgetKind.example, apiVersion: 'example.org/v1' },
}

describe('two resources of one name in two groups', () => {
  const { api } = bench({ parts: madeUp(namespaceKind, gadgetKind, otherGadget) })
  const [one, other] = ['example.com', 'example.org'].map((group) => api.registry.findKind({ group, kind: 'Gadget' })!)

  it('are two resources', () => {
    expect(one!.storage).not.toBe(other!.storage)
    expect(api.registry.find({ group: 'example.org', version: 'v1', plural: 'gadgets' })).toBe(other)
    api.create(one!.storage, gadget('same', { size: 1 }))
    api.create(other!.storage, { ...gadget('same', { size: 2 }), apiVersion: 'example.org/v1' })
    const sizes = [one, other].map((each) => api.read(`${each!.storage}/default/same`).spec.size)
    expect(sizes).toEqual([1, 2])
    expect(api.listing({ resource: other!.info, namespace: '' }).items).toHaveLength(1)
    api.delete(`${other!.storage}/default/same`)
    expect(api.read(`${one!.storage}/default/same`).apiVersion).toBe('example.com/v1')
  })

  it('do not take one another for theirs', () => {
    expect(refusal(() => api.create(other!.storage, gadget('x'))).message).toContain('cannot be handled as a Gadget')
  })
})

describe('a registry', () => {
  it('finds a kind by resource and by kind, in every version that is served', () => {
    for (const { info, kind } of builtIn().served) {
      expect(builtIn().find(info)?.kind).toBe(kind)
      expect(builtIn().findKind(info)?.kind).toBe(kind)
      expect(builtIn().findKind({ group: info.group, kind: info.kind })?.kind).toBe(kind)
    }
    expect(builtIn().findKind({ group: 'apps', kind: 'Pod' })).toBeUndefined()
  })

  it('knows what a release does not serve yet, and finds it nowhere else', () => {
    const old = createRegistry(kinds, '1.18.0')
    expect(old.findKind({ group: 'events.k8s.io', version: 'v1', kind: 'Event' })).toBeUndefined()
    expect(old.find({ group: 'events.k8s.io', version: 'v1', plural: 'events' })).toBeUndefined()
  })
})
