import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/api/contract/errors.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { podManifest, workbench, workloadManifest } from './workbench.js'

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }

const rich = {
  containers: [
    {
      name: 'c',
      image: 'nginx',
      command: ['a'],
      ports: [{ containerPort: 80, name: 'http' }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'D', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
      ],
      envFrom: [{ configMapRef: { name: 'm' } }],
      resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
      livenessProbe: { httpGet: { path: '/', port: 80, httpHeaders: [{ name: 'X', value: 'y' }] } },
      readinessProbe: { grpc: { port: 80 } },
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
      lifecycle: { preStop: { exec: { command: ['a'] } } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      securityContext: { runAsUser: 1, capabilities: { add: ['X'] } },
    },
  ],
  initContainers: [{ name: 'i', image: 'x', restartPolicy: 'Always' }],
  volumes: [
    { name: 'v', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'x', hostPath: { path: '/x' } },
    { name: 'y', secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] } },
    { name: 'z', downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
    { name: 'e', ephemeral: { volumeClaimTemplate: { spec: claim } } },
    { name: 'w', projected: { sources: [{ configMap: { name: 'm', items: [{ key: 'k', path: 'p' }] } }] } },
  ],
  tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }],
            matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }],
          },
        ],
      },
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          podAffinityTerm: {
            topologyKey: 'zone',
            labelSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
          },
        },
      ],
    },
  },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  nodeSelector: { a: 'b' },
  securityContext: { sysctls: [{ name: 'a', value: 'b' }], seccompProfile: { type: 'RuntimeDefault' } },
  dnsConfig: { nameservers: ['1.2.3.4'], searches: ['a.b'] },
  hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }],
  readinessGates: [{ conditionType: 'example.com/a' }],
  imagePullSecrets: [{ name: 's' }],
  schedulingGates: [{ name: 'example.com/gate' }],
}

const values: readonly unknown[] = [null, true, -1, 0.5, 1e30, '', '\u001b[31m', [], [null], {}, { x: null }]

/** Every manifest that differs from the given one in one place. */
function* variations(value: unknown): Generator<unknown> {
  yield* values
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const other of variations(item)) yield value.with(index, other)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      for (const other of variations(item)) yield { ...value, [key]: other }
    }
  }
}

describe.each([
  ['pods', podManifest('p', rich)],
  ['deployments', workloadManifest('Deployment', 'web', { strategy: { rollingUpdate: { maxSurge: 1 } }, replicas: 1 })],
  [
    'nodes',
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDRs: ['10.0.0.0/24'] },
      status: { capacity: { cpu: '1' }, addresses: [{ type: 'InternalIP', address: '1.2.3.4' }] },
    },
  ],
])('%s', (resource, manifest) => {
  test('with a wrong value anywhere are accepted, and then shown, or refused with an ApiError', async () => {
    const bench = workbench()
    const namespace = resource === 'nodes' ? {} : { namespace: 'default' }
    let accepted = 0
    let refused = 0
    for (const spec of variations({ spec: manifest.spec, status: (manifest as { status?: object }).status })) {
      const body = { ...manifest, ...(spec as object) } as KubeObject
      let object: KubeObject
      try {
        object = bench.api.create(resource, body, { ...namespace, dryRun: true })
        accepted++
      } catch (error) {
        refused++
        expect(error, JSON.stringify(spec)).toBeInstanceOf(ApiError)
        continue
      }
      expect(bench.row(object, true).join(), JSON.stringify(spec)).not.toContain('undefined')
      expect(await bench.describe(object), JSON.stringify(spec)).not.toMatch(/undefined|\[object|NaN/)
    }
    expect(accepted).toBeGreaterThan(5)
    expect(refused).toBeGreaterThan(5)
  })
})
