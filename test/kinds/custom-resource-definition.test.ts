/** What may stand in a CustomResourceDefinition. */
import { describe, expect, test } from 'vitest'
import { fieldErrorMessage } from '../../src/api/contract/field-errors.js'
import { customKinds } from '../../src/kinds/apiextensions/customresource/facts.js'
import { customResourceDefinitionStrategy as strategy } from '../../src/kinds/apiextensions/customresourcedefinition/strategy.js'
import type {
  CustomResourceDefinition,
  DefinitionVersion,
} from '../../src/kinds/apiextensions/customresourcedefinition/types.js'
import type { JsonSchema } from '../../src/model/json/json-schema.js'
import { deepClone } from '../../src/model/values/json-values.js'

const version = (more: Partial<DefinitionVersion> = {}): DefinitionVersion => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object' } },
  ...more,
})

function definition(spec: object = {}, metadata: object = {}): CustomResourceDefinition {
  const draft = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com', generation: 1, ...metadata },
    spec: {
      group: 'example.com',
      names: { plural: 'things', kind: 'Thing' },
      scope: 'Namespaced',
      versions: [version()],
      ...spec,
    },
  } as unknown as CustomResourceDefinition
  strategy.setDefaults?.(draft)
  strategy.prepare?.(draft)
  return draft
}

const messages = (object: CustomResourceDefinition, previous?: CustomResourceDefinition) =>
  strategy.validate!(object, previous).map(fieldErrorMessage)

const ofSchema = (schema: JsonSchema, more: Partial<DefinitionVersion> = {}) =>
  messages(definition({ versions: [version({ schema: { openAPIV3Schema: schema }, ...more })] }))

test('defaults', () => {
  const { spec, status } = definition()
  expect(spec.names).toEqual({ plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' })
  expect(spec.conversion).toEqual({ strategy: 'None' })
  expect(status).toEqual({ acceptedNames: { plural: '', kind: '' }, conditions: null, storedVersions: ['v1'] })
  expect(messages(definition())).toEqual([])
})

describe('the definition', () => {
  test.each<[string, object, object, string[]]>([
    [
      'name',
      {},
      { name: 'other' },
      ['metadata.name: Invalid value: "other": must be spec.names.plural+"."+spec.group'],
    ],
    [
      'approval',
      { group: 'x.k8s.io' },
      { name: 'things.x.k8s.io' },
      [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    ],
    [
      'approval given',
      { group: 'x.k8s.io' },
      { name: 'things.x.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' } },
      [],
    ],
    [
      'two storage versions',
      { versions: [version(), version({ name: 'v2' })] },
      {},
      [
        'spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v2","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version',
      ],
    ],
    [
      'no schema',
      { versions: [{ name: 'v1', served: true, storage: true }] },
      {},
      ['spec.versions[0].schema.openAPIV3Schema: Required value'],
    ],
    [
      'webhooks',
      { conversion: { strategy: 'Webhook' } },
      {},
      ['spec.conversion.strategy: Forbidden: conversion by webhooks is left out of this simulated cluster, use None'],
    ],
    [
      'a warning without deprecation',
      { versions: [version({ deprecationWarning: 'x' })] },
      {},
      ['spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions'],
    ],
  ])('%s', (_, spec, metadata, expected) => {
    expect(messages(definition(spec, metadata))).toEqual(expected)
  })

  test('keeps its names, its scope, and versions that were stored', () => {
    const before = definition()
    before.status.conditions = [{ type: 'Established', status: 'True' }]
    const after = definition({
      scope: 'Cluster',
      names: { plural: 'things', kind: 'Other' },
      versions: [version({ name: 'v2' })],
    })
    strategy.prepare?.(after, before)
    expect(after.status.storedVersions).toEqual(['v1', 'v2'])
    expect(messages(after, before)).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Other": field is immutable',
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    ])
  })
})

