import { expect, test } from 'vitest'
import { bootstrapObjects } from '../../../src/cluster/bootstrap/index.js'
import { Cluster } from '../../../src/cluster/index.js'
import { keyOf } from '../../../src/model/objects/object.js'
import { isPodReady } from '../../../src/model/objects/pods.js'
import { defaultSettings } from '../../../src/model/objects/settings.js'
import type { Deployment, Endpoints, Node, Pod, ReplicaSet, Service } from '../../../src/model/objects/types.js'
import { createRandom } from '../../../src/simulation/index.js'

const open = () => Cluster.open({ create: { clock: 'virtual' } })

test('a new cluster runs what kubeadm puts into one', async () => {
  const cluster = await open()
  const pods = await cluster.read((reader) => reader.list<Pod>('pods'))
  const shown = pods.map(({ metadata, spec, status }) => {
    const name = metadata.name.replace(/^(coredns|kube-proxy)-.*/, '$1')
    return `${metadata.namespace}/${name} ${status.phase} ${name === 'coredns' ? '' : spec.nodeName}`.trim()
  })
  expect(shown.sort()).toEqual([
    'kube-system/coredns Running',
    'kube-system/coredns Running',
    'kube-system/etcd-control-plane Running control-plane',
    'kube-system/kube-apiserver-control-plane Running control-plane',
    'kube-system/kube-controller-manager-control-plane Running control-plane',
    'kube-system/kube-proxy Running control-plane',
    'kube-system/kube-proxy Running worker-1',
    'kube-system/kube-proxy Running worker-2',
    'kube-system/kube-proxy Running worker-3',
    'kube-system/kube-scheduler-control-plane Running control-plane',
  ])
  expect(pods.filter((pod) => !isPodReady(pod)).map(({ metadata }) => metadata.name)).toEqual([])
  await cluster.close()
})

test.each([
  ['1.33.2', ['etcd:3.5.21-0', 'coredns/coredns:v1.12.0', 'kube-proxy:v1.33.2', 'kube-scheduler:v1.33.2'], 6443],
  ['1.36.2', ['etcd:3.6.8-0', 'coredns/coredns:v1.14.2', 'kube-proxy:v1.36.2', 'kube-scheduler:v1.36.2'], 'probe-port'],
])('of the release that it is made for: %s', async (kubernetesVersion, images, port) => {
  const cluster = await Cluster.open({ create: { clock: 'virtual', kubernetesVersion } })
  const [pods, nodes] = await cluster.read((reader) => [reader.list<Pod>('pods'), reader.list<Node>('nodes')])
  const running = pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image))
  expect(running).toEqual(expect.arrayContaining(images.map((image) => `registry.k8s.io/${image}`)))
  const apiServer = pods.find(({ metadata }) => metadata.name === 'kube-apiserver-control-plane')!
  expect(apiServer.spec.containers[0]!.livenessProbe?.httpGet?.port).toBe(port)
  expect(new Set(nodes.map(({ status }) => status.nodeInfo?.kubeletVersion))).toEqual(
    new Set([`v${kubernetesVersion}`]),
  )
  const declared = nodes.map(({ status }) => status.declaredFeatures?.includes('RestartAllContainersOnContainerExits'))
  expect(new Set(declared)).toEqual(new Set([kubernetesVersion === '1.33.2' ? undefined : true]))
  const resource = (await cluster.client.resources()).find(({ plural }) => plural === 'serviceaccounts')!
  const { columnDefinitions } = await cluster.client.table({ resource, namespace: '' })
  expect(columnDefinitions.map(({ name }) => name).includes('Secrets')).toBe(kubernetesVersion === '1.33.2')
  const dns = pods.find(({ metadata }) => metadata.name.startsWith('coredns'))!
  const observed = [dns.status, ...(dns.status.conditions ?? [])].map(({ observedGeneration }) => observedGeneration)
  const [deployment, set] = await cluster.read((reader) => [
    reader.list<Deployment>('deployments')[0]!,
    reader.list<ReplicaSet>('replicasets')[0]!,
  ])
  const terminating = [deployment, set].map(({ status }) => status.terminatingReplicas)
  expect(new Set(observed)).toEqual(new Set([kubernetesVersion === '1.33.2' ? undefined : 1]))
  expect(terminating).toEqual(kubernetesVersion === '1.33.2' ? [undefined, undefined] : [0, 0])
  expect((await cluster.client.version()).gitVersion).toBe(`v${kubernetesVersion}`)
  await cluster.close()
})

