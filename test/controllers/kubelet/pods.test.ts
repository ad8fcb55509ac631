import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../src/model/objects/machine.js'
import { nodeWorld } from './node-world.js'

const container = (image: string, more = {}) => ({ name: image, image, imagePullPolicy: 'IfNotPresent', ...more })

describe('the life of a pod', () => {
  it('goes from Pending over ContainerCreating to Running in two writes', () => {
    const node = nodeWorld()
    node.run('web')
    node.settle()
    expect(node.history('web')).toEqual(['Pending ', 'Pending ContainerCreating', 'Running Running ready'])
    expect(node.changes.filter(({ key }) => key === 'pods/default/web')).toHaveLength(3)
  })

  it('restarts on failure only, when asked so', () => {
    const node = nodeWorld()
    node.run('job', { restartPolicy: 'OnFailure', containers: [container('crash-1'), container('task-1')] })
    node.advance(3000)
    expect(node.state('job')).toBe('CrashLoopBackOff/1,Completed:0')
    expect(node.pod('job').status.phase).toBe('Running')
  })

  it('is told of containers by their names, of init containers in the order of the spec', () => {
    const node = nodeWorld()
    const called = (name: string, image: string) => ({ ...container(image), name })
    node.run('web', {
      initContainers: [called('b', 'task-0'), called('Z', 'task-0'), called('a', 'task-0')],
      containers: [called('web-10', 'server'), called('web-9', 'server'), called('app', 'server')],
    })
    node.advance(1000)
    const { initContainerStatuses, containerStatuses } = node.pod('web').status
    expect(initContainerStatuses?.map(({ name }) => name)).toEqual(['b', 'Z', 'a'])
    expect(containerStatuses?.map(({ name }) => name)).toEqual(['app', 'web-10', 'web-9'])
  })

  it.each([
    ['1.33', 'Created container: server', 'Started container server', ''],
    ['1.36', 'Container created', 'Container started', ' and can be accessed by the pod'],
  ])('is told in the words of %s', (kubernetesVersion, created, started, accessible) => {
    const node = nodeWorld({ kubernetesVersion })
    node.run('first', { containers: [container('server')] })
    node.settle()
    node.run('second', { containers: [container('server')] })
    node.settle()
    expect(node.events().filter((line) => line.includes('Pod/second'))).toEqual([
      `Normal Pulled Pod/second Container image "server" already present on machine${accessible}`,
      `Normal Created Pod/second ${created}`,
      `Normal Started Pod/second ${started}`,
    ])
  })
})

describe('what the pod as a whole has been given', () => {
  const asks = (resources: object) => ({ ...container('server'), resources })
  const busy = [
    asks({ requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '64Mi' } }),
    { ...asks({ requests: { cpu: '750m' } }), name: 'other' },
  ]

  it.each([
    ['is told since 1.36, of nothing too', '1.36', [container('server')], { resources: {} }],
    [
      'is told since 1.36',
      '1.36',
      busy,
      {
        allocatedResources: { cpu: '1', memory: '64Mi' },
        resources: { requests: { cpu: '1', memory: '64Mi' }, limits: { memory: '64Mi' } },
      },
    ],
    ['is not told before', '1.33', busy, {}],
  ])('%s', (_, kubernetesVersion, containers, given) => {
    const node = nodeWorld({ kubernetesVersion })
    node.run('web', { containers })
    node.settle()
    const { allocatedResources, resources } = node.pod('web').status
    expect({ allocatedResources, resources }).toEqual({ allocatedResources: undefined, resources: undefined, ...given })
  })
})

