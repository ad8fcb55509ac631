import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type {
  EndpointSlice,
  Endpoints,
  Event,
  Lease,
  Namespace,
  ServiceAccount,
} from '../../src/model/objects/types.js'
import { start, workbench } from './workbench.js'

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
  return 'accepted'
}

describe('a namespace', () => {
  const manifest = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })

  test('has a label with its name, a finalizer and a phase', () => {
    const made = workbench().create<Namespace>(manifest('team'))
    expect(made.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'team' })
    expect(made.spec).toEqual({ finalizers: ['kubernetes'] })
    expect(made.status).toEqual({ phase: 'Active' })
  })

  test('is refused with a name that is no label', () => {
    expect(workbench().refusals(manifest('Dev_1'))).toEqual([
      "metadata.name: Invalid value: \"Dev_1\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ])
  })

  test('stays, terminating, until its finalizer is gone', () => {
    const { api, create } = workbench()
    create(manifest('team'))
    api.delete('namespaces/team')
    const going = api.get<Namespace>('namespaces/team')!
    expect(going.status.phase).toBe('Terminating')
    api.update('namespaces', { ...going, spec: {} }, { typed: true })
    expect(api.get<Namespace>('namespaces/team')?.spec).toEqual(going.spec)
    api.update('namespaces', { ...going, spec: {} }, { typed: true, subresource: 'finalize' })
    expect(api.get('namespaces/team')).toBeUndefined()
  })

  test('cannot be deleted when the cluster needs it', () => {
    const { api } = workbench()
    expect(refusal(() => api.delete('namespaces/default'))).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    )
  })

  test('is shown and described', async () => {
    const bench = workbench()
    const made = bench.create<Namespace>(manifest('team'))
    expect(bench.row(made)).toEqual(['team', 'Active', '0s'])
    expect(await bench.describe(made)).toBe(`Name:         team
Labels:       kubernetes.io/metadata.name=team
Annotations:  <none>
Status:       Active

No resource quota.

No LimitRange resource.
`)
  })
})

describe('a service account', () => {
  test('keeps the names of its secrets only, and shows those that it pulls images with', async () => {
    const bench = workbench()
    bench.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'here' } })
    const made = bench.create<ServiceAccount>({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'sa1' },
      secrets: [{ name: 'here', namespace: 'default' }, { name: 'gone' }],
      imagePullSecrets: [{ name: 'pull' }, { name: 'more' }],
    })
    expect(made.secrets).toEqual([{ name: 'here' }, { name: 'gone' }])
    expect(bench.row(made)).toEqual(['sa1', '0s'])
    expect(await bench.describe(made)).toBe(`Name:                sa1
Namespace:           default
Labels:              <none>
Annotations:         <none>
Image pull secrets:  pull
                     more
Events:              <none>
`)
  })
})

describe('an event', () => {
  const event = (more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'bad.1' },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'bad',
      namespace: 'default',
      fieldPath: 'spec.containers{bad}',
    },
    type: 'Warning',
    reason: 'Failed',
    message: 'Error: ErrImagePull\n',
    source: { component: 'kubelet', host: 'worker-2' },
    firstTimestamp: '2026-11-20T13:49:00Z',
    lastTimestamp: '2026-11-20T13:49:42Z',
    count: 3,
    ...more,
  })

  test('is shown with when, what and of whom', () => {
    const bench = workbench()
    expect(bench.row(bench.create<Event>(event()), true)).toEqual([
      '26s',
      'Warning',
      'Failed',
      'pod/bad',
      'spec.containers{bad}',
      'kubelet, worker-2',
      'Error: ErrImagePull',
      '68s',
      '3',
      'bad.1',
    ])
  })

  test('of the new API is shown by its own times', () => {
    const bench = workbench()
    const made = bench.create<Event>(
      event({
        source: undefined,
        firstTimestamp: null,
        lastTimestamp: null,
        count: undefined,
        eventTime: '2026-11-20T13:50:00.000000Z',
        reportingComponent: 'default-scheduler',
        reportingInstance: 'default-scheduler-control-plane',
        action: 'Scheduling',
      }),
    )
    const [last, , , , , source, , first, count] = bench.row(made, true)
    expect([last, source, first, count]).toEqual([
      '8s',
      'default-scheduler, default-scheduler-control-plane',
      '8s',
      '1',
    ])
  })

  test('lies in the namespace of what it is about', () => {
    expect(workbench().refusals(event({ involvedObject: { kind: 'Pod', name: 'x', namespace: 'other' } }))).toEqual([
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ])
  })

  test('is served by two groups', () => {
    const { api, create } = workbench()
    create(event())
    const { info } = api.resolve('events.events.k8s.io')!
    const [item] = api.listing({ resource: info, namespace: 'default' }).items
    expect(item).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: { kind: 'Pod', name: 'bad' },
      note: 'Error: ErrImagePull\n',
      deprecatedCount: 3,
    })
  })

  test('is described field by field', async () => {
    const bench = workbench()
    const made = bench.create<Event>(event())
    const { uid, resourceVersion } = made.metadata
    expect(await bench.describe(made)).toBe(`Name:             bad.1
Namespace:        default
Labels:           <none>
Annotations:      <none>
API Version:      v1
Count:            3
Event Time:       <nil>
First Timestamp:  2026-11-20T13:49:00Z
Involved Object:
  API Version:   v1
  Field Path:    spec.containers{bad}
  Kind:          Pod
  Name:          bad
  Namespace:     default
Kind:            Event
Last Timestamp:  2026-11-20T13:49:42Z
Message:         Error: ErrImagePull

Metadata:
  Creation Timestamp:  2026-11-20T13:50:08Z
  Resource Version:    ${resourceVersion}
  UID:                 ${uid}
Reason:                Failed
Reporting Component:   
Reporting Instance:    
Source:
  Component:  kubelet
  Host:       worker-2
Type:         Warning
Events:       <none>
`)
  })
})

