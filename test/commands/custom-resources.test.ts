/** Custom resources in a living cluster: what other loops and commands make of them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCluster, type Typed } from './cluster.js'

const manifest = (name: string) => readFileSync(join(import.meta.dirname, '../differential/manifests', name), 'utf8')

async function withCronTabs(): Promise<Typed> {
  const typed = await openCluster()
  await typed.out('create -f -', manifest('crontabs-crd.yaml'))
  await typed.out('create -f -', manifest('crontab.yaml'))
  return typed
}

describe('a definition that is deleted', () => {
  test('goes when its objects have gone, and may be made again', async () => {
    const { type, out, cluster } = await withCronTabs()
    expect(await out('delete crd crontabs.stable.example.com')).toContain('deleted')
    expect(await cluster.read((reader) => reader.list('crontabs.stable.example.com'))).toEqual([])
    expect((await type('get ct')).stderr).toBe(`error: the server doesn't have a resource type "ct"\n`)
    await out('create -f -', manifest('crontabs-crd.yaml'))
    expect(await out('get ct')).toBe('')
  })

  test('waits for objects that are held, and takes no new ones', async () => {
    const { type, out, cluster } = await withCronTabs()
    await out('patch ct my-new-cron-object --type=merge -p {"metadata":{"finalizers":["a/b"]}}')
    await out('delete crd crontabs.stable.example.com --wait=false')
    expect(await out('get crd crontabs.stable.example.com -o jsonpath={.status.conditions[2].reason}')).toBe(
      'InstanceDeletionInProgress',
    )
    const refused = await type('create -f -', manifest('crontab.yaml').replace('my-new', 'another'))
    expect(refused.stderr).toContain('create not allowed while custom resource definition is terminating')
    await out('patch ct my-new-cron-object --type=merge -p {"metadata":{"finalizers":null}}')
    await cluster.advance(5000)
    expect((await type('get crd')).stderr).toBe('No resources found\n')
  })
})

test('a namespace takes its custom objects with it', async () => {
  const { out, cluster } = await withCronTabs()
  await out('create namespace shop')
  await out('create -n shop -f -', manifest('crontab.yaml'))
  await out('delete namespace shop')
  const left = await cluster.read((reader) => reader.list('crontabs.stable.example.com'))
  expect(left.map(({ metadata }) => metadata.namespace)).toEqual(['default'])
})

test('custom objects own others, and are owned', async () => {
  const { out } = await withCronTabs()
  const uid = await out('get ct my-new-cron-object -o jsonpath={.metadata.uid}')
  const owner = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'my-new-cron-object', uid }
  await out('create configmap child')
  await out(`patch configmap child -p {"metadata":{"ownerReferences":[${JSON.stringify(owner)}]}}`)
  await out('delete ct my-new-cron-object')
  expect(await out('get configmap child --ignore-not-found')).toBe('')
  await out('create configmap parent')
  const parent = await out('get configmap parent -o jsonpath={.metadata.uid}')
  const reference = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', name: 'parent', uid: parent })
  await out('create -f -', manifest('crontab.yaml'))
  await out(`patch ct my-new-cron-object --type=merge -p {"metadata":{"ownerReferences":[${reference}]}}`)
  await out('delete configmap parent')
  expect(await out('get ct --ignore-not-found')).toBe('')
})

test('names that are taken are not accepted, until they are free', async () => {
  const { type, out } = await withCronTabs()
  const second = manifest('crontabs-crd.yaml')
    .replace('name: crontabs.', 'name: crontabbies.')
    .replace('plural: crontabs', 'plural: crontabbies')
  await out('create -f -', second)
  const condition = (name: string) =>
    out(
      `get crd crontabbies.stable.example.com -o 'jsonpath={range .status.conditions[?(@.type=="${name}")]}{.status} {.reason} {.message}{end}'`,
    )
  expect(await condition('NamesAccepted')).toBe('False ListKindConflict "CronTabList" is already in use')
  expect(await condition('Established')).toBe('False NotAccepted not all names are accepted')
  expect((await type('get crontabbies')).stderr).toContain(`doesn't have a resource type "crontabbies"`)
  await out('delete crd crontabs.stable.example.com')
  expect(await condition('NamesAccepted')).toBe('True NoConflicts no conflicts found')
  expect(await out('create -f -', manifest('crontab.yaml'))).toContain(
    'crontab.stable.example.com/my-new-cron-object created',
  )
})

test('a watch shows them, and wait waits for them', async () => {
  const { out, type } = await withCronTabs()
  expect(await out('wait --for=jsonpath={.spec.replicas}=3 ct/my-new-cron-object')).toContain('condition met')
  const late = await type('wait --for=jsonpath={.spec.replicas}=4 ct/my-new-cron-object --timeout=1s')
  expect(late.stderr).toContain('timed out waiting for the condition')
  const { stdout } = await type('get ct -w --request-timeout=1s')
  expect(stdout).toContain('my-new-cron-object   * * * * */5   3')
})

test('server-side apply knows the lists of their schemas', async () => {
  const { type, out } = await openCluster()
  await out('create -f -', manifest('widgets-crd.yaml'))
  await out('apply --server-side -f -', manifest('widget.yaml'))
  const other = `{"apiVersion":"example.org/v1","kind":"Widget","metadata":{"name":"first"},"spec":{"parts":[{"name":"bolt","count":9}],"tags":["c"]}}`
  expect(await out('apply --server-side --field-manager=other -f -', other)).toContain('serverside-applied')
  expect(await out('get wd first -o jsonpath={.spec.parts[*].name}{.spec.tags}')).toBe('wheel axle bolt["a","b","c"]')
  const wheel = other.replace('bolt', 'wheel')
  const conflict = await type('apply --server-side --field-manager=third -f -', wheel.replace('"count":9', '"count":7'))
  expect(conflict.exitCode).toBe(0)
  const again = await type('apply --server-side --field-manager=other -f -', wheel)
  expect(again.stderr).toContain('conflict with "third": .spec.parts[name="wheel"].count')
  const unknown = await type('apply --server-side -f -', other.replace('"tags"', '"flags"'))
  expect(unknown.stderr).toContain('.spec.flags: field not declared in schema')
})
