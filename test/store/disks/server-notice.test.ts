/** What a server leaves beside its state file, and whom commands believe. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Notice, postNotice, readNotice } from '../../../src/store/index.js'

let folder: string
let file: string
let notice: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubesim-notice-'))
  file = join(folder, 'state.json')
  notice = `${file}.server`
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const served = { address: 'http://127.0.0.1:1234', token: 'open-sesame' }

/** Posts the notice of this process, and changes it. */
function forge(change: (notice: Notice) => object): void {
  postNotice(file, served)
  const posted = JSON.parse(readFileSync(notice, 'utf8')) as Notice
  writeFileSync(notice, JSON.stringify({ ...posted, ...change(posted) }))
}

describe('a notice', () => {
  test('is found while its server runs, by every name of the file, and is gone with it', () => {
    writeFileSync(file, '{}')
    const unpost = postNotice(file, served)
    symlinkSync(file, join(folder, 'link.json'))
    expect(readNotice(join(folder, 'link.json'))).toMatchObject(served)
    unpost()
    expect(readNotice(file)).toBeUndefined()
    expect(existsSync(notice)).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('is for its user alone', () => {
    postNotice(file, served)
    expect(statSync(notice).mode & 0o777).toBe(0o600)
    chmodSync(notice, 0o644)
    expect(readNotice(file)).toBeUndefined()
  })

  test('is not there where no server has been', () => {
    expect(readNotice(file)).toBeUndefined()
    expect(readNotice(join(folder, 'no', 'folder.json'))).toBeUndefined()
    expect(readNotice(join(folder, 'x'.repeat(300)))).toBeUndefined()
  })

  test('of a server that serves already stays', () => {
    const first = postNotice(file, served)
    const second = postNotice(file, { ...served, token: 'other' })
    second()
    expect(readNotice(file)?.token).toBe('open-sesame')
    first()
    expect(existsSync(notice)).toBe(false)
  })

  test('of somebody else is not taken away', () => {
    const unpost = postNotice(file, served)
    forge(() => ({ token: 'other' }))
    unpost()
    expect(readNotice(file)?.token).toBe('other')
  })
})

describe('a notice means nothing', () => {
  test.each<[why: string, change: (notice: Notice) => object, stays: boolean]>([
    ['of a process that has ended', ({ server }) => ({ server: { ...server, pid: 2 ** 22 + 1 } }), false],
    ['of an earlier process with the same id', ({ server }) => ({ server: { ...server, started: '1' } }), false],
    ['of another machine', ({ server }) => ({ server: { ...server, host: 'elsewhere' } }), true],
    ['of another file', () => ({ file: '/other/state.json' }), true],
    ['of another form', () => ({ kubesim: 99 }), true],
    ['that does not say where', () => ({ address: undefined }), true],
    ['that leads to another machine', () => ({ address: 'http://elsewhere.example:80' }), true],
    ['that leads to another name', () => ({ address: 'http://127.0.0.1:80@elsewhere.example' }), true],
  ])('%s', (_why, change, stays) => {
    forge(change)
    expect(readNotice(file)).toBeUndefined()
    expect(existsSync(notice)).toBe(stays)
  })

  test('that is no JSON', () => {
    writeFileSync(notice, 'hello', { mode: 0o600 })
    expect(readNotice(file)).toBeUndefined()
  })

  test('in a copy of its folder', () => {
    postNotice(file, served)
    const copy = join(folder, 'copy')
    mkdirSync(copy)
    cpSync(notice, join(copy, 'state.json.server'))
    expect(readNotice(join(copy, 'state.json'))).toBeUndefined()
  })

  test.skipIf(process.platform === 'win32')('that is a link to another', () => {
    postNotice(file, served)
    cpSync(notice, `${notice}.real`)
    rmSync(notice)
    symlinkSync(`${notice}.real`, notice)
    expect(readNotice(file)).toBeUndefined()
  })

  test.skipIf(process.platform !== 'linux')('while its server is stopped, and again after that', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] })
    await echoed(child)
    const started = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(' ')[21]!
    forge(({ server }) => ({ server: { ...server, pid: child.pid, started } }))
    expect(readNotice(file)).toMatchObject(served)
    child.kill('SIGSTOP')
    while (!/ T /.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1'))) await new Promise(setImmediate)
    expect(readNotice(file)).toBeUndefined()
    child.kill('SIGCONT')
    await echoed(child)
    expect(readNotice(file)).toMatchObject(served)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(readNotice(file)).toBeUndefined()
    expect(existsSync(notice)).toBe(false)
  })
})

async function echoed({ stdin, stdout }: ReturnType<typeof spawn>): Promise<void> {
  stdin!.write('x')
  await once(stdout!, 'data')
}
