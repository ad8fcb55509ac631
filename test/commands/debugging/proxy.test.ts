import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'
import { start } from '../lasting.js'

let lab: Typed
let folder: string
beforeAll(async () => {
  lab = await openCluster()
  await lab.type('create deployment web --image=nginx')
  await lab.type('expose deployment web --port=80')
  folder = mkdtempSync(join(tmpdir(), 'kubesim-proxy-'))
  writeFileSync(join(folder, 'a.html'), '<p>hello</p>\n')
  mkdirSync(join(folder, 'below'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await lab.cluster.close()
})

async function proxy(...args: string[]) {
  const running = start(lab, ['proxy', '--port=0', ...args])
  const [, address] = await running.shows(/^Starting to serve on (127\.0\.0\.1:\d+)\n$/)
  return {
    stop: () => running.stop(),
    get: async (path: string, options: RequestInit = {}) => {
      const answer = await fetch(`http://${address}${path}`, options)
      return { status: answer.status, text: await answer.text() }
    },
    address: address!,
  }
}

describe('proxy', () => {
  test('serves the API without a token, until Ctrl-C', async () => {
    const { get, stop, address } = await proxy()
    expect(JSON.parse((await get('/version')).text)).toMatchObject({ major: '1', minor: '36' })
    expect(JSON.parse((await get('/api')).text)).toMatchObject({ kind: 'APIVersions' })
    expect(JSON.parse((await get('/apis')).text)).toMatchObject({ kind: 'APIGroupList' })
    expect((await get('/healthz')).text).toBe('ok')
    expect((await get('/metrics')).text).toContain('apiserver_storage_objects{resource="pods"}')
    expect((await get('/api/v1/namespaces/default/services/web/proxy/')).text).toContain('Welcome to nginx!')
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made' } })
    const made = await get('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    })
    expect(made.status).toBe(201)
    expect(await lab.out('get configmap made -o name')).toBe('configmap/made\n')
    await stop()
    await expect(get('/version')).rejects.toThrow()
    expect(address).not.toBe('127.0.0.1:0')
  })

  test('refuses strangers and sessions', async () => {
    const { get, stop, address } = await proxy()
    expect(await get('/api/v1/namespaces/default/pods/web/exec?command=ls')).toEqual({
      status: 403,
      text: 'Forbidden\n',
    })
    const stranger = await new Promise<number | undefined>((resolve) =>
      request(`http://${address}/version`, { headers: { Host: 'evil.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end(),
    )
    expect(stranger).toBe(403)
    await stop()
  })

  test('filters as it is told', async () => {
    const { get, stop } = await proxy('--accept-paths=^/api/', '--reject-methods=POST,PUT', '--reject-paths=secrets')
    expect((await get('/version')).status).toBe(403)
    expect((await get('/api/v1/namespaces')).status).toBe(200)
    expect((await get('/api/v1/secrets')).status).toBe(403)
    expect((await get('/api/v1/namespaces', { method: 'POST', body: '{}' })).status).toBe(403)
    await stop()
  })

  test('has the API under a prefix, and files under another', async () => {
    const { get, stop } = await proxy('--api-prefix=/custom', '--www', folder, '--www-prefix=/files/')
    expect(JSON.parse((await get('/custom/api/v1/namespaces')).text).kind).toBe('NamespaceList')
    expect((await get('/api/v1/namespaces')).status).toBe(404)
    expect(await get('/files/a.html')).toEqual({ status: 200, text: '<p>hello</p>\n' })
    expect((await get('/files/')).text).toContain('<a href="below/">below/</a>')
    expect((await get('/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd')).status).toBe(404)
    await stop()
  })

  test('can be a socket, which replaces one that was left there', async () => {
    const path = join(folder, 'socket')
    for (let each = 0; each < 2; each++) {
      const running = start(lab, ['proxy', `--unix-socket=${path}`])
      await running.shows(/^Starting to serve on \S+\/socket\n$/)
      const status = await new Promise((resolve) =>
        request({ socketPath: path, path: '/healthz', headers: { Host: 'localhost' } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }).end(),
      )
      expect(status).toBe(200)
      await running.stop()
    }
  })

  test.each([
    [['--port=0', '--unix-socket=x'], 1, /^error: cannot set --unix-socket and --port at the same time\n$/],
    [['--port=0', '--accept-hosts=('], 255, /^F\d{4} .*\] Error compiling re: error parsing regexp: /],
    [
      ['--port=0', '--reject-paths=(?!x)'],
      255,
      /^F\d{4} .*\] Error compiling re: error parsing regexp: invalid or unsupported Perl syntax: `\(\?!`\n/,
    ],
    [
      ['--port=0', '--address=203.0.113.1'],
      1,
      /^error: listen tcp 203\.0\.113\.1:0: bind: cannot assign requested address\n$/,
    ],
  ])('%j', async (args, code, message) => {
    const { stderr, exitCode } = await lab.cluster.run(['proxy', ...args])
    expect(exitCode).toBe(code)
    expect(stderr).toMatch(message)
  })
})
