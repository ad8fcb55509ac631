import { describe, expect, test } from 'vitest'
import type { Pod } from '../../src/model/objects/types.js'
import { podManifest, workbench } from './workbench.js'

const zone = 'topology.kubernetes.io/zone'
const region = 'topology.kubernetes.io/region'
const node = (labels: object) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels }, spec: {} })

describe('a pod is labelled with where its node is', () => {
  test('when it is bound', () => {
    const { api, create } = workbench()
    create(node({ [zone]: 'z', [region]: 'r', rack: '7' }))
    create(podManifest('p', {}, { labels: { [zone]: 'elsewhere', app: 'web' } }))
    const bound = api.bind('pods/default/p', 'n')
    expect(bound.metadata.labels).toEqual({ [zone]: 'z', [region]: 'r', app: 'web' })
  })

  test('when it is made for a node', () => {
    const { create } = workbench()
    create(node({ [zone]: 'z' }))
    expect(create<Pod>(podManifest('p', { nodeName: 'n' })).metadata.labels).toEqual({ [zone]: 'z' })
    expect(create<Pod>(podManifest('q', { nodeName: 'nowhere' })).metadata.labels).toBeUndefined()
  })

  test('not before 1.35', () => {
    const { api, create } = workbench('1.33')
    create(node({ [zone]: 'z' }))
    create(podManifest('p'))
    expect(api.bind('pods/default/p', 'n').metadata.labels).toBeUndefined()
  })
})

describe('labels that a pod shall share become part of the selector', () => {
  const labelSelector = { matchLabels: { app: 'web' } }
  const keys = { matchLabelKeys: ['version', 'absent'], labelSelector }
  const term = { topologyKey: 'zone', ...keys }
  const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', ...keys }
  const merged = { ...labelSelector, matchExpressions: [{ key: 'version', operator: 'In', values: ['2'] }] }
  const labels = { app: 'web', version: '2', team: 'a' }

  test('of affinities and of spreads', () => {
    const affinity = {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector, mismatchLabelKeys: ['team'] } },
        ],
      },
    }
    const { spec } = workbench().create<Pod>(
      podManifest('p', { affinity, topologySpreadConstraints: [spread] }, { labels }),
    )
    const { podAffinity, podAntiAffinity } = spec.affinity ?? {}
    expect(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector).toEqual(merged)
    expect(
      podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.podAffinityTerm.labelSelector,
    ).toEqual({ ...labelSelector, matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] })
    expect(spec.topologySpreadConstraints?.[0]?.labelSelector).toEqual(merged)
  })

  test('of spreads not before 1.34, where they may not be in it already', () => {
    const twice = { ...spread, labelSelector: { matchLabels: { version: '2' } } }
    const pod = (constraint: object) => podManifest('p', { topologySpreadConstraints: [constraint] }, { labels })
    const made = workbench('1.33').create<Pod>(pod(spread))
    expect(made.spec.topologySpreadConstraints?.[0]?.labelSelector).toEqual(labelSelector)
    const detail = 'Invalid value: "version": exists in both matchLabelKeys and labelSelector'
    expect(workbench('1.33').refusals(pod(twice))).toEqual([
      `spec.topologySpreadConstraints[0].matchLabelKeys[0]: ${detail}`,
    ])
    expect(workbench().refusals(pod(twice))).toEqual([`spec.topologySpreadConstraints[0][0]: ${detail}`])
  })
})
