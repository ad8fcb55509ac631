import { describe, expect, test } from 'vitest'
import type { Container, Pod } from '../../../src/model/objects/types.js'
import { viewOf } from '../../../src/runtime/containers/container.js'
import { presentFiles } from '../../../src/runtime/containers/present-files.js'
import { impossibleMount, volumeChanges } from '../../../src/runtime/containers/volume-mounts.js'
import { startAlone, world } from '../alone.js'

type Volumes = NonNullable<Pod['spec']['volumes']>

const objects: Record<string, unknown> = {
  'configmaps/default/page': { data: { greeting: 'hello', conf: 'on' }, binaryData: { logo: '/wA=' } },
  'secrets/default/keys': { data: { key: Buffer.from('secret').toString('base64') } },
  'nodes/here': { status: { allocatable: { memory: '4Gi' } } },
}

function filesOf(container: Partial<Container>, volumes: Volumes) {
  const whole = { name: 'c', image: 'busybox', command: ['sleep', '1000'], ...container } as Container
  const { pod, run } = startAlone(whole)
  const mounted: Pod = {
    ...pod,
    metadata: { ...pod.metadata, labels: { tier: 'back', app: 'a"b' }, annotations: { note: 'n' } },
    spec: { ...pod.spec, nodeName: 'here', volumes },
  }
  const view = viewOf(mounted, whole, run, { ...world, get: (key) => objects[key] as never })!
  return { files: presentFiles(view), view }
}

describe('files of volumes', () => {
  test('of a config map: all, some by other names, one in the place of a file', () => {
    const { files } = filesOf(
      {
        volumeMounts: [
          { name: 'all', mountPath: '/all/' },
          { name: 'some', mountPath: '/some' },
          { name: 'all', mountPath: '/etc/passwd', subPath: 'conf' },
          { name: 'some', mountPath: '/part', subPath: 'a' },
        ],
      },
      [
        { name: 'all', configMap: { name: 'page' } },
        { name: 'some', configMap: { name: 'page', items: [{ key: 'greeting', path: 'a/./b' }] } },
      ],
    )
    expect(files.list('/all')).toEqual(['conf', 'greeting', 'logo'])
    expect(files.read('/all/logo')).toBe('\udcff\0')
    expect(files.list('/some')).toEqual(['a'])
    expect(files.read('/some/a/b')).toBe('hello')
    expect(files.read('/etc/passwd')).toBe('on')
    expect(files.isDirectory('/etc/passwd')).toBe(false)
    expect(files.list('/part')).toEqual(['b'])
    expect(files.write('/part/c', '')).toBe('Read-only file system')
  })

  test('that tell of the pod', () => {
    const field = (path: string, fieldPath: string) => ({ path, fieldRef: { fieldPath } })
    const amount = (path: string, resource: string, divisor: string) => ({
      path,
      resourceFieldRef: { containerName: 'c', resource, divisor },
    })
    const { files } = filesOf(
      { resources: { limits: { cpu: '1500m' } }, volumeMounts: [{ name: 'info', mountPath: '/info' }] },
      [
        {
          name: 'info',
          downwardAPI: {
            items: [
              field('labels', 'metadata.labels'),
              field('app', "metadata.labels['app']"),
              field('annotations', 'metadata.annotations'),
              field('name', 'metadata.name'),
              amount('cpu', 'limits.cpu', '1'),
              amount('memory', 'limits.memory', '1Mi'),
            ],
          },
        },
      ],
    )
    const all = files.list('/info').map((name) => [name, files.read(`/info/${name}`)])
    expect(Object.fromEntries(all)).toEqual({
      labels: 'app="a\\"b"\ntier="back"',
      app: 'a"b',
      annotations: 'note="n"',
      name: 'p',
      cpu: '2',
      memory: '4096',
    })
  })
})

test('what is mounted at the root hides the image', () => {
  const { files, view } = filesOf({ volumeMounts: [{ name: 'all', mountPath: '/' }] }, [{ name: 'all', emptyDir: {} }])
  expect(files.read('/etc/passwd')).toBeUndefined()
  expect(files.write('/new', 'n')).toBeUndefined()
  expect(volumeChanges(view, files.changes)).toEqual({ own: {}, volumes: { all: { new: 'n' } } })
})

test('a part whose path no volume can have is found', () => {
  const long = 'x'.repeat(100_000)
  const mounts = [{ name: 'v', mountPath: '/v', subPathExpr: '$(A)$(A)' }]
  const { container, run } = startAlone({ name: 'c', env: [{ name: 'A', value: long }], volumeMounts: mounts })
  expect(impossibleMount(container, run)).toBe('v')
  expect(impossibleMount({ ...container, env: [{ name: 'A', value: 'short' }] }, run)).toBeUndefined()
})

describe('parts of an emptyDir', () => {
  const mounts = [
    { name: 'shared', mountPath: '/data', subPathExpr: 'of/$(WHO)' },
    { name: 'shared', mountPath: '/data/deep', subPath: 'deep' },
  ]
  const { files, view } = filesOf({ env: [{ name: 'WHO', value: 'me' }], volumeMounts: mounts }, [
    { name: 'shared', emptyDir: {} },
  ])

  test('are directories, and what is written in them lies in the volume by its path', () => {
    expect(files.list('/data')).toEqual(['deep'])
    expect(files.write('/data/a', '1')).toBeUndefined()
    expect(files.write('/data/deep/b', '2')).toBeUndefined()
    expect(volumeChanges(view, files.changes)).toEqual({
      own: {},
      volumes: { shared: { 'of/me/a': '1', 'deep/b': '2' } },
    })
  })
})

test('a root file system that is only read has places that can be written', () => {
  const { files } = filesOf(
    {
      securityContext: { readOnlyRootFilesystem: true },
      volumeMounts: [
        { name: 'scratch', mountPath: '/scratch' },
        { name: 'scratch', mountPath: '/scratch/fixed', readOnly: true },
      ],
    },
    [{ name: 'scratch', emptyDir: {} }],
  )
  expect(files.write('/new', '')).toBe('Read-only file system')
  expect(files.makeDirectory('/tmp/new')).toBe('Read-only file system')
  expect(files.write('/scratch/new', '')).toBeUndefined()
  expect(files.write('/scratch/fixed/new', '')).toBe('Read-only file system')
  expect(files.write('/dev/termination-log', 'over')).toBeUndefined()
})