describe('addresses', () => {
  it.each([
    ['1.33', 'False'],
    ['1.36', 'True'],
  ])('are not known before the first image is there, in %s', (kubernetesVersion, sandboxReady) => {
    const node = nodeWorld({ pace: 'realistic', kubernetesVersion })
    const pulled = () => node.events('Pulled').length
    node.run('web')
    node.run('shared', { hostNetwork: true })
    while (node.events('Pulling').length < 2) node.advance(10)
    expect(pulled()).toBe(0)
    const { podIP, conditions } = node.pod('web').status
    expect(podIP).toBeUndefined()
    expect(conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status).toBe(sandboxReady)
    expect(node.pod('shared').status.podIP).toBe('192.168.49.2')
    while (pulled() < 1) node.advance(10)
    node.advance(10)
    expect(node.pod('web').status.podIP).toBe('10.244.0.2')
  })

  it('are unique, in order, and not reused at once', () => {
    const node = nodeWorld({ nodes: ['control-plane', 'worker-1'] })
    for (const name of ['a', 'b', 'c']) node.run(name, {}, 'worker-1')
    node.settle()
    node.world.remove('pods/default/c')
    node.settle()
    node.run('d', {}, 'worker-1')
    node.settle()
    expect(['a', 'b', 'd'].map((name) => node.pod(name).status.podIP)).toEqual([
      '10.244.1.2',
      '10.244.1.3',
      '10.244.1.5',
    ])
  })

  it('start over after the last one, without those in use', () => {
    const node = nodeWorld()
    node.run('a')
    node.settle()
    node.edit('machines/worker-1', (draft) => {
      draft.lastAddress = 253
    })
    node.run('b')
    node.run('c')
    node.settle()
    expect(['b', 'c'].map((name) => node.pod(name).status.podIP)).toEqual(['10.244.0.254', '10.244.0.3'])
  })

  it("are the node's on the host network", () => {
    const node = nodeWorld()
    node.run('proxy', { hostNetwork: true })
    node.settle()
    expect(node.pod('proxy').status).toMatchObject({ podIP: '192.168.49.2', hostIP: '192.168.49.2' })
  })
})

describe('init containers', () => {
  it('hold the pod back while they fail', () => {
    const node = nodeWorld()
    node.run('web', { initContainers: [container('crash-1')], containers: [container('server')] })
    node.advance(5000)
    expect(node.state('web')).toBe('CrashLoopBackOff/1,PodInitializing')
    const initialized = node.pod('web').status.conditions?.find(({ type }) => type === 'Initialized')
    expect(initialized).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [crash-1]',
    })
  })
})

