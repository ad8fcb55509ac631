import { describe, expect, test } from 'vitest'
import { structureOf } from '../../src/api/schema/structure.js'
import { internalTypes } from '../../src/kinds/core/pod/internal-types.js'
import { loadSchemas } from '../../src/kinds/index.js'
import type { KubeObject } from '../../src/model/objects/object.js'
import { podManifest, workbench } from './workbench.js'

const schemas = await loadSchemas()
const container = (more: object = {}) => ({ name: 'c', image: 'nginx', ...more })
const one = (more: object) => ({ containers: [container(more)] })
const label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'"

/** Spec, and what is wrong with it; texts are cut where apimachinery goes on to quote its expression. */
const table: [what: string, spec: object, messages: string[]][] = [
  ['no containers', { containers: [] }, ['spec.containers: Required value']],
  ['no image', { containers: [{ name: 'c' }] }, ['spec.containers[0].image: Required value']],
  [
    'an image with spaces around',
    one({ image: ' nginx' }),
    ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace'],
  ],
  ['no name', { containers: [{ image: 'nginx' }] }, ['spec.containers[0].name: Required value']],
  ['a bad name', one({ name: 'My_C' }), [`spec.containers[0].name: Invalid value: "My_C": ${label}`]],
  ['a name twice', { containers: [container(), container()] }, ['spec.containers[1].name: Duplicate value: "c"']],
  [
    'an init container of the same name',
    { ...one({}), initContainers: [container()] },
    ['spec.initContainers[0].name: Duplicate value: "c"'],
  ],
  [
    'an unknown restart policy',
    { ...one({}), restartPolicy: 'Sometimes' },
    ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
  ],
  [
    'a mount of no volume',
    one({ volumeMounts: [{ name: 'nov', mountPath: '/x' }] }),
    ['spec.containers[0].volumeMounts[0].name: Not found: "nov"'],
  ],
  [
    'two mounts at one path',
    {
      ...one({
        volumeMounts: [
          { name: 'v', mountPath: '/x' },
          { name: 'v', mountPath: '/x' },
        ],
      }),
      volumes: [{ name: 'v', emptyDir: {} }],
    },
    ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique'],
  ],
  [
    'two volumes of one name',
    {
      ...one({}),
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'v', emptyDir: {} },
      ],
    },
    ['spec.volumes[1].name: Duplicate value: "v"'],
  ],
  [
    'two sources in one volume',
    { ...one({}), volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/x' } }] },
    ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
  ],
  [
    'a host path that steps back',
    { ...one({}), volumes: [{ name: 'v', hostPath: { path: '/x/../y' } }] },
    ['spec.volumes[0].hostPath.path: Invalid value: "/x/../y": must not contain \'..\''],
  ],
  [
    'more requested than allowed',
    one({ resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } }),
    ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
  ],
  [
    'a negative request',
    one({ resources: { requests: { memory: '-1Mi' } } }),
    ['spec.containers[0].resources.requests[memory]: Invalid value: "-1Mi": must be greater than or equal to 0'],
  ],
  [
    'an unknown resource',
    one({ resources: { limits: { gold: 1 } } }),
    [
      'spec.containers[0].resources.limits[gold]: Invalid value: "gold": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.limits[gold]: Invalid value: "gold": must be a standard resource for containers',
      'spec.containers[0].resources.requests[gold]: Invalid value: "gold": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[gold]: Invalid value: "gold": must be a standard resource for containers',
    ],
  ],
  [
    'an extended resource without limit',
    one({ resources: { requests: { 'example.com/gpu': 1 } } }),
    ['spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources'],
  ],
  [
    'a port that is none',
    one({ ports: [{ containerPort: 70000 }] }),
    ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
  ],
  [
    'a port name twice',
    one({
      ports: [
        { containerPort: 80, name: 'http' },
        { containerPort: 81, name: 'http' },
      ],
    }),
    ['spec.containers[0].ports[1].name: Duplicate value: "http"'],
  ],
  [
    'an unknown protocol',
    one({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }),
    ['spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
  ],
  [
    'a host port twice',
    {
      containers: [
        container({ ports: [{ containerPort: 80, hostPort: 80 }] }),
        { ...container({ ports: [{ containerPort: 81, hostPort: 80 }] }), name: 'd' },
      ],
    },
    ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"'],
  ],
  [
    'ports that differ on the host network',
    { ...one({ ports: [{ containerPort: 80, hostPort: 81 }] }), hostNetwork: true },
    ['spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true'],
  ],
  ['a variable without name', one({ env: [{ value: 'x' }] }), ['spec.containers[0].env[0].name: Required value']],
  [
    'a variable with value and source',
    one({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
  ],
  [
    'a variable from an unknown field',
    one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }] }),
    [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nothing": error converting fieldPath: field label not supported: spec.nothing',
    ],
  ],
  [
    'a variable from a field that is for volumes',
    one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }] }),
    [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
    ],
  ],
  [
    'a probe that does nothing',
    one({ livenessProbe: { periodSeconds: 5 } }),
    ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
  ],
  [
    'a probe of two kinds',
    one({ readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }),
    ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
  ],
  [
    'a liveness probe that must succeed twice',
    one({ livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } }),
    ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
  ],
  [
    'a probe of a bad port',
    one({ livenessProbe: { tcpSocket: { port: 0 } } }),
    ['spec.containers[0].livenessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  ],
  [
    'a probe on an init container',
    { ...one({}), initContainers: [{ name: 'i', image: 'x', livenessProbe: { tcpSocket: { port: 80 } } }] },
    [
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
  ],
  [
    'a restart policy of its own that is none, with rules',
    one({
      restartPolicy: 'Sometimes',
      restartPolicyRules: [{ action: 'Stop' }, { action: 'Restart', exitCodes: { operator: 'Is', values: [1] } }],
    }),
    [
      'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"',
      'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
      'spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified',
      'spec.containers[0].restartPolicyRules[1].exitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
    ],
  ],
  [
    'claims that nobody knows',
    { ...one({ resources: { claims: [{ name: 'x' }] } }), resourceClaims: [{ name: 'a' }] },
    [
      'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      'spec.containers[0].resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims: a',
    ],
  ],
  [
    'less for the pod than for its containers',
    {
      ...one({ resources: { requests: { cpu: '2' }, limits: { cpu: '2' } } }),
      resources: { requests: { cpu: '1' }, limits: { cpu: '1', 'example.com/gpu': '1' } },
    },
    [
      'spec.resources.limits[example.com/gpu]: Unsupported value: "example.com/gpu": supported values: "cpu", "hugepages-", "memory"',
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
      'spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
    ],
  ],
  [
    'what Windows does not have',
    { ...one({ securityContext: { privileged: true } }), os: { name: 'windows' }, hostPID: true },
    [
      'spec.hostPID: Forbidden: cannot be set for a windows pod',
      'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
    ],
  ],
  [
    'network volumes without what they need',
    {
      ...one({}),
      volumes: [
        { name: 'a', iscsi: { targetPortal: '', iqn: 'x', lun: 256 } },
        { name: 'b', fc: {} },
        { name: 'c', csi: { driver: '' } },
      ],
    },
    [
      'spec.volumes[0].iscsi.targetPortal: Required value',
      'spec.volumes[0].iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
      'spec.volumes[0].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
      'spec.volumes[1].fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both',
      'spec.volumes[2].csi.driver: Required value',
    ],
  ],
  [
    'a toleration without key',
    { ...one({}), tolerations: [{ operator: 'Equal', value: 'x' }] },
    [
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
  ],
  [
    'a toleration of an unknown effect',
    { ...one({}), tolerations: [{ key: 'k', operator: 'Exists', effect: 'Bad' }] },
    [
      'spec.tolerations[0].effect: Unsupported value: "Bad": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
  ],
  [
    'seconds on a toleration that does not evict',
    { ...one({}), tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 }] },
    [
      'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    ],
  ],
  [
    'a node selector with a bad value',
    { ...one({}), nodeSelector: { disk: 'very fast' } },
    ['spec.nodeSelector: Invalid value: "very fast": a valid label must be an empty string'],
  ],
  [
    'node affinity without terms',
    {
      ...one({}),
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
    },
    [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
  ],
  [
    'a preference that weighs too much',
    {
      ...one({}),
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 101, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
          ],
        },
      },
    },
    [
      'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
    ],
  ],
  [
    'spreading by no skew',
    {
      ...one({}),
      topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'Never' }],
    },
    [
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"',
    ],
  ],
  [
    'no DNS at all',
    { ...one({}), dnsPolicy: 'None' },
    ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
  ],
  [
    'a host name with dots',
    { ...one({}), hostname: 'a.b' },
    ['spec.hostname: Invalid value: "a.b": must not contain dots'],
  ],
  [
    'a deadline of no time',
    { ...one({}), activeDeadlineSeconds: 0 },
    ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ],
  [
    'a user id below zero',
    one({ securityContext: { runAsUser: -1 } }),
    ['spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive'],
  ],
  [
    'a gate on a pod that has a node',
    { ...one({}), nodeName: 'worker-1', schedulingGates: [{ name: 'example.com/wait' }] },
    ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
  ],
]

