import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { pause, yieldToEventLoop } from '../../../src/simulation/index.js'
import { replaceFile } from '../../../src/store/disks/replace-file.js'
import { renderDocument, spliced } from '../../../src/store/document/document.js'
import {
  createStore,
  type Disk,
  emptyDocument,
  jsonFile,
  memoryDisk,
  memoryPlace,
  StateFileError,
} from '../../../src/store/index.js'
import { objectFor } from '../objects.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-disks-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let files = 0
const file = () => join(directory, `state-${++files}.json`)

function content(names: readonly string[], header: Record<string, unknown> = {}) {
  const document = emptyDocument()
  const store = createStore(document)
  for (const name of names) store.put(`things/default/${name}`, objectFor(`things/default/${name}`))
  return renderDocument(store.revision, header, [], spliced(document.lines, store.changedLines()))
}

const names = (disk: Disk) =>
  createStore(disk.read())
    .list('things')
    .map(({ metadata }) => metadata.name)

/** Each gives two disks of one place. */
const kinds: readonly (readonly [string, () => readonly [Disk, Disk]])[] = [
  [
    'a JSON file',
    () => {
      const path = file()
      return [jsonFile(path), jsonFile(path)]
    },
  ],
  [
    'memory',
    () => {
      const place = memoryPlace()
      return [memoryDisk(place), memoryDisk(place)]
    },
  ],
]

describe.each(kinds)('%s', (_, make) => {
  test('is empty until something is written', () => {
    const [disk] = make()
    expect(disk.read()).toBeUndefined()
    expect(disk.version()).toBeUndefined()
    disk.remove()
  })

  test('gives back what was written, header and revision as well', () => {
    const [disk, other] = make()
    disk.write(content(['b', 'a'], { settings: { name: 'x' }, list: [{ a: 1 }, { a: 2 }], none: [] }))
    expect(names(other)).toEqual(['a', 'b'])
    expect(other.read()?.revision).toBe(2)
    expect(other.read()?.header).toEqual({ settings: { name: 'x' }, list: [{ a: 1 }, { a: 2 }], none: [] })
    expect(other.read()?.changes()).toEqual([])
  })

  test('has another version after each write, and the same for everybody', () => {
    const [disk, other] = make()
    const seen = new Set<string | undefined>()
    for (const name of ['a', 'b', 'c', 'd']) {
      disk.write(content([name]))
      expect(other.version()).toBe(disk.version())
      seen.add(disk.version())
    }
    disk.remove()
    seen.add(disk.version())
    expect(seen.size).toBe(5)
  })

  test('gives its lock to one at a time', async () => {
    const [disk, other] = make()
    let inside = 0
    let most = 0
    const enter = async (which: Disk) => {
      const lock = await which.lock(pause)
      most = Math.max(most, ++inside)
      expect(lock.isHeld()).toBe(true)
      await pause(1)
      inside--
      lock.release()
    }
    await Promise.all([disk, other, disk, other, other, disk].map(enter))
    expect(most).toBe(1)
  })

  test('calls those who watch', async () => {
    const [disk, other] = make()
    disk.write(content(['a']))
    const called = new Promise<void>((resolve) => {
      const stop = other.watch(() => {
        stop()
        resolve()
      })
    })
    disk.write(content(['b']))
    await called
  })

  test('tells its sessions apart, and which of them live', () => {
    const [disk, other] = make()
    expect(disk.self).not.toEqual(other.self)
    expect(disk.isAlive(other.self)).toBe(true)
  })
})

