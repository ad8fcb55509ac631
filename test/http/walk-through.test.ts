/** The API step by step with curl, as courses teach it; without curl on the machine these steps are left out. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecureServer, startSecureServer, token } from './test-server.js'

const folder = mkdtempSync(join(tmpdir(), 'kubesim-walk-'))
const authority = join(folder, 'ca.crt')
let server: SecureServer

beforeAll(async () => {
  server = await startSecureServer()
  writeFileSync(authority, server.authority)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const open = ['-sS', '--cacert', authority]
const secured = [...open, '-H', `Authorization: Bearer ${token}`]

const curl = (path: string, ...options: readonly string[]) => run(secured, path, options)

function run(general: readonly string[], path: string, options: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('curl', [...general, ...options, server.address + path], (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(stderr))
    })
  })
}

const code = ['-o', '/dev/null', '-w', '%{http_code}']
const json = async (path: string, ...options: readonly string[]) => JSON.parse(await curl(path, ...options))
const pods = '/api/v1/namespaces/default/pods'
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'walker', labels: { app: 'walk' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
}
const sending = (type: string, body: unknown) => ['-H', `Content-Type: ${type}`, '-d', JSON.stringify(body)]

describe.runIf(isThere('curl'))('with curl', () => {
  test('nothing is shown without the token', async () => {
    expect(await run(open, pods, code)).toBe('403')
    expect(await run(open, pods, [...code, '-H', 'Authorization: Bearer wrong'])).toBe('401')
    expect(await run(open, '/version', code)).toBe('200')
  })

  test('the API says what it has, in a form for people', async () => {
    expect((await json('/api')).versions).toEqual(['v1'])
    expect((await json('/apis')).groups.map(({ name }: { name: string }) => name)).toContain('apps')
    expect((await json('/api/v1')).resources.map(({ name }: { name: string }) => name)).toContain('pods/log')
    expect(await curl('/api')).toMatch(/^\{\n {2}"kind": "APIVersions",\n/)
    expect(await curl('/healthz')).toBe('ok')
  })

  test('a pod is made, read, changed, watched and deleted', async () => {
    expect(await json(pods, ...sending('application/json', pod))).toMatchObject({
      kind: 'Pod',
      status: { phase: 'Pending' },
    })
    const list = await json(pods)
    expect(list).toMatchObject({ kind: 'PodList', items: [{ status: { phase: 'Running' } }] })
    const since = list.metadata.resourceVersion

    const patch = (type: string, body: unknown) => json(`${pods}/walker`, '-X', 'PATCH', ...sending(type, body))
    const operations = [{ op: 'add', path: '/metadata/labels/json', value: 'yes' }]
    await patch('application/json-patch+json', operations)
    await patch('application/merge-patch+json', { metadata: { labels: { merge: 'yes' } } })
    await patch('application/strategic-merge-patch+json', { metadata: { labels: { strategic: 'yes' } } })
    const labels = { app: 'walk', json: 'yes', merge: 'yes', strategic: 'yes' }
    expect((await json(`${pods}/walker`)).metadata.labels).toEqual(labels)

    const watched = await curl(`${pods}?watch=true&resourceVersion=${since}&timeoutSeconds=1`)
    const types = watched
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types).toEqual(['MODIFIED', 'MODIFIED', 'MODIFIED'])

    expect(await curl(`${pods}/walker/log`)).toContain('nginx')
    expect(await curl(`${pods}/walker`, '-X', 'DELETE', ...code)).toBe('200')
    expect(await curl(`${pods}/walker`, ...code)).toBe('404')
  })

  test('an object is sent in YAML, and comes back so', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: written\ndata:\n  a: b\n'
    const yaml = ['-H', 'Content-Type: application/yaml', '-H', 'Accept: application/yaml', '--data-binary', body]
    expect(await curl('/api/v1/namespaces/default/configmaps', ...yaml)).toContain('data:\n  a: b\n')
  })

  test('a watch tells changes as they come', async () => {
    const path = `${server.address}/api/v1/namespaces/default/configmaps?watch=true&labelSelector=walk%3Dyes`
    const watching = spawn('curl', [...secured, '-N', path])
    watching.stdout.setEncoding('utf8')
    const told = (async () => {
      for await (const line of watching.stdout) return JSON.parse(line)
    })()
    const labelled = { metadata: { name: 'told', labels: { walk: 'yes' } } }
    await curl('/api/v1/namespaces/default/configmaps', ...sending('application/json', labelled))
    expect(await told).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'told' } } })
    watching.kill()
  })
})
