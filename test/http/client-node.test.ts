/** The official JavaScript client, with the kubeconfig that `serve` writes. */
import { PassThrough, Writable } from 'node:stream'
import * as k8s from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecureServer, startSecureServer } from './test-server.js'

let server: SecureServer
let config: k8s.KubeConfig
let core: k8s.CoreV1Api
let apps: k8s.AppsV1Api

beforeAll(async () => {
  server = await startSecureServer()
  config = new k8s.KubeConfig()
  config.loadFromString(server.kubeconfig)
  core = config.makeApiClient(k8s.CoreV1Api)
  apps = config.makeApiClient(k8s.AppsV1Api)
  await server.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(() => server.close())

const namespace = 'default'
const configMap = (name: string, data: Record<string, string>): k8s.V1ConfigMap => ({ metadata: { name }, data })
const named = (list: readonly k8s.KubernetesObject[]) => list.map(({ metadata }) => metadata?.name)

/** What is written to it, as text. */
function collector(): { stream: Writable; text: () => string } {
  const pieces: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pieces.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(pieces).toString('utf8') }
}

describe('the JavaScript client', () => {
  test('lists, creates, reads, replaces, patches and deletes', async () => {
    expect(named((await core.listNode()).items)).toContain('worker-1')
    const created = await core.createNamespacedConfigMap({ namespace, body: configMap('a', { x: '1' }) })
    expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date)
    created.data = { x: '2' }
    await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: created })
    const body = [{ op: 'add', path: '/data/y', value: '3' }]
    const patched = await core.patchNamespacedConfigMap({ namespace, name: 'a', body })
    expect(patched.data).toEqual({ x: '2', y: '3' })
    await core.deleteNamespacedConfigMap({ namespace, name: 'a' })
    await expect(core.readNamespacedConfigMap({ namespace, name: 'a' })).rejects.toMatchObject({ code: 404 })
  })

  test('patches in all the ways that there are', async () => {
    const objects = k8s.KubernetesObjectApi.makeApiClient(config)
    const object = { apiVersion: 'v1', kind: 'ConfigMap', ...configMap('b', { x: '1' }) }
    object.metadata = { name: 'b', namespace }
    await objects.create(object)
    for (const [strategy, field] of [
      [k8s.PatchStrategy.MergePatch, 'merge'],
      [k8s.PatchStrategy.StrategicMergePatch, 'strategic'],
    ] as const) {
      const change = { ...object, data: { [field]: 'yes' } }
      await objects.patch(change, undefined, undefined, undefined, undefined, strategy)
    }
    const { data } = await core.readNamespacedConfigMap({ namespace, name: 'b' })
    expect(data).toEqual({ x: '1', merge: 'yes', strategic: 'yes' })
  })

  test('scales', async () => {
    await server.cluster.run(['create', 'deployment', 'web', '--image=nginx'])
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' })
    scale.spec = { replicas: 3 }
    await apps.replaceNamespacedDeploymentScale({ namespace, name: 'web', body: scale })
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' })
    expect(items).toHaveLength(3)
  })

  test('keeps an informer', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: 'informed=yes' })
    const informer = k8s.makeInformer(config, path, list, 'informed=yes')
    const seen: string[] = []
    const deleted = new Promise<void>((resolve, reject) => {
      for (const verb of ['add', 'update', 'delete'] as const) {
        informer.on(verb, ({ metadata }) => {
          seen.push(`${verb} ${metadata?.name}`)
          if (verb === 'delete') resolve()
        })
      }
      informer.on('error', reject)
    })
    await informer.start()
    const metadata = { name: 'told', labels: { informed: 'yes' } }
    await core.createNamespacedConfigMap({ namespace, body: { metadata } })
    await server.cluster.run(['annotate', 'configmap', 'told', 'a=b'])
    await core.deleteNamespacedConfigMap({ namespace, name: 'told' })
    await deleted
    await informer.stop()
    expect(seen).toEqual(['add told', 'update told', 'delete told'])
  })

  test('runs commands with input and exit code', async () => {
    const out = collector()
    const input = new PassThrough()
    input.end('hello\n')
    const words = ['sh', '-c', 'cat; exit 3']
    const status = await new Promise<k8s.V1Status>((resolve, reject) => {
      new k8s.Exec(config).exec(namespace, 'p', 'p', words, out.stream, null, input, false, resolve).catch(reject)
    })
    expect(out.text()).toBe('hello\n')
    expect(status).toMatchObject({ reason: 'NonZeroExitCode', details: { causes: [{ message: '3' }] } })
  })

  test('reads logs', async () => {
    const out = collector()
    await new k8s.Log(config).log(namespace, 'p', 'p', out.stream, { tailLines: 2 })
    await new Promise((resolve) => out.stream.once('finish', resolve))
    expect(out.text().trim().split('\n')).toHaveLength(2)
  })

  test('knows the server', async () => {
    expect((await config.makeApiClient(k8s.VersionApi).getCode()).major).toBe('1')
    expect(
      named(
        (await config.makeApiClient(k8s.ApisApi).getAPIVersions()).groups.map(({ name }) => ({ metadata: { name } })),
      ),
    ).toContain('apps')
  })
})