describe('a state file', () => {
  test('leaves nothing beside it', async () => {
    const path = join(directory, 'alone', 'state.json')
    const disk = jsonFile(path)
    const lock = await disk.lock(pause)
    expect(readdirSync(join(directory, 'alone'))).toEqual(['state.json.lock'])
    disk.write(content(['a']))
    lock.release()
    expect(readdirSync(join(directory, 'alone'))).toEqual(['state.json'])
  })

  test('is one valid document with one object a line, in order', () => {
    const path = file()
    jsonFile(path).write(content(['b', 'c', 'a']))
    const text = readFileSync(path, 'utf8')
    expect(Object.keys(JSON.parse(text).objects)).toEqual(['a', 'b', 'c'].map((name) => `things/default/${name}`))
    expect(text.split('\n').filter((line) => line.startsWith('"things/'))).toHaveLength(3)
  })

  test.skipIf(process.platform === 'win32')('keeps its permissions, and the link that leads to it', () => {
    const path = file()
    writeFileSync(path, '', { mode: 0o600 })
    const link = file()
    symlinkSync(path, link)
    jsonFile(link).write(content(['a']))
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(names(jsonFile(path))).toEqual(['a'])
  })

  test.skipIf(process.platform === 'win32')(
    'is for its owner alone, and so is the folder that is made for it',
    async () => {
      const path = join(directory, 'new', 'state.json')
      const disk = jsonFile(path)
      const lock = await disk.lock(pause)
      disk.write(content(['a']))
      lock.release()
      expect([statSync(path), statSync(join(directory, 'new'))].map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o700])
    },
  )

  test.skipIf(process.platform === 'win32')('is not written through a link that lies where the new one is made', () => {
    const path = file()
    const other = file()
    writeFileSync(other, 'precious')
    const disk = jsonFile(path)
    const link = `${path}.${disk.self.pid}-${disk.self.session}.tmp`
    symlinkSync(other, link)
    disk.write(content(['a']))
    rmSync(link)
    expect(readFileSync(other, 'utf8')).toBe('precious')
    expect(lstatSync(path).isFile()).toBe(true)
    expect(names(jsonFile(path))).toEqual(['a'])
  })

  test('is made each time under a name that nobody can have taken', () => {
    const path = file()
    const beside = () => readdirSync(directory).filter((name) => name.startsWith(`${basename(path)}.`))
    const seen: string[] = []
    const self = jsonFile(path).self
    for (let times = 0; times < 3; times++) replaceFile(path, { self, mode: 0o600, fill: () => seen.push(...beside()) })
    expect(new Set(seen).size).toBe(3)
    for (const name of seen) expect(name).toMatch(/\.\d+-\d+\.[\w-]{12}\.tmp$/)
    expect(beside()).toEqual([])
  })

  test.skipIf(process.platform === 'win32').each(['mkfifo', 'mkdir'])('is not waited for where %s has been', (make) => {
    const path = file()
    spawnSync(make, [path])
    for (const work of [() => jsonFile(path).version(), () => jsonFile(path).read()]) {
      expect(work).toThrow(/it cannot be read: it is (no regular file|a directory)$/)
    }
  })

  test('is written in as many pieces as it takes', () => {
    const path = file()
    const disk = jsonFile(path)
    const many = Array.from({ length: 3000 }, (_, index) => String(index).padStart(4, '0'))
    disk.write(content(many))
    const document = disk.read()!
    const store = createStore(document)
    for (const [index, name] of many.entries()) {
      if (index % 2 === 0) store.put(`things/default/${name}`, objectFor(`things/default/${name}`, { new: true }))
    }
    disk.write(renderDocument(store.revision, {}, [], spliced(document.lines, store.changedLines())))
    expect(names(disk)).toEqual(many)
    expect(
      createStore(disk.read())
        .list('things')
        .filter((object) => object.new),
    ).toHaveLength(1500)
  })

  test('is not replaced when writing fails half-way', () => {
    const path = file()
    const disk = jsonFile(path)
    disk.write(content(['a']))
    const before = readFileSync(path, 'utf8')
    expect(() => disk.write(['{', null as unknown as string, Buffer.from('x'), {} as Buffer])).toThrow(StateFileError)
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a lock file', () => {
  const dead = { host: hostname(), pid: 2 ** 22 + 12345, started: '1', session: 1 }

  test.each<[string, string]>([
    ['of a process that is gone', JSON.stringify(dead)],
    ['of a process whose number another one has now', JSON.stringify({ ...dead, pid: process.pid })],
    ['that nobody has finished writing', ''],
    ['that is no lock', '[1, 2'],
  ])('%s is taken over', async (_, text) => {
    const path = file()
    writeFileSync(`${path}.lock`, text)
    const unfinished = `${path}.${dead.pid}-1.abc.tmp`
    writeFileSync(unfinished, 'half a state')
    const lock = await jsonFile(path).lock(async () => {})
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8')).pid).toBe(process.pid)
    lock.release()
    if (text.includes(String(dead.pid))) expect(existsSync(unfinished)).toBe(false)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test.each([{ session: '1/../victim' }, { session: 0.5 }])(
    'that names %j is none, and nothing elsewhere is removed for it',
    async (crafted) => {
      const path = file()
      const victim = join(directory, 'victim.tmp')
      mkdirSync(`${path}.${dead.pid}-1`)
      writeFileSync(victim, 'precious')
      writeFileSync(`${path}.lock`, JSON.stringify({ ...dead, ...crafted }))
      const lock = await jsonFile(path).lock(async () => {})
      lock.release()
      expect(readFileSync(victim, 'utf8')).toBe('precious')
    },
  )

  test.skipIf(process.platform === 'win32')('is open to whom the state is open to, and to nobody else', async () => {
    const path = file()
    const modes = async () => {
      const lock = await jsonFile(path).lock(pause)
      const { mode } = statSync(`${path}.lock`)
      lock.release()
      return mode & 0o777
    }
    expect(await modes()).toBe(0o600)
    jsonFile(path).write(content(['a']))
    chmodSync(path, 0o660)
    expect(await modes()).toBe(0o660)
  })

  test.skipIf(process.platform === 'win32').each(['mkfifo', 'mkdir'])(
    'that %s has made is not waited for',
    async (make) => {
      const path = file()
      spawnSync(make, [`${path}.lock`])
      const lock = await jsonFile(path)
        .lock(async () => {})
        .catch((error) => error)
      if (make === 'mkfifo') lock.release()
      else expect(String(lock)).toMatch(/StateFileError: state file .*: its lock .*\.lock cannot be removed: /)
      rmSync(`${path}.lock`, { recursive: true, force: true })
    },
  )

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that this user may not read is waited for, then named',
    async () => {
      const path = file()
      writeFileSync(`${path}.lock`, JSON.stringify(dead), { mode: 0 })
      await expect(jsonFile(path).lock(async () => {})).rejects.toThrow(/: a process of another user holds its lock/)
      expect(existsSync(`${path}.lock`)).toBe(true)
    },
  )

  test('is taken over by one, when many find it at once', async () => {
    const path = file()
    writeFileSync(`${path}.lock`, JSON.stringify(dead))
    writeFileSync(`${path}.lock.removal`, JSON.stringify(dead))
    let inside = 0
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const lock = await jsonFile(path).lock(pause)
        expect(++inside).toBe(1)
        await pause(1)
        inside--
        lock.release()
      }),
    )
  })

  test('of another machine is waited for, then named', async () => {
    const path = file()
    writeFileSync(`${path}.lock`, JSON.stringify({ host: 'elsewhere', pid: 7, started: '' }))
    await expect(jsonFile(path).lock(async () => {})).rejects.toThrow(/process 7 on elsewhere holds its lock .*\.lock/)
    expect(existsSync(`${path}.lock`)).toBe(true)
  })

  test('is left to whoever waits for it, however soon its holder wants it again', async () => {
    const path = file()
    const order: string[] = []
    const enter = async (disk: Disk, name: string) => {
      const lock = await disk.lock(pause)
      order.push(name)
      return lock
    }
    const busy = jsonFile(path)
    const patient = ['a', 'b', 'c'].map((name) => ({ name, disk: jsonFile(path) }))
    let lock = await enter(busy, 'busy')
    const waiting = patient.map(({ name, disk }) => enter(disk, name).then((taken) => taken.release()))
    for (let again = 0; again < 400; again++) {
      // Others get to look for the lock while it is held, and find it free hardly ever.
      await yieldToEventLoop()
      lock.release()
      lock = await enter(busy, 'busy')
    }
    lock.release()
    await Promise.all(waiting)
    expect(order.slice(0, 2).join(' ')).toMatch(/^busy [abc]$/)
    expect(order.filter((name) => name !== 'busy').sort()).toEqual(['a', 'b', 'c'])
    expect(order.at(-1)).toBe('busy')
    expect(readdirSync(directory).filter((name) => name.includes(basename(path)))).toEqual([])
  })

  test.each([
    ['that is gone', dead, 0],
    ['that never comes', { ...jsonFile('').self, session: -1 }, 100],
  ])('is not left for ever to a process %s', async (_, next, courtesies) => {
    const path = file()
    writeFileSync(`${path}.lock.next`, JSON.stringify(next))
    let pauses = 0
    const lock = await jsonFile(path).lock(async () => {
      pauses++
    })
    expect(pauses).toBe(courtesies)
    lock.release()
    expect(readdirSync(directory).filter((name) => name.includes(basename(path)))).toEqual([])
  })

  test('where no file can be is reported', async () => {
    mkdirSync(join(directory, 'x'), { recursive: true })
    writeFileSync(join(directory, 'x', 'plain'), '')
    await expect(async () => jsonFile(join(directory, 'x', 'plain', 's.json')).lock(pause)).rejects.toThrow(
      StateFileError,
    )
  })
})
