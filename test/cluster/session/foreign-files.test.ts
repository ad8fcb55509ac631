/** What somebody else has written is checked when it is read: by whoever reads first, with file and line. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clusterStatus } from '../../../src/cluster/home.js'
import { Cluster } from '../../../src/index.js'
import { jsonFile, StateFileError } from '../../../src/store/index.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-foreign-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const path = join(directory, 'state.json')

let text = ''
beforeAll(async () => {
  const cluster = await Cluster.open({ state: path, create: { clock: 'virtual', workers: 1 } })
  await cluster.run(['create', 'deployment', 'web', '--image=nginx'])
  await cluster.run(['expose', 'deployment', 'web', '--port=80'])
  await cluster.run(['create', 'rolebinding', 'rb', '--clusterrole=view', '--user=a'])
  await cluster.close()
  text = readFileSync(path, 'utf8')
})

// biome-ignore lint/suspicious/noExplicitAny: whatever an object has in it
type Changed = Record<string, any>
const unreadable = { manager: 'a', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: 1 }
const without = (name: string) => (object: Changed) => void delete object[name]

/** The key's first letters, what is done to the object, and what is said of it. */
const damages: readonly [string, (object: Changed) => void, RegExp][] = [
  ['events/', (event) => (event.involvedObject.kind = 7), /involvedObject.kind must be of type string, and is number/],
  ['events/', (event) => (event.kind = 7), /it has no kind/],
  [
    'services/default/web',
    ({ spec }) => (spec.ports = 'x'),
    /spec.ports must be of type \[\]v1.ServicePort, and is string/,
  ],
  ['services/default/web', without('spec'), /spec is missing/],
  ['rolebindings/default/rb', without('roleRef'), /roleRef is missing/],
  ['leases/', without('spec'), /spec is missing/],
  ['sandboxes/default/', without('containers'), /containers is missing/],
  ['sandboxes/default/', ({ containers }) => (containers.nginx[0].lines = [[1]]), /a line of a log must have/],
  ['machines/', without('power'), /power is missing/],
  ['machines/', ({ power }) => (power.since = 'x'), /power.since must be of type float64, and is string/],
  ['pods/default/', ({ metadata }) => (metadata.labels = []), /metadata.labels must be of type map\[string\]string/],
  ['pods/default/', ({ spec }) => (spec.containers = null), /spec.containers: Required value/],
  ['pods/default/', ({ status }) => (status.containerStatuses[0] = null), /containerStatuses\[0\] must be of type/],
  ['pods/default/', ({ metadata }) => (metadata.managedFields = [unreadable]), /fields must be an object/],
  ['pods/default/', ({ metadata }) => (metadata.name = 'other'), /its metadata names it "other"/],
  ['pods/default/', ({ metadata }) => (metadata.resourceVersion = 'x'), /resourceVersion must be a number/],
  ['pods/default/', (pod) => (pod.kind = 'Node'), /it must be a Pod of v1, and is a Node of v1/],
  ['nodes/worker-1', ({ spec }) => (spec.podCIDR = 'a/b'), /spec.podCIDRs.*Invalid value/],
  [
    'replicasets/default/',
    ({ spec }) => (spec.template.metadata.labels = { a: 'b' }),
    /`selector` does not match template/,
  ],
  [
    'deployments/default/',
    ({ spec }) => (spec.selector.matchLabels = { a: 'b' }),
    /`selector` does not match template/,
  ],
]

/** The file with one line changed, its number, and the length of all of them told as it is. */
function changed(beginning: string, change: (object: Changed) => void) {
  const lines = text.split('\n')
  const number = lines.findIndex((line) => line.startsWith(`"${beginning}`))
  const [, key = '', json = '', comma = ''] = /^("[^"]+"):(.*?)(,?)$/.exec(lines[number]!)!
  const object = JSON.parse(json)
  change(object)
  lines[number] = `${key}:${JSON.stringify(object)}${comma}`
  const joined = lines.join('\n')
  const start = joined.indexOf('"objects":{\n') + '"objects":{\n'.length
  const bytes = Buffer.byteLength(joined.slice(start)) - '\n}}\n'.length
  return { broken: joined.replace(/"bytes":\d+/, `"bytes":${bytes}`), line: number + 1 }
}

describe('a damaged object is told with its line', () => {
  test.each(damages)('%s: %s', async (beginning, change, says) => {
    const { broken, line } = changed(beginning, change)
    writeFileSync(path, broken)
    const error = await Cluster.open({ state: path }).catch((reason) => reason)
    expect(error).toBeInstanceOf(StateFileError)
    expect(error.message).toMatch(says)
    expect(error).toMatchObject({ file: path, line })
    expect(readFileSync(path, 'utf8')).toBe(broken)
  })

  test('of the file as its editor has laid it out', async () => {
    const { broken } = changed('services/default/web', ({ spec }) => (spec.ports = 'x'))
    const indented = JSON.stringify(JSON.parse(broken), undefined, 2)
    writeFileSync(path, indented)
    const error = await Cluster.open({ state: path }).catch((reason) => reason)
    const line = indented.split('\n').findIndex((each) => each.startsWith('    "services/default/web"')) + 1
    expect(error).toMatchObject({ line, message: expect.stringContaining('spec.ports') })
  })

  test('to whoever has had it open, who goes on when it is mended', async () => {
    writeFileSync(path, text)
    const cluster = await Cluster.open({ state: path })
    const look = async () => (await cluster.run(['get', 'services', '-o', 'name'])).stdout
    expect(await look()).toContain('service/web\n')
    const { broken, line } = changed('services/default/web', ({ spec }) => (spec.ports = 'x'))
    writeFileSync(path, broken)
    await expect(cluster.read(() => {})).rejects.toThrow(`line ${line}`)
    writeFileSync(path, text)
    expect(await look()).toContain('service/web\n')
  })
})

