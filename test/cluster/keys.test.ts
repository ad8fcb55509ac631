/** What tokens are signed with: a key of the machine's chance, or of a seed that somebody has chosen. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { issueToken, reviewToken } from '../../src/api/tokens/index.js'
import { clusterStatus, createCluster, rekeyCluster, resetCluster } from '../../src/cluster/home.js'
import type { Context } from '../../src/commands/command.js'
import { status } from '../../src/commands/simulation/cluster/index.js'
import { Cluster } from '../../src/index.js'
import { objectKey } from '../../src/model/objects/object.js'
import type { ServiceAccount } from '../../src/model/objects/types.js'
import { createRandom } from '../../src/simulation/random.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-keys-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let files = 0
const file = () => join(directory, `${++files}.json`)
const mint = async (cluster: Cluster, settings = cluster.settings) =>
  cluster.read((reader) => ({ reader, settings, random: createRandom(settings.seed), now: cluster.now() }))
const tokenOf = async (state: string) => {
  const cluster = await Cluster.open({ state, create: false })
  return (await cluster.run(['create', 'token', 'default'])).stdout.trim()
}
const believes = async (state: string, token: string) => {
  const cluster = await Cluster.open({ state, create: false })
  return typeof reviewToken(await mint(cluster), token) !== 'string'
}
const keyIn = (state: string) => clusterStatus(state)?.settings.tokenKey

describe('the key of a cluster', () => {
  const virtual = { clock: 'virtual', workers: 0 } as const

  test('cannot be worked out from what every cluster begins with', async () => {
    const cluster = await Cluster.open({ create: virtual })
    const twin = await Cluster.open({ create: virtual })
    const { tokenKey, ...known } = cluster.settings
    expect(Buffer.from(tokenKey ?? '', 'base64')).toHaveLength(32)
    expect(twin.settings.tokenKey).not.toBe(tokenKey)
    const forger = await mint(cluster, known)
    const account = forger.reader.get<ServiceAccount>(objectKey('serviceaccounts', 'default', 'default'))!
    const forged = issueToken(forger, { account, audiences: [], seconds: 3600 })
    expect(reviewToken(await mint(cluster), forged)).toBe('invalid bearer token')
  })

  test('follows from the seed that somebody has chosen, and only then', async () => {
    const [one, two] = [file(), file()]
    for (const state of [one, two]) await createCluster(state, { ...virtual, name: 'a', seed: 'x' }, randomBytes)
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(two, 'utf8'))
    expect(keyIn(one)).toBeUndefined()
    expect(await tokenOf(one)).toBe(await tokenOf(two))
  })

  test('stays with the file, and is another after a reset', async () => {
    const state = file()
    await createCluster(state, virtual, randomBytes)
    const [key, token] = [keyIn(state), await tokenOf(state)]
    expect(await believes(state, token)).toBe(true)
    await resetCluster(state, randomBytes)
    expect(keyIn(state)).not.toBe(key)
    expect(await believes(state, token)).toBe(false)
  })

  test('is kept as it was in a file of before there were keys, until it is given one', async () => {
    const state = file()
    await createCluster(state, { ...virtual, seed: 'kubesim' }, randomBytes)
    const token = await tokenOf(state)
    expect(await believes(state, token)).toBe(true)
    await rekeyCluster(state, randomBytes)
    expect(await believes(state, token)).toBe(false)
    expect(await believes(state, await tokenOf(state))).toBe(true)
    await expect(rekeyCluster(file(), randomBytes)).rejects.toThrow('there is no cluster')
  })

  test('is told to nobody who asks for the status', async () => {
    const state = file()
    await createCluster(state, virtual, randomBytes)
    let stdout = ''
    const machine = { state, clusters: async () => ({ status: clusterStatus }) }
    const context = { machine, io: { out: (text: string) => (stdout += text) } } as unknown as Context
    await status.run(undefined, context)
    expect(stdout).toContain('random')
    expect(stdout).not.toContain(keyIn(state))
  })

  test('is a fault of the file when it is none', async () => {
    const state = file()
    await createCluster(state, virtual, randomBytes)
    const key = keyIn(state)!
    for (const other of ['"x"', '""', '7', `"${key}="`]) {
      writeFileSync(state, readFileSync(state, 'utf8').replace(`"${key}"`, other))
      expect(() => clusterStatus(state), other).toThrow(/line 2: the key for tokens must be 32 bytes/)
      writeFileSync(state, readFileSync(state, 'utf8').replace(`"tokenKey":${other}`, `"tokenKey":"${key}"`))
    }
  })
})
