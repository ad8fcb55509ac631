/** Helm on a served cluster: a release installed, upgraded, rolled back and taken away; without helm it is left out. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecureServer, startSecureServer } from './test-server.js'

const folder = mkdtempSync(join(tmpdir(), 'kubesim-helm-'))
const chart = join(folder, 'web')
let server: SecureServer

beforeAll(async () => {
  server = await startSecureServer(1000)
  writeFileSync(join(folder, 'config'), server.kubeconfig)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

function isThere(): boolean {
  try {
    execFileSync('helm', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function helm(line: string): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: join(folder, 'config') }
  return new Promise((resolve, reject) => {
    execFile('helm', line.split(' '), { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(stderr))
    })
  })
}

const shown = async (line: string) => (await server.cluster.run(line.split(' '))).stdout
const replicas = () => shown('get deployment shop-web -o jsonpath={.status.readyReplicas}')

describe.runIf(isThere())('helm', () => {
  test('installs a release, upgrades it, rolls it back and takes it away', async () => {
    await helm(`create ${chart}`)
    expect(await helm(`install shop ${chart}`)).toContain('STATUS: deployed')
    expect(await replicas()).toBe('1')
    expect(await shown('get service shop-web -o jsonpath={.spec.ports[0].port}')).toBe('80')
    await helm(`upgrade shop ${chart} --set replicaCount=3`)
    expect(await replicas()).toBe('3')
    await helm('rollback shop 1')
    expect(await replicas()).toBe('1')
    expect(await helm('history shop')).toMatch(/superseded.*superseded.*Rollback to 1/s)
    await helm('uninstall shop')
    expect(await shown('get deployment,service -l app.kubernetes.io/instance=shop')).toBe('')
  })
})
