/** What users do to a cluster, one thing after the other, as chance has it. */
import { ApiError } from '../../src/api/contract/errors.js'
import { machine } from '../../src/cluster/bootstrap/machines.js'
import type { Writable } from '../../src/cluster/session/engine.js'
import { type KubeObject, keyOf, type Millis, type ObjectKey } from '../../src/model/objects/object.js'
import type { Deployment, ReplicaSet } from '../../src/model/objects/types.js'
import type { Random } from '../../src/simulation/random.js'
import type { SimulatedCluster } from './cluster.js'
import type { Watchdog } from './invariants.js'

/** One thing that somebody does; its text is what a failure report shows. */
export interface Step {
  readonly text: string
  run(cluster: SimulatedCluster, dog: Watchdog): Promise<void>
}

const NAMES = ['api', 'shop', 'web']
/** The last two never become ready: one does not exist, the program of the other ends at once. */
const IMAGES = ['nginx:1.25', 'nginx:1.26', 'httpd:2.4', 'registry.k8s.io/pause:3.10', 'nginx:doesnotexist', 'busybox']
const SHARES = [0, 1, 2, '25%', '50%', '100%', '10%']
const minute: Millis = 60_000

export function nextStep(random: Random, workers: number): Step {
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T
  const name = pick(NAMES)
  const key = `deployments/default/${name}`
  const makers: (() => Step)[] = [
    () => createDeployment(name, random, pick),
    () => createDeployment(name, random, pick),
    () => scale(key, random.below(8)),
    () => scale(key, random.below(8)),
    () => setImage(key, pick(IMAGES)),
    () => setImage(key, pick(IMAGES)),
    () => setImage(key, pick(IMAGES)),
    () => pause(key, random.below(2) === 0),
    () => pause(key, false),
    () => undo(key),
    () => remove(key, pick(['Background', 'Foreground', 'Orphan'] as const)),
    () => createService(name, pick(['ClusterIP', 'NodePort', 'LoadBalancer'])),
    () => remove(`services/default/${name}`),
    () => deletePod(random.below(1000)),
    () => deletePod(random.below(1000)),
    () => relabelPod(random.below(1000)),
    () => switchKubelet(`worker-${1 + random.below(workers)}`, random.below(3) > 0),
    () => createBareSet(`bare-${name}`, random.below(4), random.below(2) === 0),
    () => scaleBareSet(`replicasets/default/bare-${name}`, random.below(5)),
    () => remove(`replicasets/default/bare-${name}`),
    () => addNode(`worker-${1 + random.below(workers)}`),
    () => removeNode(`worker-${1 + random.below(workers)}`),
    () => createNamespace('team', random.below(4)),
    () => remove('namespaces/team'),
    () => wait(random.below(20_000)),
    () => wait(random.below(5 * minute)),
    () => wait(random.below(30 * minute)),
  ]
  return pick(makers)()
}

const step = (text: string, work: (cluster: Writable, dog: Watchdog) => void): Step => ({
  text,
  run: (cluster, dog) => cluster.act((writable) => tolerant(() => work(writable, dog))),
})

/** Users ask for things that are not there, or are there already. */
function tolerant(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

function wait(by: Millis): Step {
  return { text: `wait ${by} ms`, run: (cluster) => cluster.advance(by) }
}

export const waitFor = wait

function createDeployment(name: string, random: Random, pick: <T>(from: readonly T[]) => T): Step {
  const replicas = random.below(7)
  const rollingUpdate = { maxSurge: pick(SHARES), maxUnavailable: pick(SHARES) }
  const nothing = (share: number | string) => share === 0
  if (nothing(rollingUpdate.maxSurge) && nothing(rollingUpdate.maxUnavailable)) rollingUpdate.maxSurge = 1
  const strategy = random.below(5) === 0 ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate }
  const image = pick(IMAGES.slice(0, 4))
  const minReadySeconds = random.below(4) === 0 ? 7 : 0
  const spec = {
    replicas,
    strategy,
    minReadySeconds,
    revisionHistoryLimit: random.below(4),
    progressDeadlineSeconds: 60,
  }
  return step(`create deployment ${name} of ${image} with ${JSON.stringify(spec)}`, ({ api }) => {
    api.create('deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default', labels: { app: name } },
      spec: { ...spec, selector: { matchLabels: { app: name } }, template: template(name, image) },
    })
  })
}

const template = (app: string, image: string) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 80 }] }] },
})

function edit(text: string, key: ObjectKey, change: (object: KubeObject, cluster: Writable) => KubeObject): Step {
  return step(text, (cluster) => {
    const object = cluster.api.get(key)
    if (object !== undefined) cluster.api.update(key.slice(0, key.indexOf('/')), change(object, cluster))
  })
}