describe('restarts', () => {
  it('start over after a run of more than ten minutes', () => {
    const node = nodeWorld()
    node.run('web', { containers: [container('task-601')] })
    node.advance(601_000 * 4 + 1000)
    expect(node.state('web')).toBe('Running/4')
  })

  it.each(['Always', 'OnFailure', 'Never'])('happen at once when the image is changed, with policy %s', (policy) => {
    const node = nodeWorld()
    node.run('web', {
      restartPolicy: policy,
      containers: [container('server'), { ...container('deaf'), name: 'other' }],
    })
    node.settle()
    node.edit('pods/default/web', (draft) => {
      draft.spec.containers[0].image = 'server-2'
      draft.spec.containers[1].image = 'server-3'
    })
    node.settle()
    expect(node.history('web').at(-1)).toBe('Running Running,Running/1 ready')
    node.advance(31_000)
    expect(node.history('web').at(-1)).toBe('Running Running/1,Running/1 ready')
    expect(node.events('Killing').sort()).toEqual([
      'Normal Killing Pod/web Container other definition changed, will be restarted',
      'Normal Killing Pod/web Container server definition changed, will be restarted',
    ])
  })

  it('happen to sidecars whose image is changed, and not to init containers', () => {
    const node = nodeWorld()
    const sidecar = { ...container('server'), name: 'side', restartPolicy: 'Always' }
    const init = { ...container('task-5'), name: 'first' }
    node.run('web', { restartPolicy: 'Never', initContainers: [sidecar, init] })
    node.settle()
    node.edit('pods/default/web', (draft) => {
      draft.spec.initContainers[0].image = 'slow-1'
      draft.spec.initContainers[1].image = 'task-6'
    })
    node.settle()
    expect(node.state('web')).toBe('Running/1,Running,PodInitializing')
    node.advance(6_000)
    expect(node.state('web')).toBe('Running/1,Completed:0,Running')
    expect(node.events('Killing')).toEqual(['Normal Killing Pod/web Init container side definition changed'])
  })

  it('of a pod that never restarts wait for the new image to come', () => {
    const node = nodeWorld({ pace: 'realistic' })
    node.run('web', { restartPolicy: 'Never', containers: [container('server')] })
    node.advance(60_000)
    node.edit('pods/default/web', (draft) => {
      draft.spec.containers[0].image = 'slow-1'
    })
    node.advance(60_000)
    expect(node.state('web')).toBe('Running/1')
    expect(node.history('web').some((line) => /^(Succeeded|Failed)/.test(line))).toBe(false)
  })

  it('of a pod that never restarts end it when the new image is not to be had (`getPhase`)', () => {
    const node = nodeWorld()
    node.run('web', { restartPolicy: 'Never', containers: [container('server')] })
    node.settle()
    node.edit('pods/default/web', (draft) => {
      draft.spec.containers[0].image = 'missing'
    })
    node.settle()
    expect(node.pod('web').status.phase).toBe('Failed')
  })

  it('come to their end with the time that the pod has (`activeDeadlineSeconds`)', () => {
    const node = nodeWorld()
    const containers = [container('slow-1'), { ...container('deaf'), name: 'other' }]
    node.run('web', { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 2, containers })
    node.advance(4_999)
    expect(node.history('web').at(-1)).toBe('Running Running,Running ready')
    node.advance(1_500)
    expect(node.pod('web').status.phase).toBe('Running')
    node.advance(60_000)
    expect(node.pod('web').status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    })
    expect(node.state('web')).toBe('Error:137,Error:143')
    expect(node.events('DeadlineExceeded')).toEqual([
      'Normal DeadlineExceeded Pod/web Pod was active on the node longer than the specified deadline',
    ])
  })

  it('are none for sidecars once the rest is over, which have the time of the pod to end', () => {
    const node = nodeWorld()
    const sidecar = { ...container('deaf'), name: 'side', restartPolicy: 'Always' }
    const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 2 }
    node.run('web', { ...spec, initContainers: [sidecar], containers: [container('task-3')] })
    node.advance(3_500)
    expect(node.pod('web').status.phase).toBe('Running')
    node.advance(2_000)
    expect(node.history('web').at(-1)).toBe('Succeeded Error:137,Completed:0')
  })
})

describe('images', () => {
  it.each([
    [
      'Bad',
      'IfNotPresent',
      'InvalidImageName',
      `Failed to apply default image tag "Bad": couldn't parse image name "Bad"`,
    ],
    ['server', 'Never', 'ErrImageNeverPull', 'Container image "server" is not present with pull policy of Never'],
  ])('%s with policy %s: %s', (image, imagePullPolicy, reason, message) => {
    const node = nodeWorld()
    node.run('web', { containers: [container(image, { imagePullPolicy })] })
    node.advance(60_000)
    expect(node.pod('web').status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason, message })
    expect(node.events('Failed')).toEqual([`Warning Failed Pod/web Error: ${reason}`])
  })

  it('are pulled every time when the policy is Always', () => {
    const node = nodeWorld()
    node.run('a', { containers: [container('server', { imagePullPolicy: 'Always' })] })
    node.settle()
    node.run('b', { containers: [container('server', { imagePullPolicy: 'Always' })] })
    node.settle()
    expect(node.events('Pulling')).toHaveLength(2)
  })

  it('are listed by their node', () => {
    const node = nodeWorld()
    node.run('web')
    node.settle()
    expect(node.world.get('nodes/worker-1')?.status.images).toEqual([
      { names: ['docker.io/library/server@sha256:server', 'docker.io/library/server:latest'], sizeBytes: 50_000_000 },
    ])
  })
})

