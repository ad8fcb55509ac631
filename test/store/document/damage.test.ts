import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../../src/cluster/index.js'
import { createStore, emptyDocument, jsonFile, parseDocument, StateFileError } from '../../../src/store/index.js'
import { objectFor, saved } from '../objects.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-damage-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let good = ''
beforeAll(() => {
  const empty = emptyDocument()
  const store = createStore(empty)
  for (const name of ['a', 'b', 'c']) {
    store.put(`configmaps/default/${name}`, {
      ...objectFor(`configmaps/default/${name}`),
      data: { text: `${name}"}\n` },
    })
  }
  const header = { settings: { name: 'x' }, time: { now: 1, sequence: 0 }, wakeups: [] }
  good = saved(empty, store, header).toString()
})

const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length

const damages: Readonly<Record<string, (text: string) => { text: string; line: number | undefined; says: RegExp }>> = {
  empty: () => ({ text: '', line: 1, says: /empty/ }),
  'only blanks': () => ({ text: ' \n\n ', line: 1, says: /empty/ }),
  'cut off': (text) => ({
    text: text.slice(0, -20),
    line: line(text, '"configmaps/default/c"'),
    says: /ends too early|expected/,
  }),
  'cut off in the header': (text) => ({ text: text.slice(0, 60), line: 2, says: /ends too early|expected/ }),
  'cut off at a line': (text) => ({
    text: text.slice(0, text.indexOf('"configmaps/default/c"')),
    line: line(text, '"configmaps/default/c"'),
    says: /expected a key/,
  }),
  'a lost bracket': (text) => ({
    text: text.replace('"metadata":{"name":"b"', '"metadata":"name":"b"'),
    line: line(text, '"configmaps/default/b"'),
    says: /expected a comma/,
  }),
  'a lost comma between lines': (text) => ({
    text: text.replace('},\n"configmaps/default/c"', '}\n"configmaps/default/c"'),
    line: line(text, '"configmaps/default/c"'),
    says: /expected a comma/,
  }),
  'marks of a merge conflict': (text) => ({
    text: text.replace('"configmaps/default/b"', '<<<<<<< HEAD\n"configmaps/default/b"'),
    line: line(text, '"configmaps/default/b"'),
    says: /expected a key/,
  }),
  'zero bytes': (text) => ({
    text: text.slice(0, -30) + '\0'.repeat(30),
    line: line(text, '"configmaps/default/c"'),
    says: /expected/,
  }),
  'an object without a name': (text) => ({
    text: text.replace('"metadata":{"name":"b",', '"metadata":{"nam":"b",   '),
    line: line(text, '"configmaps/default/b"'),
    says: /configmaps\/default\/b.*metadata\.name/,
  }),
  'something else in JSON': () => ({
    text: '{"name": "kubesim", "version": "1.0"}',
    line: 1,
    says: /not a kubesim cluster/,
  }),
  'a list': () => ({ text: '[]', line: 1, says: /not a kubesim cluster/ }),
  'a manifest': () => ({ text: 'apiVersion: v1\nkind: Pod\n', line: 1, says: /no JSON/ }),
  'a newer format': (text) => ({ text: text.replace('"kubesim":1', '"kubesim":9'), line: 1, says: /newer kubesim.*9/ }),
  'wrong settings': (text) => ({ text: text.replace('{"name":"x"}', '["name","x"]'), line: 2, says: /settings/ }),
  'wrong wakeups': (text) => ({ text: text.replace('"wakeups":[]', '"wakeups":{}'), line: 4, says: /wakeups/ }),
  'no revision': (text) => ({ text: text.replace('"revision":3', '"revision":"x"'), line: 1, says: /revision/ }),
  'objects as a list': () => ({ text: '{"kubesim":1,"revision":3,\n"objects":[]}', line: 2, says: /objects/ }),
}

describe('a file that is not as it should be', () => {
  test.each(Object.entries(damages))('%s: reported by line, and left alone', async (name, damage) => {
    const { text, line, says } = damage(good)
    expect(text).not.toBe(good)
    const path = join(directory, `${name.replaceAll(' ', '-')}.json`)
    writeFileSync(path, text)
    const error = await Cluster.open({ state: path }).then(
      async (cluster) => {
        // Damage in one object shows when that object is wanted.
        return cluster.read((reader) => void reader.list('configmaps')).catch((reason) => reason)
      },
      (reason) => reason,
    )
    expect(error).toBeInstanceOf(StateFileError)
    expect(error.message).toMatch(says)
    expect(error.message).toContain(path)
    expect(error.line).toBe(line)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('is found in every place where it can be cut', () => {
    const bytes = Buffer.from(good)
    for (let length = 0; length < bytes.length - 1; length += 7) {
      expect(() => parseDocument(bytes.subarray(0, length), 'x', false)).toThrow(StateFileError)
    }
  })
})

describe('a file that somebody has edited', () => {
  test.each<[string, (text: string) => string]>([
    ['indented', (text) => JSON.stringify(JSON.parse(text), undefined, 2)],
    ['in one line', (text) => JSON.stringify(JSON.parse(text))],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['out of order', (text) => JSON.stringify({ ...JSON.parse(text), kubesim: 1 })],
    ['with a changed object', (text) => text.replace('"name":"b"', '"name":"b","labels":{"x":"yyy"}')],
  ])('is taken as it is: %s', (_, edit) => {
    const store = createStore(parseDocument(Buffer.from(edit(good)), 'x', false))
    expect(store.list('configmaps').map(({ metadata, data }) => [metadata.name, data.text])).toEqual([
      ['a', 'a"}\n'],
      ['b', 'b"}\n'],
      ['c', 'c"}\n'],
    ])
  })
})

describe('a place that cannot be written', () => {
  const refuse = async (path: string) => {
    const error = await Cluster.open({ state: path }).then(
      () => undefined,
      (reason) => reason,
    )
    expect(error).toBeInstanceOf(StateFileError)
    expect(error.message).toContain(path)
    return error.message as string
  }

  test('a directory', async () => {
    const path = join(directory, 'folder')
    mkdirSync(path)
    expect(await refuse(path)).toContain('is a directory')
  })

  test('under a file', async () => {
    writeFileSync(join(directory, 'plain'), '')
    await refuse(join(directory, 'plain', 'state.json'))
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('without permission', async () => {
    const path = join(directory, 'locked.json')
    await (await Cluster.open({ state: path })).close()
    chmodSync(path, 0o444)
    const disk = jsonFile(path)
    await expect(async () => disk.lock(async () => {})).rejects.toThrow('permission denied')
  })
})
