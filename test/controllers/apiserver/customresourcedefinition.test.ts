import { expect, test } from 'vitest'
import { customResourceDefinitionController } from '../../../src/controllers/apiserver/customresourcedefinition.js'
import type { World } from '../../../src/controllers/machinery/controller.js'

const definition = (name: string, group: string, accepted: 'True' | 'False' | undefined) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  spec: { group },
  status: { conditions: accepted === undefined ? [] : [{ type: 'NamesAccepted', status: accepted }] },
})

// Of a thousand definitions that come at once, each would look at all others as often as any of them changes.
test('with a definition those of its group are looked at that lack names, and no others', () => {
  const changed = definition('changed', 'one', 'True')
  const all = [
    changed,
    definition('content', 'one', 'True'),
    definition('refused', 'one', 'False'),
    definition('new', 'one', undefined),
    definition('elsewhere', 'two', 'False'),
  ]
  const world = { list: () => all } as unknown as World
  const keys = customResourceDefinitionController.watches.customresourcedefinitions!(changed, world)
  expect(keys).toEqual(['changed', 'refused', 'new'].map((name) => `customresourcedefinitions/${name}`))
})
