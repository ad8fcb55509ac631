import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../src/api/registry/resources.js'
import { defaultSettings } from '../../src/model/objects/settings.js'
import { bench, gadgetKind, namespaceKind, refusal } from './fixture.js'
import { type MadeUpKind, madeUp } from './test-api.js'

/** The gadget as it once was: its size was a text called `scale`. */
const oldGadget: MadeUpKind = {
  ...gadgetKind,
  versions: [
    {
      group: 'example.com',
      version: 'v1beta1',
      since: '1.5',
      until: '1.21',
      fromServed: (object) => ({ ...object, spec: { size: Number(object.spec?.scale ?? 2) } }),
      toServed: (object) => ({ ...object, spec: { scale: String(object.spec.size) } }),
    },
  ],
}
const beta = { group: 'example.com', version: 'v1beta1', plural: 'gadgets' }
const old = (name: string, spec: object) => ({
  apiVersion: 'example.com/v1beta1',
  kind: 'Gadget',
  metadata: { name, namespace: 'default' },
  spec,
})

describe('an older version of a kind', () => {
  const { api } = bench({
    parts: madeUp(namespaceKind, oldGadget),
    settings: { ...defaultSettings, kubernetesVersion: '1.15.12' },
  })
  const resource = api.resources().find((info) => info.version === 'v1beta1')!

  it('is served beside the stored one, after it', () => {
    expect(api.resources().map((info) => info.version)).toEqual(['v1', 'v1', 'v1beta1'])
    expect(api.resolve('gadgets')?.info.version).toBe('v1')
    expect(api.resolve('gadgets.v1beta1.example.com')?.info.version).toBe('v1beta1')
  })

  it('is translated on its way in and out', () => {
    const made = api.create('gadgets', old('one', { scale: '7' }), { as: beta })
    expect(made).toMatchObject({ apiVersion: 'example.com/v1beta1', spec: { scale: '7' } })
    expect(api.read('gadgets/default/one')).toMatchObject({ apiVersion: 'example.com/v1', spec: { size: 7 } })
    expect(api.read('gadgets/default/one', { as: beta }).spec).toEqual({ scale: '7' })
    expect(api.listing({ resource, namespace: '' })).toMatchObject({
      apiVersion: 'example.com/v1beta1',
      items: [{ apiVersion: 'example.com/v1beta1', spec: { scale: '7' } }],
    })
    const body = { spec: { scale: '8' } }
    expect(api.patch('gadgets/default/one', { type: 'merge', body }, { as: beta }).spec).toEqual({ scale: '8' })
    expect(api.update('gadgets', old('one', { scale: '9' }), { as: beta }).spec).toEqual({ scale: '9' })
    expect(api.read('gadgets/default/one').spec).toEqual({ size: 9 })
    expect(api.delete('gadgets/default/one', { as: beta }).apiVersion).toBe('example.com/v1beta1')
  })

  it('is gone in a newer cluster', () => {
    const newer = bench({ parts: madeUp(namespaceKind, oldGadget) }).api
    expect(newer.resources().map((info) => info.version)).toEqual(['v1', 'v1'])
    expect(refusal(() => newer.create('gadgets', old('one', {}), { as: beta })).code).toBe(404)
  })
})

it('prefers stable versions, and newer ones', () => {
  const versions = ['v1alpha1', 'v1', 'v2beta1', 'v1beta2', 'v2', 'v10', 'v1beta1']
  expect([...versions].sort((a, b) => compareVersions(b, a))).toEqual([
    'v10',
    'v2',
    'v1',
    'v2beta1',
    'v1beta2',
    'v1beta1',
    'v1alpha1',
  ])
})