describe('what has the mark of this program, as a copy that keeps times has,', () => {
  const believed = (content: string) => {
    writeFileSync(path, text)
    const before = statSync(path).mtimeMs
    writeFileSync(path, content)
    // Microseconds that kubesim leaves (`json-file.ts`).
    utimesSync(path, Math.floor(before / 1000), Math.floor(before / 1000) + 0.2718285)
  }

  test.each<[string, (object: Changed) => void, string[]]>([
    ['machines/worker-1', without('kubeProxy'), ['node', 'stop', 'worker-1']],
    ['services/default/web', ({ spec }) => (spec.ports = {}), ['describe', 'service', 'web']],
    [
      'deployments/default/',
      ({ metadata }) => (metadata.managedFields[0].fieldsV1 = 1),
      ['scale', 'deploy/web', '--replicas=2'],
    ],
  ])('%s: its fault is told by whom it makes fail, and nothing is saved', async (beginning, change, argv) => {
    const { broken, line } = changed(beginning, change)
    believed(broken)
    const cluster = await Cluster.open({ state: path })
    const { stderr, exitCode } = await cluster.run(argv)
    expect(stderr).toContain(`line ${line}`)
    expect(exitCode).toBe(1)
    expect(readFileSync(path, 'utf8')).toBe(broken)
  })
})

describe('a damaged head is told with its line', () => {
  test.each<[string, string, string, RegExp]>([
    ['settings', '"pace":"instant"', '"pace":[]', /the pace must be/],
    ['settings', '"loadBalancer":{"mode":"localhost"}', '"loadBalancer":null', /load balancer/],
    ['settings', '"seed":"kubesim"', '"seed":1', /seed must be a text/],
    ['settings', '"disabled":[]', '"disabled":[{}]', /names/],
    ['settings', '"podRange":"10.244.0.0/16"', '"podRange":"x"', /invalid CIDR/],
    ['settings', '"first":30000', '"first":"x"', /node ports/],
    ['time', '"sequence":', '"ahead":1.5,"sequence":', /this is no time/],
    ['time', '"time":{"now":', '"time":{"now":1e300,"was":', /this is no time/],
    ['wakeups', '"wakeups":[\n{"at":', '"wakeups":[\n{"at":-1,"was":', /wakeups/],
    ['objects', '"objects":{', '"images":[{"names":1}],\n"objects":{', /images/],
    ['objects', '"objects":{', '"watchers":[{"pid":1,"since":1}],\n"objects":{', /watchers/],
    ['objects', '"objects":{', '"changes":[\n{"revision":"x"}\n],\n"objects":{', /list of changes/],
  ])('%s: %s → %s', async (field, before, after, says) => {
    const broken = text.replace(before, () => after)
    expect(broken).not.toBe(text)
    writeFileSync(path, broken)
    const error = await Cluster.open({ state: path }).catch((reason) => reason)
    expect(error).toBeInstanceOf(StateFileError)
    expect(error.message).toMatch(says)
    expect(error.line).toBe(text.slice(0, text.indexOf(`"${field}":`)).split('\n').length)
  })

  test('to who looks at the head alone, too', () => {
    writeFileSync(path, text.replace('"loadBalancer":{"mode":"localhost"}', '"loadBalancer":null'))
    expect(() => clusterStatus(path)).toThrow(/line 2/)
  })
})

describe('whose file it is', () => {
  const isOwn = () => jsonFile(path).read()?.own

  test('is told by the time of its last modification, and whoever else writes to it changes that', async () => {
    writeFileSync(path, text)
    expect(isOwn()).toBe(false)
    const cluster = await Cluster.open({ state: path })
    await cluster.run(['create', 'configmap', 'a'])
    await cluster.close()
    expect(isOwn()).toBe(true)
    expect(Math.abs(Date.now() - statSync(path).mtimeMs)).toBeLessThan(60_000)
    copyFileSync(path, `${path}.copy`)
    expect(jsonFile(`${path}.copy`).read()?.own).toBe(false)
    utimesSync(path, 1, 1)
    expect(isOwn()).toBe(false)
  })

  test('is this program’s as well when it has been checked, so that nobody need do so again', async () => {
    const { broken } = changed('services/default/web', ({ spec }) => (spec.ports = 'x'))
    writeFileSync(path, broken)
    await expect(Cluster.open({ state: path })).rejects.toThrow('spec.ports')
    expect(isOwn()).toBe(false)
    writeFileSync(path, text)
    const cluster = await Cluster.open({ state: path })
    expect(isOwn()).toBe(true)
    await cluster.close()
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('makes no difference to what is read', async () => {
    writeFileSync(path, text)
    const cluster = await Cluster.open({ state: path })
    const before = await cluster.run(['get', 'all', '-A', '-o', 'yaml'])
    await cluster.run(['create', 'configmap', 'b'])
    await cluster.close()
    const again = await Cluster.open({ state: path })
    expect(await again.run(['get', 'all', '-A', '-o', 'yaml'])).toEqual(before)
  })
})