describe('creating a pod', () => {
  test.each(table)('refuses %s', (_what, spec, messages) => {
    const refusals = workbench().refusals(podManifest('p', spec))
    expect(refusals.map((text, index) => text.slice(0, messages[index]?.length))).toEqual(messages)
  })

  test('refuses an account that is not there', () => {
    expect(workbench().refusals(podManifest('sax', { serviceAccountName: 'nosuch' }))).toEqual([
      'pods "sax" is forbidden: error looking up service account default/nosuch: serviceaccount "nosuch" not found',
    ])
  })

  test('refuses a priority class that is not there, and a number that no class gave', () => {
    expect(workbench().refusals(podManifest('p', { priorityClassName: 'urgent' }))).toEqual([
      'pods "p" is forbidden: no PriorityClass with name urgent was found',
    ])
    expect(workbench().refusals(podManifest('p', { priority: 5 }))).toEqual([
      'pods "p" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    ])
  })
})

describe('updating a pod', () => {
  const refused = (before: object, change: (pod: KubeObject) => KubeObject) => {
    const { api, create } = workbench()
    const pod = create(podManifest('p', before))
    try {
      api.update('pods', change(structuredClone(pod)))
    } catch (error) {
      return (error as Error).message
    }
    return undefined
  }
  const withSpec = (more: object) => (pod: KubeObject) => ({ ...pod, spec: { ...pod.spec, ...more } })

  test('lets images, deadline and further tolerations change', () => {
    const toleration = { key: 'k', operator: 'Exists' }
    expect(refused({}, (pod) => withSpec({ containers: [{ ...pod.spec.containers[0], image: 'x' }] })(pod))).toBe(
      undefined,
    )
    expect(refused({}, withSpec({ activeDeadlineSeconds: 5 }))).toBe(undefined)
    expect(refused({}, (pod) => withSpec({ tolerations: [...pod.spec.tolerations, toleration] })(pod))).toBe(undefined)
  })

  test('refuses everything else, with what may change and what did', () => {
    const message = refused({ restartPolicy: 'Never' }, withSpec({ restartPolicy: 'Always' }))
    expect(message).toBe(
      `Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initContainers[*].image\`,\`spec.activeDeadlineSeconds\`,\`spec.tolerations\` (only additions to existing tolerations),\`spec.terminationGracePeriodSeconds\` (allow it to be set to 1 if it was previously negative)
@@ -133,7 +133,7 @@
   }
  ],
  "EphemeralContainers": null,
- "RestartPolicy": "Never",
+ "RestartPolicy": "Always",
  "TerminationGracePeriodSeconds": 30,
  "ActiveDeadlineSeconds": null,
  "DNSPolicy": "ClusterFirst",
`,
    )
    expect(refused({}, withSpec({ nodeName: 'worker-1' }))).toMatch(/^- "NodeName": "",\n\+ "NodeName": "worker-1",$/m)
    const env = (pod: KubeObject) =>
      withSpec({ containers: [{ ...pod.spec.containers[0], env: [{ name: 'A' }] }] })(pod)
    expect(refused({}, env)).toContain(`\
-   "Env": null,
+   "Env": [
+    {
+     "Name": "A",
+     "Value": "",
+     "ValueFrom": null
+    }
+   ],
`)
  })

  test('knows every field of a spec under its internal name', () => {
    const names = (type: string): string[] =>
      internalTypes[type]!.split(' ').flatMap((word) =>
        word.startsWith('+')
          ? Object.hasOwn(internalTypes, word.slice(1))
            ? names(word.slice(1))
            : ['Metadata']
          : [word],
      )
    const nameless = ['hostIPC', 'hostNetwork', 'hostPID', 'hostUsers', 'shareProcessNamespace', 'serviceAccount']
    for (const [type, words] of Object.entries(internalTypes)) {
      for (const [, other] of words.matchAll(/[*.](?:\[\])?(\w+)/g)) {
        expect(other === 'LabelSelector' || Object.hasOwn(internalTypes, other!), `${type} names ${other}`).toBe(true)
      }
      const fields = structureOf(schemas, `io.k8s.api.core.v1.${type}`)?.fields
      if (fields === undefined) continue
      const known = names(type).map((word) => (/\((\w+)\)/.exec(word)?.[1] ?? /^\w+/.exec(word)![0]).toLowerCase())
      const missing = [...fields.keys()].filter((name) => !known.includes(name.toLowerCase()))
      expect(
        missing.filter((name) => type !== 'PodSpec' || !nameless.includes(name)),
        type,
      ).toEqual([])
    }
  })

  test('neither adds nor removes containers', () => {
    expect(
      refused(
        {},
        withSpec({
          containers: [
            { name: 'c', image: 'nginx' },
            { name: 'd', image: 'x' },
          ],
        }),
      ),
    ).toBe('Pod "p" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers')
  })

  test('does not take tolerations away, nor a deadline', () => {
    expect(refused({ tolerations: [{ key: 'k', operator: 'Exists' }] }, withSpec({ tolerations: [] }))).toBe(
      'Pod "p" is invalid: spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    )
    expect(refused({ activeDeadlineSeconds: 5 }, withSpec({ activeDeadlineSeconds: 6 }))).toBe(
      'Pod "p" is invalid: spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value',
    )
  })
})

test('deleting a pod takes its grace period where it runs, and no time elsewhere', () => {
  const { api } = workbench()
  const grace = (spec: object, status: object, requested?: number) =>
    api
      .resolve('pods')!
      .strategy.gracePeriod?.({ ...podManifest('p', spec), status } as unknown as KubeObject, requested)
  expect(grace({}, { phase: 'Pending' })).toBe(0)
  expect(grace({ nodeName: 'n', terminationGracePeriodSeconds: 30 }, { phase: 'Running' })).toBe(30)
  expect(grace({ nodeName: 'n', terminationGracePeriodSeconds: 30 }, { phase: 'Running' }, 5)).toBe(5)
  expect(grace({ nodeName: 'n', terminationGracePeriodSeconds: -1 }, { phase: 'Running' })).toBe(1)
  expect(grace({ nodeName: 'n' }, { phase: 'Failed' }, 5)).toBe(0)
})

describe('a pod is accepted with a warning', () => {
  const spec = (more: object) => ({ ...one({}), ...more })
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const nothing = 'a null labelSelector results in matching no pod'
  const items = [
    { key: 'a', path: 'p' },
    { key: 'b', path: 'p/q' },
  ]
  const warned: readonly (readonly [what: string, spec: object, warnings: string[], metadata: object])[] = [
    ['nothing at all', {}, [], {}],
    [
      'labels that nodes had once',
      {
        nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
        affinity: {
          nodeAffinity: {
            [preferred]: [
              { weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b c'] }] } },
            ],
          },
        },
      },
      [
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
        `spec.affinity.nodeAffinity.${preferred}[0].preference.matchExpressions[0].values[0]: b c is invalid, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      ],
      {},
    ],
    [
      'affinity to no pods',
      {
        affinity: {
          podAntiAffinity: {
            [required]: [{ topologyKey: 'a' }],
            [preferred]: [{ weight: 1, podAffinityTerm: { topologyKey: 'a' } }],
          },
        },
      },
      [
        `spec.affinity.podAntiAffinity.${required}[0].labelSelector: ${nothing}`,
        `spec.affinity.podAntiAffinity.${preferred}[0].podAffinityTerm.labelSelector: ${nothing}`,
      ],
      {},
    ],
    [
      'files in each other',
      {
        volumes: [
          { name: 'c', configMap: { name: 'm', items } },
          { name: 'p', projected: { sources: [{ secret: { name: 's', items } }, {}] } },
        ],
      },
      [
        'volume "c" (ConfigMap "m"): overlapping paths: "p/q" with "p"',
        'volume "p" (Projected) has no sources provided',
        'volume "p" (Projected): overlapping paths: "p/q" (Secret "s") with "p" (Secret "s")',
      ],
      {},
    ],
    [
      'volumes of the past, and annotations',
      { volumes: [{ name: 'g', gitRepo: { repository: 'r' } }] },
      [
        'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
        'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
      ],
      { annotations: { 'scheduler.alpha.kubernetes.io/critical-pod': '' } },
    ],
    [
      'secrets without a name',
      { imagePullSecrets: [{}] },
      ['spec.imagePullSecrets[0].name: invalid empty name ""'],
      {},
    ],
    [
      'a rule that kubesim does not follow to the letter',
      one({
        restartPolicy: 'Never',
        restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [1] } }],
      }),
      [
        'spec.containers[0].restartPolicyRules[0].action: kubesim does not restart the other containers of a pod: it restarts this one',
      ],
      {},
    ],
    [
      'ports of one name',
      {
        containers: [
          container({ ports: [{ name: 'http', containerPort: 80 }] }),
          container({ name: 'd', ports: [{ name: 'http', containerPort: 81 }] }),
        ],
      },
      [
        'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
      ],
      {},
    ],
  ]

  test.each(warned)('%s', (_, more, warnings, metadata) => {
    expect(workbench().warnings(podManifest('p', spec(more), metadata))).toEqual(warnings)
  })
})

describe('what came with later releases', () => {
  const variable = (fileKeyRef: object) => one({ env: [{ name: 'A', valueFrom: { fileKeyRef } }] })
  const key = { volumeName: 'v', path: 'p', key: 'K' }
  const rule = { action: 'Restart', exitCodes: { operator: 'In', values: [42] } }
  const spec = (more: object) => ({ ...one({}), ...more })
  const cases: readonly (readonly [what: string, spec: object, messages: string[]])[] = [
    ['a container that restarts by rules', one({ restartPolicy: 'Never', restartPolicyRules: [rule] }), []],
    [
      'rules without a policy',
      one({ restartPolicyRules: [rule] }),
      ['spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
    ],
    [
      'rules of nothing',
      one({ restartPolicy: 'Sometimes', restartPolicyRules: [{ action: 'Stop' }] }),
      [
        'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"',
        'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
        'spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified',
      ],
    ],
    ['a variable from a file', { ...variable(key), volumes: [{ name: 'v', emptyDir: {} }] }, []],
    [
      'one from no file',
      variable({ ...key, path: '../p' }),
      [
        'spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: "../p": must not contain \'..\'',
        'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"',
      ],
    ],
    [
      'one from a volume that no container writes to',
      { ...variable(key), volumes: [{ name: 'v', configMap: { name: 'm' } }] },
      [
        'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir',
      ],
    ],
    ['a hostname of its own', spec({ hostnameOverride: 'a.b' }), []],
    [
      'one that cannot be',
      spec({ hostnameOverride: 'a', hostNetwork: true, setHostnameAsFQDN: true }),
      [
        'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
        'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
      ],
    ],
    ['resources of the pod', spec({ resources: { limits: { cpu: '1' }, requests: { memory: '1Gi' } } }), []],
    [
      'resources of the pod that do not cover those of its containers',
      {
        ...one({ resources: { requests: { cpu: '2' }, limits: { cpu: '3' } } }),
        resources: { requests: { cpu: '1', 'example.com/a': '1' }, limits: { cpu: '2', 'example.com/a': '1' } },
      },
      [
        'spec.resources.limits[example.com/a]: Unsupported value: "example.com/a": supported values: "cpu", "hugepages-", "memory"',
        'spec.resources.requests[example.com/a]: Unsupported value: "example.com/a": supported values: "cpu", "hugepages-", "memory"',
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
        'spec.resources.containers[0][cpu].limits: Invalid value: "3": must be less than or equal to pod limits of 2',
      ],
    ],
    ['a search path with an underscore', spec({ dnsConfig: { searches: ['_tcp.example.com'] } }), []],
  ]

  test.each(cases)('%s', (_, more, messages) => {
    expect(workbench().refusals(podManifest('p', more))).toEqual(messages)
  })

  test('was refused, or is not known, in 1.33', () => {
    const { refusals } = workbench('1.33')
    expect(refusals(podManifest('p', one({ restartPolicy: 'Never' })))).toEqual([
      'spec.containers[0].restartPolicy: Forbidden: may not be set for non-init containers',
    ])
    expect(
      refusals(podManifest('p', { ...one({}), initContainers: [container({ name: 'i', restartPolicy: 'Never' })] })),
    ).toEqual(['spec.initContainers[0].restartPolicy: Unsupported value: "Never": supported values: "Always"'])
  })
})

test('who may be preempted is said by the class of a pod alone', () => {
  expect(workbench().refusals(podManifest('p', { ...one({}), preemptionPolicy: 'Never' }))).toEqual([
    'pods "p" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
  ])
})
