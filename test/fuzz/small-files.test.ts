/** The other files that strangers may have written: locks, notices of servers, kubeconfigs; and tokens. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { ConnectionError, UsageError } from '../../src/api/contract/errors.js'
import { reviewToken } from '../../src/api/tokens/index.js'
import { Cluster } from '../../src/index.js'
import { chosenFrom } from '../../src/kubeconfig/choice.js'
import { merged, parseKubeconfig, printKubeconfig } from '../../src/kubeconfig/document.js'
import { createRandom } from '../../src/simulation/random.js'
import { jsonFile, readNotice, StateFileError } from '../../src/store/index.js'
import { fuzzing, holds, long } from './fuzzing.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-small-files-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Values of fields that mean something, and others. */
const value = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(hostname(), 0, -1, 1, 2 ** 31, '../x', 'default', null))
const documentOf = (names: readonly string[]) =>
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(fc.constantFrom(...names), value).map((document) => JSON.stringify(document)),
  )

test('a lock is taken over, or waited for and told; nothing else is removed', async () => {
  const folder = join(directory, 'locks')
  mkdirSync(folder)
  const state = join(folder, 'state.json')
  const precious = ['precious', 'state.json.1-1.kept', 'x.tmp', '.tmp']
  for (const name of precious) writeFileSync(join(folder, name), name)
  const text = documentOf(['host', 'pid', 'started', 'session'])
  await holds(
    fc.asyncProperty(text, text, async (lock, next) => {
      writeFileSync(`${state}.lock`, lock)
      writeFileSync(`${state}.lock.next`, next)
      try {
        const held = await jsonFile(state).lock(async () => {})
        held.release()
        expect(readdirSync(folder).sort()).toEqual([...precious].sort())
      } catch (error) {
        expect(error).toBeInstanceOf(StateFileError)
        expect(readFileSync(`${state}.lock`, 'utf8')).toBe(lock)
      }
    }),
    fuzzing(60),
  )
})

test('a notice is believed, or nothing is there', () => {
  const state = join(directory, 'noticed.json')
  fc.assert(
    fc.property(documentOf(['kubesim', 'file', 'server', 'address', 'token']), (text) => {
      writeFileSync(`${state}.server`, text, { mode: 0o600 })
      expect(readNotice(state)).toBeUndefined()
    }),
    fuzzing(200),
  )
})

test('a kubeconfig is read, or refused in kubectl’s words; what is read can be joined and written', async () => {
  const named = fc.array(fc.dictionary(fc.constantFrom('name', 'cluster', 'context', 'user', 'other'), value), {
    maxLength: 3,
  })
  const config = fc.dictionary(
    fc.constantFrom(
      'apiVersion',
      'kind',
      'clusters',
      'contexts',
      'users',
      'current-context',
      'preferences',
      'extensions',
    ),
    fc.oneof(value, named),
  )
  const own = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'own', cluster: { server: 'https://own' } }],
    contexts: [{ name: 'own', context: { cluster: 'own', user: 'own' } }],
    'current-context': 'own',
    users: [{ name: 'own', user: { token: 'x' } }],
  } as const
  const texts = fc.oneof(
    fc.string(),
    config.map((document) => JSON.stringify(document)),
  )
  await holds(
    fc.asyncProperty(texts, fc.constantFrom('', 'a', 'default'), async (text, context) => {
      try {
        const read = await parseKubeconfig(text, 'config')
        const joined = await parseKubeconfig(printKubeconfig(merged(read, own)), 'config')
        expect(chosenFrom(joined, { context: '', cluster: '', user: '' }).cluster.server).toBe('https://own')
        chosenFrom(read, { context, cluster: '', user: '' })
      } catch (error) {
        if (!(error instanceof UsageError) && !(error instanceof ConnectionError)) throw error
        expect(error.message).toMatch(/config/)
      }
    }),
    fuzzing(200),
  )
})

test('a token is nobody’s but the one that was given out', async () => {
  const cluster = await Cluster.open({ create: { clock: 'virtual', workers: 0 } })
  const token = (await cluster.run(['create', 'token', 'default'])).stdout.trim()
  const { settings } = cluster
  const mint = await cluster.read((reader) => ({
    reader,
    settings,
    random: createRandom(settings.seed),
    now: cluster.now(),
  }))
  const believes = (text: string) => typeof reviewToken(mint, text) !== 'string'
  expect(believes(token)).toBe(true)
  const parts = token.split('.')
  const encoded = fc.json().map((text) => Buffer.from(text).toString('base64url'))
  const part = fc.oneof(fc.string(), encoded, fc.constantFrom(...parts, ''))
  const spliced = fc.record({
    at: fc.nat({ max: token.length }),
    length: fc.nat({ max: 3 }),
    text: fc.string({ maxLength: 3 }),
  })
  const texts = fc.oneof(
    fc.array(part, { maxLength: 5 }).map((all) => all.join('.')),
    spliced.map(({ at, length, text }) => token.slice(0, at) + text + token.slice(at + length)),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(believes(text)).toBe(text === token)
    }),
    fuzzing(300),
  )
  for (const text of ['.'.repeat(long), 'a'.repeat(long), `${parts[0]}.${'a'.repeat(long)}.${parts[2]}`]) {
    expect(believes(text)).toBe(false)
  }
})
