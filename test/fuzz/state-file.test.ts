/** State files that somebody else has written: whatever is wrong with one is told by file and line, and nothing is done to it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Cluster } from '../../src/index.js'
import { writeJson } from '../../src/model/json/exact-json.js'
import { parseJson } from '../../src/model/json/json-syntax.js'
import { StateFileError } from '../../src/store/index.js'
import { fuzzing, holds } from './fuzzing.js'
import { spoiled } from './spoiling.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-state-fuzz-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const path = join(directory, 'state.json')

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    names: { kind: 'Widget', plural: 'widgets' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
}
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'busy', labels: { app: 'busy' } },
  spec: {
    volumes: [
      { name: 'v', emptyDir: {} },
      { name: 'c', configMap: { name: 'cm' } },
    ],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'echo hello; touch /v/a; sleep 3; exit 1'],
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'a' } } }],
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
        readinessProbe: { exec: { command: ['true'] }, periodSeconds: 5 },
        resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } },
      },
    ],
  },
}

const beginning = [
  ['create', 'configmap', 'cm', '--from-literal=a=b'],
  ['create', 'deployment', 'web', '--image=nginx', '--replicas=2'],
  ['expose', 'deployment', 'web', '--port=80'],
  ['set', 'image', 'deployment/web', 'nginx=nginx:1.27'],
  ['create', 'clusterrole', 'sum', '--aggregation-rule=app=sum'],
  ['create', 'rolebinding', 'rb', '--clusterrole=view', '--serviceaccount=default:default'],
  ['create', 'poddisruptionbudget', 'pdb', '--selector=app=web', '--min-available=1'],
  ['run', 'bad', '--image=nginx:doesnotexist'],
]
let text = ''
beforeAll(async () => {
  const cluster = await Cluster.open({ state: path, create: { clock: 'virtual', seed: 'damage', workers: 1 } })
  for (const argv of beginning) expect((await cluster.run(argv)).stderr, argv.join(' ')).toBe('')
  for (const object of [definition, pod]) {
    expect((await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(object) })).stderr).toBe('')
  }
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 1 } }
  expect((await cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(widget) })).stderr).toBe('')
  await cluster.advance(20_000)
  await cluster.close()
  text = readFileSync(path, 'utf8')
})

/** What people type next, looks and changes. */
const afterwards = [
  ['get', 'all', '-A', '-o', 'wide'],
  ['get', 'events,endpoints,endpointslices,leases,nodes,clusterroles,widgets,crd,pdb', '-A'],
  ['describe', 'pods,services,deployments,nodes,rolebindings,events', '-A'],
  ['logs', 'busy'],
  ['create', 'configmap', 'another'],
  ['scale', 'deployment/web', '--replicas=3'],
  ['clock', 'advance', '2m'],
  ['get', 'pods', '-o', 'wide', '-A'],
]

/** Runs them all on the file; the error of a damaged file, or nothing. A bug comes out as it is. */
async function use(): Promise<StateFileError | undefined> {
  try {
    const cluster = await Cluster.open({ state: path, create: false })
    for (const argv of afterwards) {
      const { stderr } = await cluster.run(argv)
      expect(stderr, argv.join(' ')).not.toContain('kubesim has a bug')
    }
    const { stdout } = await cluster.run(['get', 'events', '-A'])
    expect(stdout).not.toContain('kubesim has a bug')
    await cluster.close()
    return undefined
  } catch (error) {
    if (error instanceof StateFileError) return error
    throw error
  }
}

/** Says how long the objects' lines are, as if nothing had happened. */
function smoothed(text: string): string {
  const start = text.indexOf('\n"objects":{\n') + '\n"objects":{\n'.length
  return text.replace(/"bytes":\d+/, `"bytes":${Buffer.byteLength(text.slice(start)) - '\n}}\n'.length}`)
}

async function check(broken: string): Promise<void> {
  writeFileSync(path, broken)
  const error = await use()
  if (error === undefined) return
  expect(error.message).toContain(path)
  expect(error.line, error.message).toBeGreaterThan(0)
  expect(readFileSync(path, 'utf8')).toBe(broken)
}

const lineOf = fc.nat({ max: 1e6 })

test('the file as it is, is used', async () => {
  writeFileSync(path, text)
  expect(await use()).toBeUndefined()
})

test('a value of another type anywhere, or none, is told or borne', async () => {
  const lines = text.split('\n')
  await holds(
    fc.asyncProperty(fc.gen(), fc.boolean(), async (g, smooth) => {
      const number = 1 + g(fc.nat, lines.length - 3)
      const [, before = '', json = '', after = ''] = /^("[^"]*":(?=.)|)(.*?)(,?)$/.exec(lines[number]!)!
      // Some lines are no values, but begin a list of them.
      const value = parseJson(json)?.value
      if (value === undefined) return
      const broken = lines.with(number, `${before}${writeJson(spoiled(value, g))}${after}`).join('\n')
      await check(smooth ? smoothed(broken) : broken)
    }),
    fuzzing(30),
  )
})

test('bytes that are others, and lines that are gone, are told or borne', async () => {
  const bytes = Buffer.from(text)
  const damage = fc.record({ at: lineOf, byte: fc.nat({ max: 255 }), length: fc.constantFrom(1, 1, 1, 5, 300, 10_000) })
  await holds(
    fc.asyncProperty(damage, async ({ at, byte, length }) => {
      const start = at % bytes.length
      const broken =
        length === 1 ? Buffer.from(bytes) : Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)])
      if (length === 1) broken[start] = byte
      const text = broken.toString('utf8')
      await check(text)
    }),
    fuzzing(15),
  )
})
