import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Container, Deployment, Pod } from '../../src/model/objects/types.js'
import { podManifest, workbench, workloadManifest } from './workbench.js'

const token = '/var/run/secrets/kubernetes.io/serviceaccount'

function created(spec: object = {}): Pod {
  return workbench().create<KubeObject>(podManifest('p', spec)) as Pod
}

const container = (more: object): Container =>
  created({ containers: [{ name: 'c', image: 'nginx', ...more }] }).spec.containers[0]!

describe('a pod', () => {
  test('gets what the API server and its admission plugins give every pod', () => {
    const { metadata, spec, status } = created()
    const volume = spec.volumes?.[0]?.name ?? ''
    expect(volume).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(metadata.generation).toBe(1)
    expect(spec).toEqual({
      containers: [
        {
          image: 'nginx',
          imagePullPolicy: 'Always',
          name: 'c',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          volumeMounts: [{ mountPath: token, name: volume, readOnly: true }],
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      serviceAccount: 'default',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      tolerations: ['not-ready', 'unreachable'].map((state) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${state}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
      volumes: [
        {
          name: volume,
          projected: {
            defaultMode: 420,
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
              {
                downwardAPI: {
                  items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
                },
              },
            ],
          },
        },
      ],
    })
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
  })

  test('keeps what it says itself', () => {
    const { spec } = created({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      tolerations: [{ operator: 'Exists' }],
      priorityClassName: 'system-node-critical',
    })
    expect(spec.volumes).toBeUndefined()
    expect(spec.enableServiceLinks).toBe(false)
    expect(spec.tolerations).toEqual([{ operator: 'Exists' }])
    expect(spec.priority).toBe(2000001000)
  })

  test('mounts the token where nothing is mounted yet', () => {
    const mounted = { volumeMounts: [{ name: 'own', mountPath: token }] }
    const { spec } = created({
      containers: [
        { name: 'a', image: 'x', ...mounted },
        { name: 'b', image: 'x' },
      ],
      volumes: [{ name: 'own' }],
    })
    expect(spec.containers[0]?.volumeMounts).toEqual([{ name: 'own', mountPath: token }])
    expect(spec.containers[1]?.volumeMounts).toHaveLength(1)
    expect(spec.volumes?.[0]).toEqual({ name: 'own', emptyDir: {} })
  })

  test('that gates hold back says so', () => {
    const { metadata, status } = created({ schedulingGates: [{ name: 'example.com/wait' }] })
    expect(status.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: metadata.creationTimestamp,
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ])
  })

  test('on the host network takes the same ports of the node', () => {
    const { spec } = created({
      hostNetwork: true,
      containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80 }] }],
    })
    expect(spec.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }])
  })
})

describe('a container', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.25', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['gcr.io/google-samples/kubernetes-bootcamp:v1', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    ['NotAnImage', 'IfNotPresent'],
  ])('of image %s is pulled %s', (image, policy) => {
    expect(container({ image }).imagePullPolicy).toBe(policy)
  })

  test('asks for what it is limited to, in canonical quantities', () => {
    expect(container({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }).resources).toEqual({
      limits: { cpu: '500m', memory: '1Gi' },
      requests: { cpu: '500m', memory: '1Gi' },
    })
    expect(container({ resources: { limits: { cpu: '1000m' }, requests: { cpu: '0.1234567' } } }).resources).toEqual({
      limits: { cpu: '1' },
      requests: { cpu: '124m' },
    })
  })

  test('probes with the usual patience', () => {
    const usual = { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 }
    expect(container({ readinessProbe: { httpGet: { port: 80 } } }).readinessProbe).toEqual({
      ...usual,
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
    })
    expect(container({ livenessProbe: { grpc: { port: 80 }, periodSeconds: 5 } }).livenessProbe).toEqual({
      ...usual,
      periodSeconds: 5,
      grpc: { port: 80, service: '' },
    })
  })

  test('reads fields in the version that there is', () => {
    const env = [
      { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    ]
    expect(container({ env }).env).toEqual([
      { name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'B', valueFrom: { resourceFieldRef: { divisor: '0', resource: 'limits.cpu' } } },
    ])
  })
})

test.each([
  ['nothing', [{}], 'BestEffort'],
  ['a request', [{ requests: { cpu: '1' } }], 'Burstable'],
  ['nothing but zero', [{ requests: { cpu: '0' } }], 'BestEffort'],
  ['limits of both', [{ limits: { cpu: '1', memory: '1Gi' } }], 'Guaranteed'],
  ['limits above requests', [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }], 'Burstable'],
  ['one container without', [{ limits: { cpu: '1', memory: '1Gi' } }, {}], 'Burstable'],
])('a pod that asks for %s', (_what, resources, qos) => {
  const containers = resources.map((each, index) => ({ name: `c${index}`, image: 'x', resources: each }))
  expect(created({ containers }).status.qosClass).toBe(qos)
})

test.each([
  [
    'a name that is no host name',
    podManifest('a.b'),
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
  ],
  [
    'a variable twice',
    podManifest('p', {
      containers: [
        {
          name: 'c',
          image: 'x',
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ],
    }),
    'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
  ],
  [
    'memory in thousandths of bytes',
    podManifest('p', { containers: [{ name: 'c', image: 'x', resources: { requests: { memory: '100m' } } }] }),
    'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
  ],
  [
    'a port twice',
    podManifest('p', {
      containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80 }, { containerPort: 80, name: 'b' }] }],
    }),
    'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
  ],
])('warns of %s', (_what, manifest, warning) => {
  const { api } = workbench()
  const warnings: string[] = []
  api.create('pods', manifest as KubeObject, { namespace: 'default', warn: (text) => warnings.push(text) })
  expect(warnings).toEqual([warning])
})

test('fields of features that a release has not switched on are dropped, in pods and in templates', () => {
  const spec = { containers: [{ name: 'c', image: 'nginx' }], resources: { limits: { cpu: '1' } } }
  const volumes = [{ name: 'v', image: { reference: 'a:b' } }]
  const template = (more: object) => ({
    template: { metadata: { labels: { app: 'web' } }, spec: { ...spec, ...more } },
  })
  for (const release of ['1.33', '1.36'] as const) {
    const { create, refusals } = workbench(release)
    const pod = create<Pod>(podManifest('p', spec))
    const deployment = create<Deployment>(workloadManifest('Deployment', 'web', template({})))
    for (const made of [pod.spec, deployment.spec.template.spec!]) {
      expect(made.resources !== undefined).toBe(release === '1.36')
    }
    const missing = 'Required value: must specify a volume type'
    expect(refusals(podManifest('q', { volumes }))).toEqual(release === '1.36' ? [] : [`spec.volumes[0]: ${missing}`])
    expect(workbench(release).refusals(workloadManifest('Deployment', 'web', template({ volumes })))).toEqual(
      release === '1.36' ? [] : [`spec.template.spec.volumes[0]: ${missing}`],
    )
  }
})
