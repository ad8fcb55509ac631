/** How plugins of admission are asked: by whom of what, in which order, and what comes of it. The plugins are the test's own. */
import { describe, expect, test } from 'vitest'
import { builtInPlugins } from '../../../src/api/admission/index.js'
import type { AdmissionPlugin } from '../../../src/api/contract/admission.js'
import { forbidden } from '../../../src/api/contract/status-errors.js'
import { administrator } from '../../../src/api/contract/user.js'
import { partsOf } from '../../../src/kinds/writing.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import { defaultSettings } from '../../../src/model/objects/settings.js'
import { bench, freeze, gadget, plainStore, refusal, seeded, start } from '../fixture.js'
import { builtInParts, createApi } from '../test-api.js'

/** `AllOrderedPlugins` of kube-apiserver 1.36. */
const upstreamOrder = [
  'AlwaysAdmit NamespaceAutoProvision NamespaceLifecycle NamespaceExists LimitPodHardAntiAffinityTopology LimitRanger',
  'ServiceAccount NodeRestriction TaintNodesByCondition AlwaysPullImages ImagePolicyWebhook PodSecurity PodNodeSelector',
  'Priority DefaultTolerationSeconds PodTolerationRestriction EventRateLimit ExtendedResourceToleration',
  'DefaultStorageClass StorageObjectInUseProtection PodGroupProtection OwnerReferencesPermissionEnforcement',
  'PersistentVolumeClaimResize RuntimeClass CertificateApproval CertificateSigning ClusterTrustBundleAttest',
  'CertificateSubjectRestriction DefaultIngressClass DenyServiceExternalIPs PodTopologyLabels PodGroupWorkloadExists',
  'NodeDeclaredFeatureValidator JobValidation PodResizeValidator MutatingAdmissionPolicy MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy ValidatingAdmissionWebhook ResourceQuota AlwaysDeny',
].flatMap((line) => line.split(' '))

