import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/commands/command.js'
import { command } from '../../src/commands/simulation/serve.js'
import { readOrMakeCertificate, startServer } from '../../src/http/index.js'
import { Cluster } from '../../src/index.js'
import { parseYaml } from '../../src/model/yaml/reader.js'
import { servers } from '../../src/process/servers.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubesim-serve-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Serves a cluster until `during` is over. */
async function serve(
  kubeconfig: string,
  during: (said: string) => Promise<void>,
  { listenOn = '127.0.0.1', seed = '' } = {},
): Promise<void> {
  const state = join(home, 'clusters', 'lab.json')
  const cluster = await Cluster.open({ state, create: seed === '' ? {} : { seed } })
  const end = new AbortController()
  let said = ''
  let begun = () => {}
  const ready = new Promise<void>((resolve) => {
    begun = resolve
  })
  const context = {
    cluster,
    namespace: 'team',
    machine: { home, state, servers: async () => servers },
    files: { environment: {} },
    signal: end.signal,
    io: {
      out: (text: string) => (said += text),
      warn: (text: string) => (said += `Warning: ${text}\n`),
      flush: async () => begun(),
    },
  } as unknown as Context
  const serving = command.run({ listenOn, port: 0, tls: true, kubeconfig }, context)
  try {
    await Promise.race([ready, serving])
    await during(said)
  } finally {
    end.abort()
    await serving.finally(() => cluster.close())
  }
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; 'certificate-authority-data': string } }[]
  readonly contexts: readonly { name: string; context: { namespace: string } }[]
  readonly users: { user: { token: string } }[]
}

const read = (path: string) => parseYaml(readFileSync(path, 'utf8')) as Kubeconfig

function call({ clusters, users }: Kubeconfig, method: string, path: string, body = ''): Promise<number | undefined> {
  const { server, 'certificate-authority-data': authority } = clusters[0]!.cluster
  const headers = { Authorization: `Bearer ${users[0]!.user.token}`, 'Content-Type': 'application/json' }
  return new Promise((resolve, reject) => {
    const ca = Buffer.from(authority, 'base64')
    const sending = request(`${server}${path}`, { method, headers, ca, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    sending.on('error', reject)
    sending.end(body)
  })
}

describe('serve', () => {
  test('writes how to reach it, and works on the file that other commands use', async () => {
    await serve('', async (said) => {
      const path = join(home, 'kubeconfigs', 'lab.yaml')
      const config = read(path)
      expect(said).toContain(config.clusters[0]!.cluster.server)
      expect(said).toContain(`export KUBECONFIG=${path}`)
      expect(config.contexts[0]).toMatchObject({ name: 'kubesim-lab', context: { namespace: 'team' } })
      expect(statSync(path).mode & 0o077).toBe(0)
      const configMaps = '/api/v1/namespaces/default/configmaps'
      expect(await call(config, 'POST', configMaps, '{"metadata":{"name":"served"}}')).toBe(201)
      const other = await Cluster.open({ state: join(home, 'clusters', 'lab.json') })
      expect((await other.run(['get', 'configmap', 'served', '-o', 'name'])).stdout).toBe('configmap/served\n')
      await other.run(['create', 'configmap', 'typed'])
      await other.close()
      expect(await call(config, 'GET', `${configMaps}/typed`)).toBe(200)
    })
  })

  test('makes its certificate once and its token anew', async () => {
    const path = join(home, 'config')
    const seen: Kubeconfig[] = []
    for (let times = 0; times < 2; times++) await serve(path, async () => void seen.push(read(path)))
    const [first, second] = seen.map(({ clusters, users }) => ({
      authority: clusters[0]!.cluster['certificate-authority-data'],
      token: users[0]!.user.token,
    }))
    expect(second!.authority).toBe(first!.authority)
    expect(second!.token).not.toBe(first!.token)
  })

  test('lets other machines in over TLS, with a certificate for its addresses', async () => {
    const path = join(home, 'config')
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal)
    const seen = async () => {
      const config = read(path)
      if (outside !== undefined) expect(config.clusters[0]!.cluster.server).toContain(outside.address)
      expect(await call(config, 'GET', '/api/v1/namespaces')).toBe(200)
      config.users[0]!.user.token = 'nonsense'
      expect(await call(config, 'GET', '/api/v1/namespaces')).toBe(401)
    }
    await serve(path, seen, { listenOn: '0.0.0.0' })
    const cluster = await Cluster.open({})
    await expect(startServer({ cluster, token: 'x', listenOn: '0.0.0.0' })).rejects.toThrow('TLS alone')
  })

  test('says that a chosen seed tells the key, and keeps such a cluster to this machine', async () => {
    const path = join(home, 'config')
    await serve(path, async (said) => expect(said).not.toContain('Warning'))
    rmSync(join(home, 'clusters'), { recursive: true })
    await serve(
      path,
      async (said) => expect(said).toMatch(/^Warning: .* follows from its seed.*`kubesim cluster rekey`/),
      {
        seed: 'chosen',
      },
    )
    const abroad = serve(path, async () => {}, { listenOn: '0.0.0.0' })
    await expect(abroad).rejects.toThrow(/follows from its seed.* it is not served to other machines; .*rekey/)
  })

  test('joins a kubeconfig that somebody else has written, and refuses what is none', async () => {
    const path = join(home, 'config')
    writeFileSync(path, 'contexts: [{name: theirs, context: {cluster: x}}]\n')
    await serve(path, async () =>
      expect(read(path).contexts.map(({ name }) => name)).toEqual(['theirs', 'kubesim-lab']),
    )
    writeFileSync(path, 'contexts: theirs\n')
    await expect(serve(path, async () => {})).rejects.toThrow('error loading config file')
    expect(readFileSync(path, 'utf8')).toBe('contexts: theirs\n')
  })

  test.skipIf(process.platform === 'win32')('has a certificate whose key nobody else could have read', async () => {
    const path = join(home, 'serve.pem')
    const first = readOrMakeCertificate(path)
    expect([statSync(path).mode & 0o777, readOrMakeCertificate(path)]).toEqual([0o600, first])
    chmodSync(path, 0o640)
    expect(readOrMakeCertificate(path).key).not.toBe(first.key)
    const other = join(home, 'other')
    writeFileSync(other, 'precious')
    rmSync(path)
    symlinkSync(other, path)
    readOrMakeCertificate(path)
    expect(readFileSync(other, 'utf8')).toBe('precious')
    expect(lstatSync(path).isFile()).toBe(true)
  })
})
