/**
 * Manifests that lack a part, or have it null or of another type, through every command that reads them: each is refused or
 * taken, in words that are kubectl's or a server's, and none breaks anything.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { writeJson } from '../../src/model/json/exact-json.js'
import { openCluster, type Typed } from '../commands/cluster.js'
import { expectAnswer } from './answers.js'
import { fuzzing, holds } from './fuzzing.js'
import { spoiled } from './spoiling.js'

let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
  await typed.type('create deployment web --image=nginx')
  await typed.type('run idle --image=nginx')
  await typed.type('expose deployment web --port=80')
  await typed.type('create configmap c --from-literal=a=b')
  await typed.type('create rolebinding rb --clusterrole=view --user=u')
  await typed.type('create role r --verb=get --resource=pods')
  await typed.type('clock advance 1m')
})
afterAll(() => typed.cluster.close())

const podSpec = {
  containers: [
    {
      name: 'nginx',
      image: 'nginx',
      ports: [{ containerPort: 80, name: 'http' }],
      env: [
        { name: 'A', value: 'b' },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'c', key: 'a' } } },
      ],
      resources: { limits: { cpu: '1' } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
    },
  ],
  initContainers: [{ name: 'init', image: 'busybox' }],
  volumes: [{ name: 'v', emptyDir: {} }],
}
const labels = { app: 'web' }
const template = { metadata: { labels }, spec: podSpec }
const of = (apiVersion: string, kind: string, name: string, rest: object) => ({
  apiVersion,
  kind,
  metadata: { name, labels, annotations: { a: 'b' } },
  ...rest,
})
const rbac = 'rbac.authorization.k8s.io'
const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'view' }
const subjects = [{ apiGroup: rbac, kind: 'User', name: 'u' }]

const manifests = [
  of('v1', 'Pod', 'idle', { spec: podSpec }),
  of('apps/v1', 'Deployment', 'web', { spec: { replicas: 1, selector: { matchLabels: labels }, template } }),
  of('apps/v1', 'ReplicaSet', 'web', { spec: { selector: { matchLabels: labels }, template } }),
  of('v1', 'ReplicationController', 'web', { spec: { replicas: 1, selector: labels, template } }),
  of('apps/v1', 'StatefulSet', 'web', { spec: { serviceName: 'web', selector: { matchLabels: labels }, template } }),
  of('batch/v1', 'CronJob', 'web', { spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } } }),
  of('v1', 'Service', 'web', { spec: { selector: labels, ports: [{ port: 80, protocol: 'TCP', name: 'a' }] } }),
  of('v1', 'ConfigMap', 'c', { data: { a: 'b' }, binaryData: { b: 'AAAA' } }),
  of('v1', 'Secret', 's', { data: { a: 'AAAA' }, stringData: { b: 'c' }, type: 'Opaque' }),
  of('v1', 'Namespace', 'default', { spec: { finalizers: ['kubernetes'] } }),
  of('v1', 'Node', 'worker-1', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }),
  of(`${rbac}/v1`, 'RoleBinding', 'rb', { roleRef, subjects }),
  of(`${rbac}/v1`, 'Role', 'r', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
  of('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'ws.example.com', {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'ws', kind: 'W' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  }),
  of('example.com/v1', 'W', 'w', { spec: {} }),
  { apiVersion: 'v1', kind: 'List', items: [of('v1', 'Pod', 'idle', { spec: podSpec })] },
]

const commands = [
  'set image -f - *=x --local -o yaml',
  'set image -f - nginx=x --dry-run=server',
  'set env -f - C=d A- --local -o json',
  'set env -f - --list --local',
  'set resources -f - --limits=cpu=1 --local -o yaml',
  'set selector -f - a=b --local -o yaml',
  'set serviceaccount -f - sa --local -o yaml',
  'set subject -f - --user=v --local -o yaml',
  'set subject -f - --user=v --dry-run=server',
  'label -f - a=b --local -o yaml',
  'label -f - app- --dry-run=server',
  'annotate -f - a=c --overwrite --local -o yaml',
  'annotate -f - a=c --overwrite --dry-run=server',
  'expose -f - --port=80 --name=z --dry-run=server',
  'expose -f - --dry-run=client -o yaml',
  'exec -f - -- true',
  'rollout history -f -',
  'rollout history -f - --revision=1',
  'rollout status -f - --watch=false',
  'rollout undo -f - --dry-run=server',
  'rollout restart -f -',
  'rollout pause -f -',
  'rollout resume -f -',
  'describe -f -',
  'get -f -',
  'get -f - -o yaml',
  'get -f - -o custom-columns=A:.metadata.name,B:.spec.containers[0].name',
  'wait -f - --for=condition=Ready --timeout=0',
  'wait -f - --for=jsonpath={.status.phase}=Running --timeout=1s',
  'delete -f - --dry-run=client',
  'delete -f - --dry-run=server',
  'create -f - --dry-run=client -o yaml',
  'create -f - --dry-run=server',
  'create -f - --dry-run=client --validate=false -o json',
  'replace -f - --dry-run=server',
  'replace -f - --dry-run=client',
  'apply -f - --dry-run=server',
  'apply -f - --dry-run=client -o yaml',
  'apply -f - --dry-run=server --server-side --force-conflicts',
  'apply view-last-applied -f -',
  'apply set-last-applied -f - --create-annotation --dry-run=client',
  'scale -f - --replicas=1 --dry-run=client',
  'scale -f - --replicas=1 --dry-run=server',
  'patch -f - -p {"metadata":{"labels":{"a":"b"}}} --local -o yaml',
  'patch -f - -p {"spec":null} --type=merge --dry-run=server',
  'patch -f - --local -o yaml -p {"spec":{"containers":[{"name":"nginx","image":"x"}]}}',
  'auth reconcile -f - --dry-run=client -o yaml',
  'create -f - --save-config --dry-run=client -o yaml',
]

test('whatever a manifest lacks, a command that reads it says so or does without', async () => {
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const manifest = spoiled(manifests[g(fc.nat, manifests.length - 1)], g)
    const twice = g(fc.nat, 4) === 0 ? spoiled(manifest, g) : manifest
    const command = commands[g(fc.nat, commands.length - 1)]!
    const stdin = writeJson(twice) ?? ''
    await expectAnswer(`${command} <<< ${stdin}`, () => typed.type(command, stdin))
  })
  await holds(property, fuzzing(600))
})
