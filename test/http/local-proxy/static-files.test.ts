/** Files beside the API, with what Go's http.FileServer answers for each. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Proxy as LocalProxy, startProxy } from '../../../src/http/local-proxy/server.js'

const root = mkdtempSync(join(tmpdir(), 'kubesim-www-'))
let proxy: LocalProxy
beforeAll(async () => {
  mkdirSync(join(root, 'www', 'names'), { recursive: true })
  mkdirSync(join(root, 'www', 'with-index'))
  writeFileSync(join(root, 'secret'), 'secret')
  writeFileSync(join(root, 'www', 'a.html'), '<p>hello')
  writeFileSync(join(root, 'www', 'with-index', 'index.html'), 'index')
  symlinkSync('../secret', join(root, 'www', 'link'))
  for (const name of strange) writeFileSync(join(root, 'www', 'names', name), name)
  mkdirSync(join(root, 'www', 'names', 'below'))
  proxy = await startProxy({
    behind: async () => ({
      answer: async (_, response) => void response.writeHead(299).end(),
      upgrade: async (_request, socket) => void socket.end(),
    }),
    listen: { address: '127.0.0.1', port: 0 },
    prefix: '/',
    files: { prefix: '/static/', directory: join(root, 'www') },
  })
})
afterAll(async () => {
  await proxy.close()
  rmSync(root, { recursive: true })
})

const strange = [
  '"onmouseover="alert(1)',
  "'x'",
  '*',
  '<script>alert(1)<',
  'a b?c#d%e',
  'javascript:alert(1)',
  'x&lt;y',
  'é',
]

interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly type: string | undefined
  readonly nosniff: string | string[] | undefined
  readonly text: string
}

/** The path as it stands: fetch would clean it. */
const get = (path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [hostname, port] = proxy.address.split(':')
    request({ hostname, port, path }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more
      })
      response.on('end', () => {
        const { location, 'content-type': type, 'x-content-type-options': nosniff } = response.headers
        resolve({ status: response.statusCode ?? 0, location, type, nosniff, text })
      })
    })
      .on('error', reject)
      .end()
  })

describe('files beside the API', () => {
  test('names in a list are names, whatever they say', async () => {
    const { text, type } = await get('/static/names/')
    expect(type).toBe('text/html; charset=utf-8')
    expect(text).toBe(`<!doctype html>
<meta name="viewport" content="width=device-width">
<pre>
<a href="%22onmouseover=%22alert%281%29">&#34;onmouseover=&#34;alert(1)</a>
<a href="%27x%27">&#39;x&#39;</a>
<a href="*">*</a>
<a href="%3Cscript%3Ealert%281%29%3C">&lt;script&gt;alert(1)&lt;</a>
<a href="a%20b%3Fc%23d%25e">a b?c#d%e</a>
<a href="below/">below/</a>
<a href="./javascript:alert%281%29">javascript:alert(1)</a>
<a href="x&lt;y">x&amp;lt;y</a>
<a href="%C3%A9">é</a>
</pre>
`)
  })

  test('and lead to the files', async () => {
    for (const [, href = ''] of (await get('/static/names/')).text.matchAll(/href="([^"]*[^/])"/g)) {
      if (!href.includes('&')) expect(strange).toContain((await get(`/static/names/${href}`.replace('/./', '/'))).text)
    }
  })

  test.each<[path: string, status: number, location?: string]>([
    ['/static/a.html', 200],
    ['/static/a.html/', 301, '../a.html'],
    ['/static/names?x=1', 301, 'names/?x=1'],
    ['/static/with-index/index.html', 301, './'],
    ['/static/with-index/', 200],
    ['/static/nothing', 404],
    ['/static/link', 200],
    ['/static', 301, '/static/'],
    ['/static/../secret', 301, '/secret'],
    ['/static/%2e%2e/secret', 404],
    ['/static/..%2fsecret', 404],
    ['/static/names/%2e%2e%2f%2e%2e%2fsecret', 404],
    ['/static/%00', 500],
    ['/static/%zz', 400],
    ['/static//evil.example/..', 301, '/static/'],
    ['//evil.example/', 301, '/evil.example/'],
    ['/x/../api', 301, '/api'],
    ['/api', 299],
  ])('%s: %s', async (path, status, location) => {
    const answer = await get(path)
    expect(answer).toMatchObject({ status, location })
    if (status === 404) expect(answer).toMatchObject({ text: '404 page not found\n', nosniff: 'nosniff' })
  })
})