describe('deletion', () => {
  const deleted = (image: string, options = {}) => {
    const node = nodeWorld()
    node.run('web', { containers: [container(image)], ...options })
    node.settle()
    node.world.remove('pods/default/web')
    node.settle()
    return node
  }

  it('stops a program that obeys at once', () => {
    const node = deleted('server')
    expect(node.world.get('pods/default/web')).toBeUndefined()
    expect(node.world.get('sandboxes/default/web')).toBeUndefined()
    expect(node.history('web').slice(2)).toEqual([
      'Running Running ready',
      'Running Running ready (terminating)',
      'Succeeded Completed:0 (terminating)',
      'gone',
    ])
    expect(node.events('Killing')).toEqual(['Normal Killing Pod/web Stopping container server'])
  })

  it('waits for a program that takes its time', () => {
    const node = deleted('slow-5')
    node.advance(4999)
    expect(node.history('web').at(-1)).toBe('Running Running ready (terminating)')
    node.advance(1)
    expect(node.history('web').slice(-2)).toEqual(['Failed Error:143 (terminating)', 'gone'])
  })

  it.each([
    ['sleep', { sleep: { seconds: 4 } }],
    ['a command', { exec: { command: ['/bin/sh', '-c', 'sleep 4'] } }],
  ])('counts a preStop hook (%s)', (_, preStop) => {
    const node = deleted('server', { containers: [container('server', { lifecycle: { preStop } })] })
    node.advance(3999)
    expect(node.history('web').at(-1)).toBe('Running Running ready (terminating)')
    node.advance(1)
    expect(node.history('web').at(-1)).toBe('gone')
  })

  it('removes at once what never ran, or has finished', () => {
    expect(deleted('missing').history('web').at(-1)).toBe('gone')
    const node = nodeWorld()
    node.run('job', { restartPolicy: 'Never', containers: [container('task-1')] })
    node.advance(2000)
    node.world.remove('pods/default/job')
    node.settle()
    expect(node.history('job').at(-1)).toBe('gone')
    expect(node.world.list('sandboxes')).toEqual([])
  })

  it('puts up another mirror of a static pod, whose containers run on', () => {
    const node = nodeWorld()
    node.run('static')
    node.edit('pods/default/static', (draft) => {
      draft.metadata.annotations = { 'kubernetes.io/config.mirror': 'hash' }
    })
    node.settle()
    const before = node.pod('static')
    node.advance(5000)
    node.world.remove('pods/default/static')
    node.settle()
    const after = node.pod('static')
    expect(after.metadata.uid).not.toBe(before.metadata.uid)
    expect(after.metadata.deletionTimestamp).toBeUndefined()
    expect(after.status.containerStatuses).toEqual(before.status.containerStatuses)
    expect(node.events('Killing')).toEqual([])
  })

  it('forgets the containers of a pod that was removed by force', () => {
    const node = nodeWorld()
    node.run('web')
    node.settle()
    node.world.remove('pods/default/web', { gracePeriodSeconds: 0 })
    node.settle()
    expect(node.world.list('sandboxes')).toEqual([])
  })
})

