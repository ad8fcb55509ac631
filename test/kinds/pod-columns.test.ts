import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../src/model/objects/object.js'
import { podManifest, start, workbench } from './workbench.js'

const at = (secondsAgo: number) => new Date(start - secondsAgo * 1000).toISOString()
const running = { running: { startedAt: at(60) } }
const ended = (reason: string, exitCode: number, more: object = {}) => ({ terminated: { reason, exitCode, ...more } })
const status = (name: string, state: object, more: object = {}) => ({ name, state, restartCount: 0, ...more })
const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
const initialized = { conditions: [{ type: 'Initialized', status: 'True' }] }
const crashed = { lastState: { terminated: { exitCode: 1, finishedAt: at(12) } } }

interface Case {
  readonly what: string
  readonly spec?: object
  readonly metadata?: object
  readonly status: object
  /** READY, STATUS, RESTARTS */
  readonly shows: readonly [string, string, string]
}

const two = { containers: [{ name: 'a' }, { name: 'b' }] }
const init = { initContainers: [{ name: 'i' }, { name: 'j' }], containers: [{ name: 'a' }] }
const sidecar = { initContainers: [{ name: 's', restartPolicy: 'Always' }], containers: [{ name: 'a' }] }

const cases: Case[] = [
  { what: 'not scheduled yet', status: { phase: 'Pending' }, shows: ['0/1', 'Pending', '0'] },
  {
    what: 'gated',
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
    shows: ['0/1', 'SchedulingGated', '0'],
  },
  {
    what: 'being made',
    status: { phase: 'Pending', containerStatuses: [status('c', { waiting: { reason: 'ContainerCreating' } })] },
    shows: ['0/1', 'ContainerCreating', '0'],
  },
  {
    what: 'running and ready',
    status: { phase: 'Running', containerStatuses: [status('c', running, { ready: true })] },
    shows: ['1/1', 'Running', '0'],
  },
  {
    what: 'crashing',
    status: {
      phase: 'Running',
      containerStatuses: [status('c', { waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3, ...crashed })],
    },
    shows: ['0/1', 'CrashLoopBackOff', '3 (12s ago)'],
  },
  {
    what: 'an unknown image',
    status: { phase: 'Pending', containerStatuses: [status('c', { waiting: { reason: 'ImagePullBackOff' } })] },
    shows: ['0/1', 'ImagePullBackOff', '0'],
  },
  {
    what: 'completed',
    status: { phase: 'Succeeded', containerStatuses: [status('c', ended('Completed', 0))] },
    shows: ['0/1', 'Completed', '0'],
  },
  {
    what: 'failed',
    status: { phase: 'Failed', containerStatuses: [status('c', ended('Error', 2))] },
    shows: ['0/1', 'Error', '0'],
  },
  {
    what: 'ended without a reason',
    status: { phase: 'Failed', containerStatuses: [status('c', ended('', 7))] },
    shows: ['0/1', 'ExitCode:7', '0'],
  },
  {
    what: 'ended by a signal',
    status: { phase: 'Failed', containerStatuses: [status('c', ended('', 0, { signal: 9 }))] },
    shows: ['0/1', 'Signal:9', '0'],
  },
  { what: 'evicted', status: { phase: 'Failed', reason: 'Evicted' }, shows: ['0/1', 'Evicted', '0'] },
  {
    what: 'one completed, one ready, and so the pod',
    spec: two,
    status: {
      phase: 'Running',
      ...ready,
      containerStatuses: [status('a', ended('Completed', 0)), status('b', running, { ready: true })],
    },
    shows: ['1/2', 'Running', '0'],
  },
  {
    what: 'one completed, and the pod not ready',
    spec: two,
    status: {
      phase: 'Running',
      containerStatuses: [status('a', ended('Completed', 0)), status('b', running, { ready: true })],
    },
    shows: ['1/2', 'NotReady', '0'],
  },
  {
    what: 'the first container has the last word',
    spec: two,
    status: {
      phase: 'Running',
      containerStatuses: [
        status('a', { waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 1 }),
        status('b', ended('Error', 1), { restartCount: 2, ...crashed }),
      ],
    },
    shows: ['0/2', 'CrashLoopBackOff', '3 (12s ago)'],
  },
  {
    what: 'initializing',
    spec: init,
    status: {
      phase: 'Pending',
      initContainerStatuses: [status('i', ended('Completed', 0)), status('j', running)],
      containerStatuses: [status('a', { waiting: { reason: 'PodInitializing' } })],
    },
    shows: ['0/1', 'Init:1/2', '0'],
  },
  {
    what: 'about to initialize',
    spec: init,
    status: {
      phase: 'Pending',
      initContainerStatuses: [status('i', { waiting: { reason: 'PodInitializing' } }), status('j', {})],
    },
    shows: ['0/1', 'Init:0/2', '0'],
  },
  {
    what: 'an init container that crashes',
    spec: init,
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        status('i', { waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 2, ...crashed }),
        status('j', { waiting: { reason: 'PodInitializing' } }),
      ],
    },
    shows: ['0/1', 'Init:CrashLoopBackOff', '2 (12s ago)'],
  },
  {
    what: 'an init container that failed',
    spec: init,
    status: { phase: 'Failed', initContainerStatuses: [status('i', ended('Error', 1))] },
    shows: ['0/1', 'Init:Error', '0'],
  },
  {
    what: 'an init container that ended without a reason',
    spec: init,
    status: { phase: 'Failed', initContainerStatuses: [status('i', ended('', 3))] },
    shows: ['0/1', 'Init:ExitCode:3', '0'],
  },
  {
    what: 'initialized, main container on its way',
    spec: init,
    status: {
      phase: 'Pending',
      ...initialized,
      initContainerStatuses: [
        status('i', ended('Completed', 0), { restartCount: 4 }),
        status('j', ended('Completed', 0)),
      ],
      containerStatuses: [status('a', { waiting: { reason: 'PodInitializing' } })],
    },
    shows: ['0/1', 'PodInitializing', '0'],
  },
  {
    what: 'a sidecar counts among the containers',
    spec: sidecar,
    status: {
      phase: 'Running',
      ...initialized,
      initContainerStatuses: [status('s', running, { started: true, ready: true, restartCount: 1, ...crashed })],
      containerStatuses: [status('a', running, { ready: true })],
    },
    shows: ['2/2', 'Running', '1 (12s ago)'],
  },
  {
    what: 'a sidecar that is not up yet',
    spec: sidecar,
    status: { phase: 'Pending', initContainerStatuses: [status('s', running, { started: false })] },
    shows: ['0/2', 'Init:0/1', '0'],
  },
  {
    what: 'being deleted',
    metadata: { deletionTimestamp: at(0) },
    status: { phase: 'Running', containerStatuses: [status('c', running, { ready: true })] },
    shows: ['1/1', 'Terminating', '0'],
  },
  {
    what: 'being deleted, but finished',
    metadata: { deletionTimestamp: at(0) },
    status: { phase: 'Succeeded', containerStatuses: [status('c', ended('Completed', 0))] },
    shows: ['0/1', 'Completed', '0'],
  },
  {
    what: 'being deleted on a lost node',
    metadata: { deletionTimestamp: at(0) },
    status: { phase: 'Running', reason: 'NodeLost' },
    shows: ['0/1', 'Unknown', '0'],
  },
]

describe('get pods', () => {
  test.each(cases)('$what: $shows', ({ spec, metadata, status: state, shows }) => {
    const pod = { ...podManifest('p', spec, { creationTimestamp: at(75), ...metadata }), status: state } as KubeObject
    expect(workbench().row(pod)).toEqual(['p', ...shows, '75s'])
  })

  test('-o wide adds address, node, nominated node and readiness gates', () => {
    const gates = [{ conditionType: 'example.com/a' }, { conditionType: 'example.com/b' }]
    const pod = podManifest('p', { nodeName: 'worker-1', readinessGates: gates })
    const conditions = [{ type: 'example.com/b', status: 'True' }]
    const wide = (object: object) =>
      workbench()
        .row(object as KubeObject, true)
        .slice(5)
    expect(wide({ ...pod, status: { podIPs: [{ ip: '10.244.1.5' }], conditions } })).toEqual([
      '10.244.1.5',
      'worker-1',
      '<none>',
      '1/2',
    ])
    expect(wide(podManifest('p'))).toEqual(['<none>', '<none>', '<none>', '<none>'])
  })
})