test('the plugins of every API server are in its order', () => {
  const places = builtInPlugins.map(({ name }) => upstreamOrder.indexOf(name))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

/** Says of every request what it is; changes and refuses nothing. */
function witness(name: string, seen: string[], handles: AdmissionPlugin['handles'] = () => true): AdmissionPlugin {
  const say = (
    turn: string,
    object: KubeObject,
    { request, old, user, dryRun }: Parameters<NonNullable<AdmissionPlugin['mutate']>>[1],
  ) => {
    const { operation, resource, subresource, namespace } = request
    const part = subresource === '' ? '' : `/${subresource}`
    const before = old === undefined ? '' : ` of ${old.kind}`
    const by = user === undefined ? '' : ` by ${user.name}`
    const what = `${operation} ${resource.plural}${part} ${namespace}/${request.name}: ${object.kind}`
    seen.push(`${name} ${turn} ${what}${before}${by}${dryRun ? ' (dry run)' : ''}`)
  }
  return {
    name,
    handles,
    mutate: (draft, admission) => say('mutate', draft, admission),
    validate: (object, admission) => say('validate', object, admission),
  }
}

describe('a plugin is asked', () => {
  const seen: string[] = []
  const { api } = bench({ plugins: [witness('one', seen)] })
  const asked = (work: () => unknown) => {
    seen.length = 0
    work()
    return seen.filter((line) => line.includes('mutate')).map((line) => line.replace('one mutate ', ''))
  }
  const stored = () => api.get('gadgets/default/a')!

  test.each<readonly [what: string, work: () => unknown, lines: readonly string[]]>([
    ['of what is created', () => api.create('gadgets', gadget('a')), ['CREATE gadgets default/a: Gadget']],
    [
      'of what is created by a beginning of its name',
      () => api.create('gadgets', gadget('', {}, { generateName: 'a-' })),
      ['CREATE gadgets default/: Gadget'],
    ],
    [
      'of what is only tried, and by whom',
      () => api.create('gadgets', gadget('b'), { dryRun: true, user: administrator }),
      ['CREATE gadgets default/b: Gadget by kubernetes-admin (dry run)'],
    ],
    [
      'of an update',
      () => api.update('gadgets', { ...stored(), spec: { size: 2 } }),
      ['UPDATE gadgets default/a: Gadget of Gadget'],
    ],
    [
      'of a patch, which is an update',
      () => api.patch('gadgets/default/a', { type: 'merge', body: { spec: { size: 3 } } }),
      ['UPDATE gadgets default/a: Gadget of Gadget'],
    ],
    [
      'of a status',
      () => api.updateStatus('gadgets', { ...stored(), status: { size: 3 } }, { typed: true }),
      ['UPDATE gadgets/status default/a: Gadget of Gadget'],
    ],
    [
      'of a scale, with the scale and of nothing else',
      () =>
        api.patch('gadgets/default/a', { type: 'merge', body: { spec: { replicas: 4 } } }, { subresource: 'scale' }),
      ['UPDATE gadgets/scale default/a: Scale of Scale'],
    ],
    [
      'of a deletion, with what is deleted',
      () => api.delete('gadgets/default/a', { dryRun: true }),
      ['DELETE gadgets default/a: Gadget of Gadget (dry run)'],
    ],
    [
      'of each of many deletions, before the first of them and in its turn',
      () => api.deleteCollection({ resource: api.resolve('gadgets')!.info, namespace: 'default', name: 'a' }),
      Array(2).fill('DELETE gadgets default/a: Gadget of Gadget'),
    ],
  ])('%s', (_what, work, lines) => expect(asked(work)).toEqual(lines))

  test('of a binding, with the binding', () => {
    api.create('tasks', { apiVersion: 'v1', kind: 'Task', metadata: { name: 't', namespace: 'default' }, spec: {} })
    expect(asked(() => api.bind('tasks/default/t', 'node-1'))).toEqual(['CREATE tasks/binding default/t: Binding'])
  })
})

describe('of several', () => {
  test('all may change the draft before the kind looks at it, and then all may refuse it, each in its turn', () => {
    const seen: string[] = []
    const grows: AdmissionPlugin = {
      name: 'grows',
      handles: ({ resource }) => resource.plural === 'gadgets',
      mutate: ({ spec }) => {
        spec.size -= 2
      },
    }
    const { api } = bench({
      plugins: [grows, witness('one', seen), witness('two', seen, () => false), witness('three', seen)],
    })
    seen.length = 0
    expect(api.create('gadgets', gadget('a', { size: 5 })).spec).toEqual({ size: 3 })
    expect(seen.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'one mutate',
      'three mutate',
      'one validate',
      'three validate',
    ])
    seen.length = 0
    expect(refusal(() => api.create('gadgets', gadget('b', { size: 1 }))).reason).toBe('Invalid')
    expect(seen.some((line) => line.includes('validate'))).toBe(false)
  })

  test('one refuses for all, and nothing is stored', () => {
    const seen: string[] = []
    const refuses = (turn: 'mutate' | 'validate'): AdmissionPlugin => ({
      name: 'refuses',
      handles: ({ operation }) => operation !== 'CREATE',
      [turn]: (object: KubeObject) => {
        throw forbidden({ group: '', resource: 'gadgets' }, object.metadata.name, turn)
      },
    })
    for (const turn of ['mutate', 'validate'] as const) {
      const { api, store } = bench({
        plugins: [refuses(turn), witness('next', seen, ({ operation }) => operation !== 'CREATE')],
      })
      const made = api.create('gadgets', gadget('a'))
      const before = store.revision
      const message = `gadgets "a" is forbidden: ${turn}`
      expect(refusal(() => api.update('gadgets', { ...made, spec: { size: 9 } })).message).toBe(message)
      expect(refusal(() => api.updateStatus('gadgets', { ...made, status: { size: 9 } })).message).toBe(message)
      expect(refusal(() => api.delete('gadgets/default/a')).message).toBe(message)
      expect(store.revision).toBe(before)
      expect(seen.filter((line) => line.includes('next validate'))).toEqual([])
    }
  })

  test('what a plugin does to a status is stored, and what is stored already stays as it was', () => {
    const marks: AdmissionPlugin = {
      name: 'marks',
      handles: ({ subresource }) => subresource === 'status',
      mutate: (draft) => {
        draft.status.marked = true
      },
    }
    const { api } = bench({ plugins: [marks] })
    const made = api.create('gadgets', gadget('a'))
    const status = freeze({ size: 1 })
    expect(api.updateStatus('gadgets', { ...made, status }, { typed: true }).status).toEqual({ size: 1, marked: true })
  })
})

test('the simulator’s own records pass by all of them', () => {
  const seen: string[] = []
  const plugins = [witness('one', seen)]
  const parts = { settings: defaultSettings, random: seeded, now: () => start }
  const api = createApi({ store: plainStore(), parts: builtInParts, ...parts, plugins })
  api.create('machines', partsOf(api.registry.storage('machines')!.kind).strategy.example, { typed: true })
  expect(seen).toEqual([])
})