test('its machines are nodes, the first of which keeps workloads away', async () => {
  const cluster = await open()
  const nodes = await cluster.read((reader) => reader.list<Node>('nodes'))
  const ready = ({ status }: Node) => status.conditions?.find(({ type }) => type === 'Ready')?.status
  expect(nodes.map((node) => [node.metadata.name, ready(node), node.spec.taints?.[0]?.key])).toEqual([
    ['control-plane', 'True', 'node-role.kubernetes.io/control-plane'],
    ['worker-1', 'True', undefined],
    ['worker-2', 'True', undefined],
    ['worker-3', 'True', undefined],
  ])
  expect(nodes.map(({ status }) => status.addresses?.[0]?.address)).toEqual([
    '192.168.49.2',
    '192.168.49.3',
    '192.168.49.4',
    '192.168.49.5',
  ])
  await cluster.close()
})

test('its services lie where everybody expects them, with endpoints', async () => {
  const cluster = await open()
  const [services, endpoints, slices] = await cluster.read((reader) => [
    reader.list<Service>('services').map(({ metadata, spec }) => `${metadata.name} ${spec.clusterIP}`),
    reader.list<Endpoints>('endpoints').map(({ subsets }) => subsets?.[0]?.addresses?.length),
    reader.list('endpointslices').length,
  ])
  expect(services).toEqual(['kubernetes 10.96.0.1', 'kube-dns 10.96.0.10'])
  expect(endpoints).toEqual([1, 2])
  expect(slices).toBe(2)
  await cluster.close()
})

test('every namespace has its account and the root certificate', async () => {
  const cluster = await open()
  const names = await cluster.read((reader) =>
    ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((namespace) => [
      reader.get(`serviceaccounts/${namespace}/default`) !== undefined,
      reader.get(`configmaps/${namespace}/kube-root-ca.crt`) !== undefined,
    ]),
  )
  expect(names.flat().every(Boolean)).toBe(true)
  await cluster.close()
})

test('what is owned has a living owner', async () => {
  const cluster = await open()
  const objects = await cluster.read((reader) =>
    ['deployments', 'replicasets', 'pods', 'services', 'endpointslices', 'endpoints', 'nodes', 'leases'].flatMap(
      (resource) => reader.list(resource),
    ),
  )
  const uids = new Set(objects.map(({ metadata }) => metadata.uid))
  const owners = objects.flatMap(({ metadata }) => metadata.ownerReferences ?? [])
  expect(owners.length).toBeGreaterThan(0)
  expect(owners.filter(({ uid }) => !uids.has(uid))).toEqual([])
  await cluster.close()
})

test('the same seed begins the same cluster, with as many machines as asked for', () => {
  const begin = (seed: string, workers: number) =>
    bootstrapObjects({ settings: { ...defaultSettings, seed }, now: 0, random: createRandom(seed), workers })
  expect(begin('a', 3)).toEqual(begin('a', 3))
  expect(begin('a', 3)).not.toEqual(begin('b', 3))
  const machines = begin('a', 100).filter(({ resource }) => resource === 'machines')
  expect(machines).toHaveLength(101)
  const keys = begin('a', 100)
    .filter(({ object }) => object.metadata.name !== '')
    .map(({ resource, object }) => keyOf(resource, object))
  expect(new Set(keys).size).toBe(keys.length)
})

test('requests for what is deprecated are warned of', async () => {
  const warnings: string[] = []
  const cluster = await Cluster.open({ create: { clock: 'virtual' }, warn: (text) => warnings.push(text) })
  const resources = await cluster.client.resources()
  const resource = resources.find(({ plural }) => plural === 'endpoints')!
  await cluster.client.list({ resource, namespace: '' })
  expect(warnings).toEqual(['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'])
  await cluster.close()
})

test('a machine that is added gets its kube-proxy, and takes it along', async () => {
  const cluster = await open()
  const proxies = () =>
    cluster.read((reader) =>
      reader
        .list<Pod>('pods', 'kube-system')
        .filter(({ metadata, spec }) => metadata.labels?.['k8s-app'] === 'kube-proxy' && spec.nodeName === 'extra')
        .map(({ status }) => status.phase),
    )
  await cluster.machines.add('extra')
  expect(await proxies()).toEqual(['Running'])
  await cluster.machines.remove('extra')
  await cluster.advance(120_000)
  expect(await proxies()).toEqual([])
  await cluster.close()
})