describe('a lease', () => {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
    spec: { holderIdentity: 'worker-1', leaseDurationSeconds: 40, renewTime: '2026-11-20T13:50:08.000000Z' },
  }
  const machine = (running: boolean, since: number) => ({
    apiVersion: 'kubesim/v1',
    kind: 'Machine',
    metadata: { name: 'worker-1' },
    kubelet: { running, since },
    kubeProxy: { running, since },
    power: { on: true, since: start },
  })
  const renewed = (bench: ReturnType<typeof workbench>) =>
    bench.api.get<Lease>('leases/kube-node-lease/worker-1')!.spec.renewTime

  test('of a node is renewed while its kubelet runs, and no longer', () => {
    const bench = workbench()
    bench.api.create('leases', lease)
    bench.api.create('machines', machine(true, start), { typed: true })
    bench.pass(34_000)
    expect(renewed(bench)).toBe('2026-11-20T13:50:38.000000Z')
    const stored = bench.api.get('machines/worker-1')!
    const stopped = machine(false, bench.now())
    bench.api.update('machines', { ...stored, ...stopped, metadata: stored.metadata }, { typed: true })
    bench.pass(600_000)
    expect(renewed(bench)).toBe('2026-11-20T13:50:38.000000Z')
    expect(bench.row(bench.api.get<Lease>('leases/kube-node-lease/worker-1')!)).toEqual(['worker-1', 'worker-1', '10m'])
  })

  test('is refused for no time', () => {
    const spec = { leaseDurationSeconds: 0, leaseTransitions: -1 }
    expect(workbench().refusals({ ...lease, metadata: { name: 'l' }, spec })).toEqual([
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ])
  })
})

