/**
 * The list types against Kubernetes' own OpenAPI, which this repository does not hold: name a copy of its definitions
 * (`kubectl get --raw /openapi/v2`) in KUBERNETES_OPENAPI to compare.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { atomicTypes, listRule, listRules } from '../../../src/api/field-managers/list-types.js'

const file = process.env.KUBERNETES_OPENAPI

interface Property {
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
}

test.runIf(file)('are those of the OpenAPI, of all stable versions', () => {
  const { definitions } = JSON.parse(readFileSync(file!, 'utf8'))
  const expected: Record<string, string> = {}
  const atomic: string[] = []
  for (const [name, definition] of Object.entries<Property & { properties?: Record<string, Property> }>(definitions)) {
    if (/\.v\d+(alpha|beta)\d+\./.test(name)) continue
    const short = name.split('.').slice(-3).join('.')
    if (definition['x-kubernetes-map-type'] === 'atomic') atomic.push(short)
    for (const [field, property] of Object.entries(definition.properties ?? {})) {
      const { 'x-kubernetes-list-type': list, 'x-kubernetes-map-type': map } = property
      const keys = property['x-kubernetes-list-map-keys']?.join(',') ?? ''
      if (map !== undefined) expected[`${short}.${field}`] = `=${map}`
      else if (list === 'set') expected[`${short}.${field}`] = ''
      else if (list === 'map') expected[`${short}.${field}`] = `:${keys}`
    }
  }
  const ours = [...listRules()].map(({ definition, field, rule }) => [`${definition}.${field}`, rule])
  expect(Object.fromEntries(ours)).toEqual(expected)
  expect([...atomicTypes()].sort()).toEqual(atomic.sort())
})

test('are found by definition and field', () => {
  const source = { definitions: {} }
  expect(listRule(source, 'core.v1.PodSpec', 'containers')).toBe('name')
  expect(listRule(source, 'core.v1.NodeSpec', 'podCIDRs')).toBe('')
  expect(listRule(source, 'core.v1.ServiceSpec', 'selector')).toBe('=atomic')
  expect(listRule(source, 'core.v1.PodSpec', 'tolerations')).toBeUndefined()
  expect(listRule(source, 'constructor', 'name')).toBeUndefined()
})
