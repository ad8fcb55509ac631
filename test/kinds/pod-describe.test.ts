import { expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { podManifest, seconds, start, workbench } from './workbench.js'

const at = (offset: number) => new Date(start + offset * seconds).toISOString()

test('a running pod: containers, environment, probes, mounts, volumes, events', async () => {
  const bench = workbench()
  const pod = bench.create(
    podManifest(
      'limited',
      {
        containers: [
          {
            name: 'main',
            image: 'nginx:1.25',
            command: ['sh', '-c', 'echo one\necho two'],
            args: ['3600'],
            ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }],
            env: [
              { name: 'A', value: 'b' },
              { name: 'LINES', value: 'one\ntwo' },
              { name: 'FROMCM', valueFrom: { configMapKeyRef: { key: 'a', name: 'cm1', optional: true } } },
              { name: 'FROMSECRET', valueFrom: { secretKeyRef: { key: 'k', name: 's1' } } },
              { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
              { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
              { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
            ],
            envFrom: [{ prefix: 'X_', configMapRef: { name: 'cm1' } }],
            resources: { requests: { cpu: '50m' } },
            livenessProbe: { httpGet: { path: '/healthz', port: 80 }, initialDelaySeconds: 600 },
            readinessProbe: { exec: { command: ['cat', '/tmp/ready'] } },
            volumeMounts: [{ mountPath: '/data', name: 'data', subPath: 'in' }],
          },
        ],
        initContainers: [{ name: 'init', image: 'busybox', command: ['true'] }],
        nodeSelector: { disk: 'fast' },
        volumes: [{ name: 'data' }, { name: 'logs', hostPath: { path: '/var/log' } }],
      },
      { labels: { tier: 'web', app: 'x' }, annotations: { note: 'first\nsecond' } },
    ),
  )
  const stored = await started(bench, pod)
  bench.pass(75 * seconds)
  expect(await bench.describe(stored)).toBe(
    `\
Name:             limited
Namespace:        default
Priority:         0
Service Account:  default
Node:             worker-1/192.168.49.3
Start Time:       Fri, 20 Nov 2026 13:50:08 +0000
Labels:           app=x
                  tier=web
Annotations:      note:
                    first
                    second
Status:           Running
IP:               10.244.1.5
IPs:
  IP:           10.244.1.5
Controlled By:  ReplicaSet/web-96d5df5c8
Init Containers:
  init:
    Container ID:  containerd://1
    Image:         busybox
    Image ID:      docker.io/library/busybox@sha256:b
    Port:          <none>
    Host Port:     <none>
    Command:
      true
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
      Started:      Fri, 20 Nov 2026 13:50:08 +0000
      Finished:     Fri, 20 Nov 2026 13:50:10 +0000
    Ready:          True
    Restart Count:  0
    Environment:    <none>
    Mounts:
      /var/run/secrets/kubernetes.io/serviceaccount from VOLUME (ro)
Containers:
  main:
    Container ID:  containerd://2
    Image:         nginx:1.25
    Image ID:      docker.io/library/nginx@sha256:a
    Ports:         80/TCP, 53/UDP
    Host Ports:    0/TCP, 0/UDP
    Command:
      sh
      -c
      echo one
      echo two
    Args:
      3600
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
      Started:      Fri, 20 Nov 2026 13:50:10 +0000
      Finished:     Fri, 20 Nov 2026 13:50:12 +0000
    Ready:          False
    Restart Count:  3
    Requests:
      cpu:      50m
    Liveness:   http-get http://:80/healthz delay=600s timeout=1s period=10s #success=1 #failure=3
    Readiness:  exec [cat /tmp/ready] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      cm1  ConfigMap with prefix 'X_'  Optional: false
    Environment:
      A:           b
      LINES:       one
                   two
      FROMCM:      <set to the key 'a' of config map 'cm1'>  Optional: true
      FROMSECRET:  <set to the key 'k' in secret 's1'>       Optional: false
      POD:         limited (v1:metadata.name)
      IP:           (v1:status.podIP)
      CPU:         1 (requests.cpu)
      MEMORY:      node allocatable (limits.memory)
    Mounts:
      /data from data (rw,path="in")
      /var/run/secrets/kubernetes.io/serviceaccount from VOLUME (ro)
Conditions:
  Type          Status
  Initialized   True 
  Ready         False 
Volumes:
  data:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     
    SizeLimit:  <unset>
  logs:
    Type:          HostPath (bare host directory volume)
    Path:          /var/log
    HostPathType:  
  VOLUME:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
    ConfigMapName:           kube-root-ca.crt
    Optional:                false
    DownwardAPI:             true
QoS Class:                   Burstable
Node-Selectors:              disk=fast
Tolerations:                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                             node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:
  Type     Reason     Age                From               Message
  ----     ------     ----               ----               -------
  Normal   Scheduled  75s                default-scheduler  Successfully assigned default/limited to worker-1
  Warning  BackOff    11s (x5 over 69s)  kubelet            Back-off restarting failed container
`.replaceAll('VOLUME', pod.spec.volumes[2].name),
  )
})

/** The pod as a kubelet would have it, and two events about it. */
async function started({ api }: ReturnType<typeof workbench>, pod: KubeObject): Promise<KubeObject> {
  api.bind('pods/default/limited', 'worker-1')
  const terminated = (reason: string, exitCode: number, from: number, to: number) => ({
    terminated: { reason, exitCode, startedAt: at(from), finishedAt: at(to) },
  })
  const event = (name: string, more: object) =>
    api.create('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'default' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'limited', uid: pod.metadata.uid },
      ...more,
    })
  event('limited.2', {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container\n',
    count: 5,
    firstTimestamp: at(6),
    lastTimestamp: at(64),
    source: { component: 'kubelet', host: 'worker-1' },
  })
  event('limited.1', {
    type: 'Normal',
    reason: 'Scheduled',
    message: 'Successfully assigned default/limited to worker-1',
    count: 1,
    firstTimestamp: at(0),
    lastTimestamp: at(0),
    source: { component: 'default-scheduler' },
  })
  const bound = api.read('pods/default/limited')
  return {
    ...bound,
    metadata: {
      ...bound.metadata,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-96d5df5c8', uid: 'u', controller: true },
      ],
    },
    status: {
      ...bound.status,
      phase: 'Running',
      hostIP: '192.168.49.3',
      podIP: '10.244.1.5',
      podIPs: [{ ip: '10.244.1.5' }],
      startTime: at(0),
      conditions: [
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', status: 'False' },
      ],
      initContainerStatuses: [
        {
          name: 'init',
          containerID: 'containerd://1',
          imageID: 'docker.io/library/busybox@sha256:b',
          ready: true,
          restartCount: 0,
          state: terminated('Completed', 0, 0, 2),
        },
      ],
      containerStatuses: [
        {
          name: 'main',
          containerID: 'containerd://2',
          imageID: 'docker.io/library/nginx@sha256:a',
          ready: false,
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
          lastState: terminated('Error', 1, 2, 4),
        },
      ],
    },
  }
}

test('a pod that is being deleted, and one that nobody has placed yet', async () => {
  const bench = workbench()
  const pod = bench.create(
    podManifest('p', { automountServiceAccountToken: false, tolerations: [{ operator: 'Exists' }] }),
  )
  const shown = await bench.describe(pod)
  expect(shown).toContain('Node:             <none>\n')
  expect(shown).toContain('IP:               \nIPs:              <none>\n')
  expect(shown).toContain('Volumes:          <none>\n')
  expect(shown).toContain('Tolerations:      op=Exists\nEvents:           <none>\n')
  const deleted = {
    ...pod,
    metadata: { ...pod.metadata, deletionTimestamp: at(-5), deletionGracePeriodSeconds: 30 },
  }
  expect(await bench.describe(deleted)).toContain(
    'Status:                    Terminating (lasts 5s)\nTermination Grace Period:  30s\n',
  )
})
