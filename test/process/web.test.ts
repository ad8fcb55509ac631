/** What kubectl 1.33 says of the same answers, but for limits that it does not have. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConnectionError, UsageError } from '../../src/api/contract/errors.js'
import { urlProblem } from '../../src/model/go/url.js'
import { fetchText } from '../../src/process/web.js'
import { fuzzing, holds } from '../fuzz/fuzzing.js'

const redirect =
  (status: number, location?: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status, location === undefined ? {} : { location }).end('x')
const answers: Readonly<Record<string, RequestListener>> = {
  '/ok': (_, response) => void response.end('kind: Pod\n# é\n'),
  '/404': redirect(404),
  '/500': redirect(500),
  '/once-500': (_, response) => void response.writeHead(asked.length > 1 ? 200 : 503).end('late'),
  '/to-ok': redirect(302, '/ok'),
  '/loop': redirect(307, '/loop'),
  '/file': redirect(302, 'file:///etc/passwd'),
  '/js': redirect(301, 'javascript:x'),
  '/bad': redirect(302, 'http://[::1'),
  '/none': redirect(302),
  '/300': redirect(300, '/ok'),
  '/304': redirect(304, '/ok'),
  '/refused': redirect(302, 'http://127.0.0.1:1/x'),
  '/reset': (_, response) => void response.destroy(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'Content-Length': 1000 })
    response.write('kind: Pod\n', () => response.destroy())
  },
  '/large': (_, response) => void response.end('x'.repeat(2000)),
  '/endless': (_, response) => {
    const more = () => response.destroyed || response.write('x'.repeat(1000), more)
    more()
  },
  '/silent': () => {},
  '/begun': (_, response) => void response.write('kind'),
  '/escape': (_, response) => {
    response.socket?.end('HTTP/1.1 404 \u001b[2JGone\r\nContent-Length: 0\r\n\r\n')
  },
}

let asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  answers[request.url ?? '']?.(request, response)
})
let address: string
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** What comes of it, and how often it was asked for. */
async function fetched(url: string, limits: object = {}) {
  asked = []
  const text = await fetchText(url, { delay: 0, ...limits }).catch((error: Error) => {
    expect(error instanceof UsageError || error instanceof ConnectionError).toBe(true)
    return error.message.replaceAll(address, 'HOST')
  })
  return [text, asked.length]
}

const unconnected = 'Unable to connect to the server: '

describe('a page', () => {
  test.each<[path: string, text: string, requests: number]>([
    ['/ok', 'kind: Pod\n# é\n', 1],
    ['/to-ok', 'kind: Pod\n# é\n', 2],
    ['/once-500', 'late', 2],
    ['/404', 'unable to read URL "HOST/404", server reported 404 Not Found, status code=404', 1],
    ['/500', 'unable to read URL "HOST/500", server reported 500 Internal Server Error, status code=500', 3],
    ['/none', 'unable to read URL "HOST/none", server reported 302 Found, status code=302', 1],
    ['/300', 'unable to read URL "HOST/300", server reported 300 Multiple Choices, status code=300', 1],
    ['/304', 'unable to read URL "HOST/304", server reported 304 Not Modified, status code=304', 1],
    ['/loop', `${unconnected}stopped after 10 redirects`, 30],
    ['/file', `${unconnected}unsupported protocol scheme "file"`, 3],
    ['/js', `${unconnected}unsupported protocol scheme "javascript"`, 3],
    [
      '/bad',
      `${unconnected}failed to parse Location header "http://[::1": parse "http://[::1": missing ']' in host`,
      3,
    ],
    ['/reset', `${unconnected}EOF`, 3],
    ['/cut', 'error parsing HOST/cut: unexpected EOF', 1],
    ['/refused', 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?', 3],
  ])('%s', async (path, text, requests) => {
    expect(await fetched(address + path)).toEqual([text, requests])
  })

  test.each<[path: string, limits: object, text: string]>([
    ['/large', { bytes: 1999 }, 'error parsing HOST/large: kubesim reads at most 1999 bytes of a URL'],
    ['/endless', { bytes: 100_000 }, 'error parsing HOST/endless: kubesim reads at most 100000 bytes of a URL'],
    [
      '/silent',
      { silence: 10 },
      `${unconnected}net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
    ],
    [
      '/begun',
      { whole: 50 },
      'error parsing HOST/begun: net/http: request canceled (Client.Timeout or context cancellation while reading body)',
    ],
  ])('%s within %j', async (path, limits, text) => {
    expect((await fetched(address + path, limits))[0]).toBe(text)
  })

  test('does not command the terminal by the words of its status', async () => {
    const [text] = await fetched(`${address}/escape`)
    expect(text).not.toContain('\u001b')
  })
})

test.each([
  ['http://[', `the URL passed to filename "http://[" is not valid: parse "http://[": missing ']' in host`],
  [
    'http://a b/',
    'the URL passed to filename "http://a b/" is not valid: parse "http://a b/": invalid character " " in host name',
  ],
  [
    'http://h:x/',
    'the URL passed to filename "http://h:x/" is not valid: parse "http://h:x/": invalid port ":x" after host',
  ],
  [
    'http://%zz/',
    'the URL passed to filename "http://%zz/" is not valid: parse "http://%zz/": invalid URL escape "%zz"',
  ],
  [
    'http://a%41/',
    'the URL passed to filename "http://a%41/" is not valid: parse "http://a%41/": invalid URL escape "%41"',
  ],
  [
    'http://h/%zz',
    'the URL passed to filename "http://h/%zz" is not valid: parse "http://h/%zz": invalid URL escape "%zz"',
  ],
  ['http://', `${unconnected}http: no Host in request URL`],
  ['http:///x', `${unconnected}http: no Host in request URL`],
  ['http://127.0.0.1:99999/', `${unconnected}dial tcp: address 99999: invalid port`],
])('the address %s', async (url, message) => {
  expect(await fetched(url)).toEqual([message, 0])
})

test('no address is more than an address that cannot be read', async () => {
  const host = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'[]:@%?#/\\. aé1') }))
  await holds(
    // What leads somewhere else than to nobody is not asked for.
    fc.asyncProperty(host, fc.string(), async (name, path) => {
      const url = `http://${name}:1/${path}`
      if (urlProblem(url) === undefined && URL.canParse(url) && !/^\W*:?1?$/.test(new URL(url).host)) return
      await fetched(url)
    }),
    fuzzing(200),
  )
})
