/**
 * The merge keys against Kubernetes' own OpenAPI, which this repository does not hold: name a copy of its definitions
 * (`kubectl get --raw /openapi/v2`) in KUBERNETES_OPENAPI to compare.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mergeKeyEntries, strategyOf } from '../../src/api/patches/index.js'

const file = process.env.KUBERNETES_OPENAPI

interface Property {
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
}

test.runIf(file)('are those of the OpenAPI, of all stable versions', () => {
  const { definitions } = JSON.parse(readFileSync(file!, 'utf8'))
  const expected = new Map<string, string>()
  for (const [name, definition] of Object.entries<{ properties?: Record<string, Property> }>(definitions)) {
    if (/\.v\d+(alpha|beta)\d+\.|JSONSchemaProps/.test(name)) continue
    for (const [field, property] of Object.entries(definition.properties ?? {})) {
      const strategy = property['x-kubernetes-patch-strategy']
      const path = `${name.split('.').slice(-3).join('.')}.${field}`
      if (strategy !== undefined) expected.set(path, `${strategy} ${property['x-kubernetes-patch-merge-key'] ?? ''}`)
    }
  }
  const ours = new Map(
    [...mergeKeyEntries()].map(({ definition, field, strategy }) => {
      const words = [strategy.merge && 'merge', strategy.replace && 'replace', strategy.retainKeys && 'retainKeys']
      return [`${definition}.${field}`, `${words.filter(Boolean).join(',')} ${strategy.mergeKey ?? ''}`]
    }),
  )
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries([...expected].sort()))
})

test('are found by full names of definitions', () => {
  const containers = { merge: true, replace: false, retainKeys: false, mergeKey: 'name' }
  expect(strategyOf('io.k8s.api.core.v1.PodSpec', 'containers')).toEqual(containers)
  expect(strategyOf('core.v1.PodSpec', 'volumes')).toEqual({ ...containers, retainKeys: true })
  expect(strategyOf('apps.v1.DeploymentSpec', 'strategy')).toEqual({ merge: false, replace: false, retainKeys: true })
  expect(strategyOf('meta.v1.ObjectMeta', 'finalizers')).toEqual({ merge: true, replace: false, retainKeys: false })
  for (const [definition, field] of [
    ['core.v1.PodSpec', 'tolerations'],
    ['constructor', 'x'],
    ['__proto__', 'name'],
  ] as const) {
    expect(strategyOf(definition, field)).toEqual({ merge: false, replace: false, retainKeys: false })
  }
})