describe('endpoints', () => {
  const endpoints = (subsets: object[]) => ({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' }, subsets })

  test.each([
    ['none', [], '<none>'],
    ['one', [{ addresses: [{ ip: '10.1.1.1' }], ports: [{ port: 80 }] }], '10.1.1.1:80'],
    ['no port', [{ addresses: [{ ip: '10.1.1.1' }] }], '10.1.1.1'],
    [
      'many',
      [
        {
          addresses: [{ ip: '10.1.1.1' }, { ip: '10.1.1.2' }],
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      ],
      '10.1.1.1:80,10.1.1.2:80,10.1.1.1:81 + 1 more...',
    ],
    ['none ready', [{ notReadyAddresses: [{ ip: '10.1.1.1' }], ports: [{ port: 80 }] }], ''],
  ])('shown: %s', (_, subsets, text) => {
    const bench = workbench()
    expect(bench.row(bench.create<Endpoints>(endpoints(subsets)))[1]).toBe(text)
  })

  test.each([
    [
      'empty',
      [{ ports: [{ port: 80 }] }],
      ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`'],
    ],
    [
      'link-local',
      [{ addresses: [{ ip: '169.254.169.254' }], ports: [{ port: 80 }] }],
      [
        'subsets[0].addresses[0].ip: Invalid value: "169.254.169.254": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
      ],
    ],
    [
      'no address',
      [{ addresses: [{ ip: 'x' }], ports: [{ port: 0 }] }],
      [
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address',
        'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
  ])('refused: %s', (_, subsets, messages) => {
    expect(workbench().refusals(endpoints(subsets))).toEqual(messages)
  })

  test('described', async () => {
    const bench = workbench()
    const made = bench.create<Endpoints>(
      endpoints([{ addresses: [{ ip: '10.1.1.1' }], notReadyAddresses: [{ ip: '10.1.1.2' }], ports: [{ port: 80 }] }]),
    )
    expect(await bench.describe(made)).toBe(`Name:         web
Namespace:    default
Labels:       <none>
Annotations:  <none>
Subsets:
  Addresses:          10.1.1.1
  NotReadyAddresses:  10.1.1.2
  Ports:
    Name     Port  Protocol
    ----     ----  --------
    <unset>  80    TCP

Events:  <none>
`)
  })
})

describe('an endpoint slice', () => {
  const manifest = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-66fsn' },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.1.1.1'],
        conditions: { ready: true },
        nodeName: 'worker-1',
        targetRef: { kind: 'Pod', name: 'p' },
      },
      { addresses: ['10.1.1.2'] },
    ],
    ports: [{ port: 80 }, { name: 'metrics', port: 9153 }],
  }

  test('is shown and described', async () => {
    const bench = workbench()
    const made = bench.create<EndpointSlice>(manifest)
    expect(bench.row(made)).toEqual(['web-66fsn', 'IPv4', '80,9153', '10.1.1.1,10.1.1.2', '0s'])
    expect(bench.row({ ...made, endpoints: [], ports: [] } as EndpointSlice).slice(2, 4)).toEqual([
      '<unset>',
      '<unset>',
    ])
    expect(await bench.describe(made)).toBe(`Name:         web-66fsn
Namespace:    default
Labels:       <none>
Annotations:  <none>
AddressType:  IPv4
Ports:
  Name     Port  Protocol
  ----     ----  --------
  <unset>  80    TCP
  metrics  9153  TCP
Endpoints:
  - Addresses:  10.1.1.1
    Conditions:
      Ready:    true
    Hostname:   <unset>
    TargetRef:  Pod/p
    NodeName:   worker-1
    Zone:       <unset>
  - Addresses:  10.1.1.2
    Conditions:
      Ready:   <unset>
    Hostname:  <unset>
    NodeName:  <unset>
    Zone:      <unset>
Events:        <none>
`)
  })

  test('counts generations of its content', () => {
    const { api, create } = workbench()
    const made = create<EndpointSlice>(manifest)
    expect(made.metadata.generation).toBe(1)
    const patch = (body: object) => api.patch('endpointslices/default/web-66fsn', { type: 'merge', body })
    expect(patch({ metadata: { labels: { a: 'b' } } }).metadata.generation).toBe(1)
    expect(patch({ endpoints: [] }).metadata.generation).toBe(2)
    expect(refusal(() => patch({ addressType: 'IPv6' }))).toBe(
      'EndpointSlice.discovery.k8s.io "web-66fsn" is invalid: addressType: Invalid value: "IPv6": field is immutable',
    )
  })

  test.each([
    ['no type', { addressType: '' }, ['addressType: Required value']],
    [
      'a family that its addresses do not have',
      { addressType: 'IPv6', endpoints: [{ addresses: ['10.1.1.1'] }] },
      ['endpoints[0].addresses: Invalid value: "10.1.1.1": must be an IPv6 address'],
    ],
    [
      'no address',
      { endpoints: [{ addresses: [] }] },
      ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    ],
    [
      'what is no name of the DNS',
      { addressType: 'FQDN', endpoints: [{ addresses: ['a', 'a.b.'] }] },
      [
        'endpoints[0].addresses[0]: Invalid value: "a": should be a domain with at least two segments separated by dots',
      ],
    ],
    [
      'a hint twice',
      { endpoints: [{ addresses: ['10.1.1.1'], hints: { forZones: [{ name: 'a' }, { name: 'a' }] } }] },
      ['endpoints[0].hints.forZones[1].name: Duplicate value: "a"'],
    ],
    ['one name twice', { ports: [{ port: 80 }, { port: 81 }] }, ['ports[1].name: Duplicate value: ""']],
  ])('is refused with %s', (_, more, messages) => {
    expect(workbench().refusals({ ...manifest, ...more })).toEqual(messages)
  })
})

describe('what of roles and budgets is asked for', () => {
  const group = 'rbac.authorization.k8s.io'
  const rbac = (kind: string, more: object) => ({ apiVersion: `${group}/v1`, kind, metadata: { name: 'r' }, ...more })
  const budget = (name: string) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: {},
  })

  test('the kinds that a binding may name, in their order', () => {
    const roleRef = { apiGroup: group, kind: 'Roles', name: 'r' }
    expect(workbench().refusals(rbac('RoleBinding', { roleRef, subjects: [{ kind: 'Robot', name: 'x' }] }))).toEqual([
      'roleRef.kind: Unsupported value: "Roles": supported values: "Role", "ClusterRole"',
      'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
    ])
  })

  test('selectors of what is aggregated that can be read', () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchExpressions: [{ key: 'a', operator: 'In' }] }] }
    expect(workbench().refusals(rbac('ClusterRole', { aggregationRule }))).toEqual([
      "aggregationRule.clusterRoleSelectors[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.',
    ])
  })

  test('a name that a path can have', () => {
    expect(workbench().refusals(budget('Any Name!'))).toEqual([])
    expect(workbench().refusals(budget('a/b'))).toEqual(['metadata.name: Invalid value: "a/b": may not contain \'/\''])
  })
})

test('a review that asks nothing is refused as a thing of no kind', () => {
  const { api } = workbench()
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: { name: '' },
    spec: {},
  }
  try {
    api.create('subjectaccessreviews', review)
    expect.unreachable()
  } catch (error) {
    const { message, status } = error as ApiError
    expect(message).toContain('.authorization.k8s.io "" is invalid: [spec.resourceAttributes: Invalid value: null: ')
    expect(status.details).toMatchObject({ group: 'authorization.k8s.io' })
    expect(status.details?.kind ?? '').toBe('')
  }
})