function scale(key: ObjectKey, replicas: number): Step {
  return edit(`scale ${key} to ${replicas}`, key, (object) => ({ ...object, spec: { ...object.spec, replicas } }))
}

const scaleBareSet = scale

function setImage(key: ObjectKey, image: string): Step {
  return edit(`set image of ${key} to ${image}`, key, (object) => {
    const { template: before } = object.spec
    const containers = [{ ...before.spec.containers[0], image }]
    return { ...object, spec: { ...object.spec, template: { ...before, spec: { ...before.spec, containers } } } }
  })
}

function pause(key: ObjectKey, paused: boolean): Step {
  return edit(`${paused ? 'pause' : 'resume'} ${key}`, key, (object) => ({
    ...object,
    spec: { ...object.spec, paused },
  }))
}

/** As `rollout undo`: the template of the revision before, without its hash. */
function undo(key: ObjectKey): Step {
  return edit(`undo ${key}`, key, (object, { api }) => {
    const revision = (set: KubeObject) => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
    const sets = api
      .list<ReplicaSet>('replicasets', 'default')
      .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid))
      .sort((a, b) => revision(b) - revision(a))
    const before = sets[1]?.spec.template
    if (before === undefined || (object as Deployment).spec.paused) return object
    const { 'pod-template-hash': _, ...labels } = before.metadata?.labels ?? {}
    return { ...object, spec: { ...object.spec, template: { ...before, metadata: { ...before.metadata, labels } } } }
  })
}

function remove(key: ObjectKey, propagation: 'Background' | 'Foreground' | 'Orphan' = 'Background'): Step {
  return step(`delete ${key} (${propagation})`, ({ api }) => void api.delete(key, { propagation }))
}

function createService(name: string, type: string): Step {
  return step(`create service ${name} of type ${type}`, ({ api }) => {
    api.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { type, selector: { app: name }, ports: [{ port: 80, targetPort: 80 }] },
    })
  })
}

function anyPod({ api }: Writable, number: number): KubeObject | undefined {
  const pods = api.list('pods', 'default')
  return pods[number % Math.max(pods.length, 1)]
}

function deletePod(number: number): Step {
  return step(`delete pod #${number}`, (cluster, dog) => {
    const pod = anyPod(cluster, number)
    if (pod === undefined) return
    dog.excuse(keyOf('pods', pod))
    cluster.api.delete(keyOf('pods', pod))
  })
}

/** Takes a pod out of its set, as one does to look at it in peace. */
function relabelPod(number: number): Step {
  return step(`relabel pod #${number}`, (cluster, dog) => {
    const pod = anyPod(cluster, number)
    if (pod === undefined) return
    dog.excuse(keyOf('pods', pod))
    cluster.api.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { lost: 'yes' } } })
  })
}

function switchKubelet(node: string, running: boolean): Step {
  return edit(`${running ? 'start' : 'stop'} ${node}`, `machines/${node}`, (object, { state }) => {
    const service = { running, since: state.now }
    return object.kubelet.running === running ? object : { ...object, kubelet: service, kubeProxy: service }
  })
}

function addNode(name: string): Step {
  return step(`add ${name}`, ({ api, state }) => {
    const { resource, object } = machine(name, state.now)
    api.create(resource, object, { typed: true })
  })
}

function removeNode(name: string): Step {
  return step(`remove ${name}`, ({ api }, dog) => {
    api.delete(`machines/${name}`)
    for (const pod of api.list('pods')) if (pod.spec.nodeName === name) dog.excuse(keyOf('pods', pod))
    api.delete(`nodes/${name}`)
  })
}

function createNamespace(name: string, replicas: number): Step {
  return step(`create namespace ${name} with a bare set of ${replicas}`, ({ api }) => {
    api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    const metadata = { name: 'inside', namespace: name }
    const spec = { replicas, selector: { matchLabels: { app: 'inside' } }, template: template('inside', 'nginx:1.25') }
    api.create('replicasets', { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec })
  })
}

/** Every node back and at work. */
export function startAll(workers: number): Step[] {
  const names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`)
  return names.flatMap((name) => [addNode(name), switchKubelet(name, true)])
}

function createBareSet(name: string, replicas: number, asController: boolean): Step {
  const metadata = { name, namespace: 'default' }
  const spec = { replicas, template: template(name, 'nginx:1.25') }
  return step(`create a bare set ${name} of ${replicas}`, ({ api }) => {
    if (asController) {
      api.create('replicationcontrollers', { apiVersion: 'v1', kind: 'ReplicationController', metadata, spec })
    } else {
      const selector = { matchLabels: { app: name } }
      api.create('replicasets', { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { ...spec, selector } })
    }
  })
}
