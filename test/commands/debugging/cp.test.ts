import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

let lab: Typed
let folder: string
/** Every byte there is, twice over, so that none of it is text. */
const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7 + (at >> 8)) % 256))

beforeAll(async () => {
  lab = await openCluster()
  await lab.type('run nginx --image=nginx')
  await lab.type('run box --image=busybox -- sleep infinity')
  folder = mkdtempSync(join(tmpdir(), 'kubesim-cp-'))
  writeFileSync(join(folder, 'page.html'), '<p>naïve €</p>\n')
  writeFileSync(join(folder, 'binary'), bytes)
  mkdirSync(join(folder, 'tree', 'below', 'empty'), { recursive: true })
  writeFileSync(join(folder, 'tree', 'one'), '1\n')
  writeFileSync(join(folder, 'tree', 'below', 'two'), '2\n')
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await lab.cluster.close()
})

const cp = (...words: string[]) => lab.cluster.run(['cp', ...words])
const silent = { stdout: '', stderr: '', exitCode: 0 }
const local = (name: string) => join(folder, name)

describe('cp', () => {
  test('puts a file where it is told, or into a directory that is there', async () => {
    expect(await cp(local('page.html'), 'nginx:/usr/share/nginx/html/index.html')).toEqual(silent)
    expect(await lab.out('exec nginx -- curl -s localhost')).toBe('<p>naïve €</p>\n')
    expect(await cp(local('page.html'), 'default/nginx:/tmp', '-c', 'nginx')).toEqual(silent)
    expect(await lab.out('exec nginx -- cat /tmp/page.html')).toBe('<p>naïve €</p>\n')
  })

  test.each([['nginx'], ['box']])('carries bytes that are no text to %s and back', async (pod) => {
    expect(await cp(local('binary'), `${pod}:/tmp/binary`, '--no-preserve')).toEqual(silent)
    expect((await lab.out(`exec ${pod} -- wc -c /tmp/binary`)).trim()).toBe('70000 /tmp/binary')
    const { stderr, exitCode } = await cp(`${pod}:/tmp/binary`, local(`from-${pod}`))
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(readFileSync(local(`from-${pod}`)).equals(bytes)).toBe(true)
  })

  test('carries directories with all that is in them', async () => {
    expect(await cp(local('tree'), 'nginx:/tmp/copied')).toEqual(silent)
    expect(await lab.out('exec nginx -- ls /tmp/copied /tmp/copied/below')).toBe(
      '/tmp/copied:\nbelow\none\n\n/tmp/copied/below:\nempty\ntwo\n',
    )
    expect(await cp('nginx:/tmp/copied', local('back'))).toEqual({
      ...silent,
      stdout: "tar: Removing leading `/' from member names\n",
    })
    expect(readdirSync(local('back'), { recursive: true }).sort()).toEqual(['below', 'below/empty', 'below/two', 'one'])
    expect(readFileSync(local('back/below/two'), 'utf8')).toBe('2\n')
  })

  test.each([
    [['a', 'b', 'c'], 'error: source and destination are required\n'],
    [['a', 'b'], 'error: one of src or dest must be a remote file specification\n'],
    [['p:a', 'q:b'], 'error: one of src or dest must be a local file specification\n'],
    [['p:', 'b'], 'error: filepath can not be empty\n'],
    [[':a', 'b'], 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n'],
    [['a/b/c:d', 'b'], 'error: filespec must match the canonical format: [[namespace/]pod:]file/path\n'],
    [['/no/such', 'nginx:/tmp'], "error: /no/such doesn't exist in local filesystem\n"],
    [['nosuch:/tmp/a', 'b'], 'Error from server (NotFound): pods "nosuch" not found\n'],
  ])('%j', async (words, message) => {
    expect(await cp(...words)).toEqual({ stdout: '', stderr: message, exitCode: 1 })
  })

  test('tells what tar has told', async () => {
    expect(await cp('nginx:/no/such', local('x'))).toEqual({
      stdout:
        "tar: Removing leading `/' from member names\ntar: /no/such: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n",
      stderr: 'command terminated with exit code 2\n',
      exitCode: 2,
    })
    expect(await cp(local('page.html'), 'nginx:/no/such/directory/x')).toEqual({
      stdout: '',
      stderr:
        'tar: /no/such/directory: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\ncommand terminated with exit code 2\n',
      exitCode: 2,
    })
    expect((await cp('nginx:/etc/hostname', folder)).stderr).toBe(`error: open ${folder}: is a directory\n`)
  })
})
