/** What users call things may be what every object of JavaScript has: none of it is taken for what they said. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCluster, type Typed } from './cluster.js'

let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
  await typed.type('create configmap constructor --from-literal=constructor=1 --from-literal=__proto__=2')
  await typed.type('run constructor --image=nginx')
  await typed.type('apply -f -', JSON.stringify(pod))
  await typed.type('clock advance 1m')
})
afterAll(() => typed.cluster.close())

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels: { constructor: 'a' } },
  spec: {
    initContainers: [{ name: 'valueof', image: 'busybox' }],
    containers: [
      {
        name: 'constructor',
        image: 'nginx',
        ports: [{ name: 'constructor', containerPort: 80 }],
        livenessProbe: { exec: { command: ['true'] } },
        env: [
          { name: 'constructor', value: 'x' },
          { name: '__proto__', value: 'y1' },
          { name: 'toString', value: '$(constructor) $(hasOwnProperty)' },
          { name: 'LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['valueOf']" } } },
          { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'constructor', key: 'valueOf', optional: true } } },
        ],
        volumeMounts: [
          { name: 'constructor', mountPath: '/x' },
          { name: 'valueof', mountPath: '/y' },
        ],
      },
    ],
    volumes: [
      { name: 'constructor', configMap: { name: 'constructor', items: [{ key: 'constructor', path: 'toString' }] } },
      { name: 'valueof', emptyDir: {} },
    ],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'constructor',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { constructor: 'a' } },
        matchLabelKeys: ['toString'],
      },
    ],
  },
}

test('containers, volumes, ports and images run under such names', async () => {
  expect(await typed.out('get pods --no-headers -o custom-columns=:.metadata.name,:.status.phase')).toBe(
    'constructor   Running\np             Running\n',
  )
  expect(await typed.out('exec p -c constructor -- cat /x/toString')).toBe('1')
  expect((await typed.type('logs p -c constructor')).exitCode).toBe(0)
})

test('variables are those that were given', async () => {
  const environment = (await typed.out('exec p -- env')).split('\n')
  expect(environment).toContain('constructor=x')
  expect(environment).toContain('__proto__=y1')
  expect(environment).toContain('toString=x $(hasOwnProperty)')
  expect(environment).toContain('LABEL=')
  expect(environment.filter((line) => line.startsWith('KEY='))).toEqual([])
})

test('a volume of a key that is not there is not mounted', async () => {
  const volume = { name: 'v', configMap: { name: 'constructor', items: [{ key: 'valueOf', path: 'x' }] } }
  const spec = { containers: [{ name: 'c', image: 'nginx' }], volumes: [volume] }
  await typed.type('apply -f -', JSON.stringify({ ...pod, metadata: { name: 'without' }, spec }))
  expect(await typed.out('get events')).toContain('references non-existent config key: valueOf')
})

test('a priority class of such a name is none', async () => {
  const spec = { priorityClassName: 'constructor', containers: [{ name: 'c', image: 'nginx' }] }
  const { stderr } = await typed.type('create -f -', JSON.stringify({ ...pod, metadata: { name: 'first' }, spec }))
  expect(stderr).toContain('no PriorityClass with name constructor was found')
})