describe('configuration', () => {
  const withVolume = (volume: object) => ({ volumes: [{ name: 'config', ...volume }] })
  const fromEnv = (env: object) => ({ containers: [container('server', env)] })
  const configMap = { metadata: { name: 'settings', namespace: 'default' }, data: { colour: 'blue' } }
  const secret = { metadata: { name: 'keys', namespace: 'default' }, data: { key: btoa('hush') } }

  it.each<[string, object, string]>([
    ['config map', { configMap: { name: 'settings' } }, 'configmap "settings" not found'],
    ['secret', { secret: { secretName: 'keys' } }, 'secret "keys" not found'],
    ['projected secret', { projected: { sources: [{ secret: { name: 'keys' } }] } }, 'secret "keys" not found'],
  ])('waits for the %s of a volume', (_, volume, reason) => {
    const node = nodeWorld()
    node.run('web', withVolume(volume))
    node.advance(3000)
    expect(node.state('web')).toBe('ContainerCreating')
    const message = `Warning FailedMount Pod/web MountVolume.SetUp failed for volume "config" : ${reason}`
    expect(node.events('FailedMount')).toEqual([message, message, message])
    node.create('configmaps', configMap)
    node.create('secrets', secret)
    node.advance(499)
    expect(node.state('web')).toBe('ContainerCreating')
    node.advance(1)
    expect(node.state('web')).toBe('Running')
    expect(node.world.list<Sandbox>('sandboxes')[0]).not.toHaveProperty('unmounted')
  })

  it('of several volumes is waited for by each on its own, two minutes at most', () => {
    const node = nodeWorld()
    const volumes = [
      { name: 'config', configMap: { name: 'settings' } },
      { name: 'keys', secret: { secretName: 'keys' } },
    ]
    node.run('web', { volumes })
    node.advance(3_600_000)
    expect(node.events('FailedMount')).toHaveLength(2 * (9 + Math.floor((3600 - 127.5) / 122)))
    node.create('configmaps', configMap)
    node.advance(122_000)
    expect(node.state('web')).toBe('ContainerCreating')
    node.create('secrets', secret)
    node.advance(122_000)
    expect(node.state('web')).toBe('Running')
  })

  it('is looked for at once by a kubelet that starts', () => {
    const node = nodeWorld()
    node.run('web', withVolume({ configMap: { name: 'settings' } }))
    node.run('env', fromEnv({ envFrom: [{ configMapRef: { name: 'settings' } }] }))
    node.advance(1000)
    node.setKubelet('worker-1', false)
    node.create('configmaps', configMap)
    node.setKubelet('worker-1', true)
    node.settle()
    expect([node.state('web'), node.state('env')]).toEqual(['Running', 'Running'])
  })

  it.each<[string, object, string]>([
    [
      'configMapKeyRef',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }] },
      'configmap "settings" not found',
    ],
    [
      'secretKeyRef',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } }] },
      'secret "keys" not found',
    ],
    ['envFrom', { envFrom: [{ configMapRef: { name: 'settings' } }] }, 'configmap "settings" not found'],
  ])('waits for what %s names', (_, env, message) => {
    const node = nodeWorld()
    node.run('web', fromEnv(env))
    node.advance(1000)
    expect(node.pod('web').status.containerStatuses?.[0]?.state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message,
    })
    expect(node.events('Failed')).toEqual([`Warning Failed Pod/web Error: ${message}`])
    node.advance(20_000)
    node.create('configmaps', configMap)
    node.create('secrets', secret)
    node.advance(3_999)
    expect(node.state('web')).toBe('CreateContainerConfigError')
    node.advance(1)
    expect(node.state('web')).toBe('Running')
    expect(node.events('Failed')).toHaveLength(2)
    expect(node.world.list<Sandbox>('sandboxes')[0]).not.toHaveProperty('unconfigured')
  })

  it.each<[string, object, string]>([
    [
      'ConfigMap',
      { configMapKeyRef: { name: 'settings', key: 'size' } },
      "couldn't find key size in ConfigMap default/settings",
    ],
    ['Secret', { secretKeyRef: { name: 'keys', key: 'size' } }, "couldn't find key size in Secret default/keys"],
  ])('names a key that is missing in a %s', (_, valueFrom, message) => {
    const node = nodeWorld()
    node.create('configmaps', configMap)
    node.create('secrets', secret)
    node.run('web', fromEnv({ env: [{ name: 'A', valueFrom }] }))
    node.settle()
    expect(node.pod('web').status.containerStatuses?.[0]?.state?.waiting?.message).toBe(message)
  })

  it('resolves the environment when a container starts', () => {
    const node = nodeWorld()
    node.create('configmaps', configMap)
    node.create('secrets', secret)
    const env = [
      { name: 'PLAIN', value: 'x' },
      { name: 'TWICE', value: '$(PLAIN)$(PLAIN) $$(PLAIN) $(NONE)' },
      { name: 'MASTER', value: '$(KUBERNETES_SERVICE_HOST)' },
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } } },
      { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'none', key: 'x', optional: true } } },
    ]
    const resources = { requests: { memory: '64Mi' } }
    node.run('web', fromEnv({ env, envFrom: [{ prefix: 'MY_', configMapRef: { name: 'settings' } }], resources }))
    node.settle()
    const sandbox = node.world.get('sandboxes/default/web')
    expect(sandbox?.containers.server[0].environment).toEqual({
      MY_colour: 'blue',
      PLAIN: 'x',
      TWICE: 'xx $(PLAIN) $(NONE)',
      MASTER: '10.96.0.1',
      KEY: 'hush',
      NODE: 'worker-1',
      IP: '10.244.0.2',
      HOST_IP: '192.168.49.2',
      APP: '',
      CPU: '4',
      MEMORY: '64',
    })
  })
})