describe('a schema', () => {
  const at = 'spec.validation.openAPIV3Schema'
  const field = (schema: JsonSchema): JsonSchema => ({ type: 'object', properties: { f: schema } })
  const path = `${at}.properties[f]`

  test.each<[string, JsonSchema, string[]]>([
    ['without a type', {}, [`${at}.type: Required value: must not be empty at the root`]],
    [
      'with a field without a type',
      field({}),
      [`${path}.type: Required value: must not be empty for specified object fields`],
    ],
    [
      'with an integer or a text',
      field({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
      [],
    ],
    ['with a list of anything', field({ type: 'array' }), [`${path}.items: Required value: must be specified`]],
    [
      'with types in alternatives',
      field({ type: 'integer', anyOf: [{ type: 'integer' }] }),
      [`${path}.anyOf[0].type: Forbidden: must be empty to be structural`],
    ],
    [
      'whose alternatives speak of more than it does',
      { type: 'object', oneOf: [{ required: ['a'], properties: { a: { minLength: 1 } } }] },
      [`${at}.properties[a]: Required value: because it is defined in ${at}.oneOf[0].properties[a]`],
    ],
    [
      'with a wrong default',
      field({ type: 'integer', default: 'x' }),
      [`${path}.default: Invalid value: "string":  in body must be of type integer: "string"`],
    ],
    [
      'with a default of unknown fields',
      field({ type: 'object', default: { x: 1 } }),
      [`${path}.default: Invalid value: {"x":1}: must not have unknown fields`],
    ],
    [
      'with a list by keys that may be absent',
      field({
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k'],
        items: { type: 'object', properties: { k: { type: 'string' } } },
      }),
      [
        `${path}.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
      ],
    ],
    [
      'with an embedded resource of nothing',
      field({ type: 'object', 'x-kubernetes-embedded-resource': true }),
      [
        `${path}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
      ],
    ],
    [
      'with a reference',
      field({ type: 'object', $ref: '#/x' } as JsonSchema),
      [`${path}.$ref: Forbidden: $ref is not supported`],
    ],
  ])('%s', (_, schema, expected) => {
    expect(ofSchema(schema)).toEqual(expected)
  })

  test('has the version in its path where versions differ', () => {
    const other = version({ name: 'v2', storage: false, schema: { openAPIV3Schema: { type: 'string' } } })
    expect(messages(definition({ versions: [version(), other] }))).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
    ])
  })
})

describe('versions', () => {
  const established = (spec: object, metadata: object = {}) => {
    const object = definition(spec, metadata)
    object.status.conditions = [{ type: 'Established', status: 'True' }]
    object.status.acceptedNames = object.spec.names
    return object
  }
  const withField = (name: string, schema: JsonSchema) => ({
    openAPIV3Schema: { type: 'object', properties: { [name]: schema } },
  })

  test('are kinds once they are established, the stored one first', () => {
    expect(customKinds(definition())).toEqual([])
    const versions = [version({ name: 'v1beta1', storage: false, deprecated: true }), version()]
    const kinds = customKinds(established({ versions }))
    expect(kinds.map(({ version: name, deprecation }) => [name, deprecation])).toEqual([
      ['v1', undefined],
      ['v1beta1', 'example.com/v1beta1 Thing is deprecated; use example.com/v1 Thing'],
    ])
  })

  test('show what they know of a stored object', () => {
    const versions = [
      version({ schema: withField('a', { type: 'string' }) }),
      version({ name: 'v2', storage: false, schema: withField('b', { type: 'string' }) }),
    ]
    const [, other] = customKinds(established({ versions }))
    expect(customKinds(established({ versions: versions.slice(0, 1) }))[0]?.conversion).toBeUndefined()
    const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, a: '1' }
    expect(other?.conversion?.toServed(object)).toEqual({
      apiVersion: 'example.com/v2',
      kind: 'Thing',
      metadata: { name: 'x' },
    })
  })

  test('of a changed definition show older objects in the new form, and leave them as they are', () => {
    const changed = established(
      { versions: [version({ schema: withField('b', { type: 'integer', default: 1 }) })] },
      { generation: 2 },
    )
    const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, a: '1' }
    const before = deepClone(object)
    expect(customKinds(changed)[0]?.conversion?.toServed(object)).toMatchObject({ b: 1 })
    expect(object).toEqual(before)
  })
})
