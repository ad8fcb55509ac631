import { describe, expect, test } from 'vitest'
import type { AnswerTo, HttpResponse, Question } from '../../../src/network/contract.js'
import { tryCommand } from '../place.js'

const local = { address: '10.244.1.7', port: 40_000 }
const page: HttpResponse = {
  version: '1.1',
  status: 200,
  reason: 'OK',
  headers: [
    ['Content-Type', 'text/plain'],
    ['Content-Length', '4'],
  ],
  body: 'hi \n',
}
const missing: HttpResponse = { ...page, status: 404, reason: 'Not Found', body: 'nope\n' }
const moved: HttpResponse = { ...page, status: 302, reason: 'Found', headers: [['Location', '/x']], body: 'moved\n' }

/** A web server at `web` (10.96.0.80), and a few addresses that fail in their own ways. */
function network<Q extends Question>(question: Q): AnswerTo<Q> | undefined {
  return answer(question) as AnswerTo<Q> | undefined
}

function answer(question: Question): unknown {
  if (question.ask === 'lookup') {
    if (question.host === 'web')
      return { outcome: 'found', addresses: ['10.96.0.80'], name: 'web.default.svc.cluster.local' }
    if (/^[\d.]+$/.test(question.host)) return { outcome: 'found', addresses: [question.host], name: question.host }
    return { outcome: question.host === 'slow.dns' ? 'silent' : 'unknown' }
  }
  if (question.ask !== 'http') return undefined
  const { address, port, request } = question
  if (address === '10.0.0.1') return { outcome: 'timeout' }
  if (address === '10.0.0.2') return { outcome: 'closed', local }
  if (address === '10.0.0.3') return { outcome: 'silent', local }
  if (port !== 80 && port !== 443) return { outcome: 'refused' }
  const path = request.path.split('?')[0] ?? ''
  const response =
    path === '/404'
      ? missing
      : path === '/moved'
        ? moved
        : { ...page, body: request.method === 'HEAD' ? '' : request.body === '' ? page.body : `${request.body}\n` }
  return { outcome: 'answered', response, local }
}

const curl = (line: string, terminal = { in: false, out: true }) =>
  tryCommand(['curl', ...line.split(' ')], { image: 'bretfisher/netshoot', network, terminal })

const meter = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0`
const piped = { in: false, out: false }

describe('curl', () => {
  test('prints the body, and nothing else on a terminal', () => {
    expect(curl('web')).toMatchObject({ out: 'hi \n', err: '', code: 0 })
  })

  test('shows a meter when its output is not a terminal, unless silent', () => {
    expect(curl('web', piped).err).toBe(
      `${meter}\r100     4  100     4    0     0   4000      0 --:--:-- --:--:-- --:--:--  4000\n`,
    )
    expect(curl('-s web', piped).err).toBe('')
    expect(curl('-o /tmp/x web').err).toContain('% Total')
  })

  test('-i, -I and -D - show headers', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n'
    expect(curl('-i web').out).toBe(`${head}hi \n`)
    expect(curl('-I web').out).toBe(head)
    expect(curl('-s -D - -o /dev/null web').out).toBe(head)
  })

  test('-v tells the whole conversation', () => {
    expect(curl('-sv web/p?q=1').err.replaceAll('\r', '')).toBe(`*   Trying 10.96.0.80:80...
* Connected to web (10.96.0.80) port 80 (#0)
> GET /p?q=1 HTTP/1.1
> Host: web
> User-Agent: curl/7.88.1
> Accept: */*
> 
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 4
< 
{ [4 bytes data]
* Connection #0 to host web left intact
`)
  })

  test('-X, -d, -H, -A and -u shape the request', () => {
    const { asked, out } = tryCommand(
      [
        'curl',
        '-s',
        '-X',
        'PUT',
        '-d',
        'a=b',
        '-d',
        'c=d',
        '-H',
        'Host: example.com',
        '-H',
        'X-A: b',
        '-H',
        'Accept:',
        '-A',
        'me/1',
        '-u',
        'me:pw',
        'web',
      ],
      { image: 'bretfisher/netshoot', network },
    )
    expect(out).toBe('a=b&c=d\n')
    expect(asked.at(-1)).toMatchObject({
      request: {
        method: 'PUT',
        body: 'a=b&c=d',
        headers: [
          ['Host', 'example.com'],
          ['Authorization', 'Basic bWU6cHc='],
          ['User-Agent', 'me/1'],
          ['X-A', 'b'],
          ['Content-Length', '7'],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
      },
    })
    expect(curl('-s -G -d a=b web').asked.at(-1)).toMatchObject({ request: { method: 'GET', path: '/?a=b' } })
  })

  test('-w writes what is asked for', () => {
    const { out, err } = tryCommand(
      [
        'curl',
        '-s',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code} %{size_download} %{content_type} %{url_effective} %{remote_ip} %{method} %{foo}%%\\n',
        'web/404',
      ],
      { image: 'bretfisher/netshoot', network },
    )
    expect(out).toBe('404 5 text/plain http://web/404 10.96.0.80 GET %\n')
    expect(err).toBe("curl: unknown --write-out variable: 'foo'\n")
    expect(curl('-s -w %{http_code} web:81').out).toBe('000')
  })

  test('-L follows, and stops at --max-redirs', () => {
    expect(curl('-s -L web/moved').out).toBe('hi \n')
    expect(curl('-s web/moved').out).toBe('moved\n')
    expect(curl('-sS -L --max-redirs 0 web/moved')).toMatchObject({
      err: 'curl: (47) Maximum (0) redirects followed\n',
      code: 47,
    })
  })

  test('-o and -O write files; --resolve replaces the name server', () => {
    expect(curl('-s -o /tmp/page web').files.read('/tmp/page')).toBe('hi \n')
    expect(curl('-s -O web/dir/file.txt').files.read('/file.txt')).toBe('hi \n')
    expect(curl('-s --resolve foo.com:80:10.96.0.80 foo.com')).toMatchObject({ out: 'hi \n', code: 0 })
    expect(curl('-sv --resolve foo.com:80:10.96.0.80 foo.com').err).toMatch(
      /^\* Added foo\.com:80:10\.96\.0\.80 to DNS cache\n\* Hostname foo\.com was found in DNS cache\n/,
    )
  })

  test.each<[line: string, code: number, message: string]>([
    ['-sS nosuch', 6, 'curl: (6) Could not resolve host: nosuch'],
    ['-sS web:81', 7, "curl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server"],
    ['-sSf web/404', 22, 'curl: (22) The requested URL returned error: 404'],
    ['-sS -m 1 10.0.0.3', 28, 'curl: (28) Operation timed out after 1001 milliseconds with 0 bytes received'],
    ['-sS -m 1 10.0.0.1', 28, 'curl: (28) Connection timed out after 1001 milliseconds'],
    [
      '-sS --connect-timeout 2 10.0.0.1',
      28,
      'curl: (28) Failed to connect to 10.0.0.1 port 80 after 2001 ms: Timeout was reached',
    ],
    ['-sS 10.0.0.2', 52, 'curl: (52) Empty reply from server'],
    ['-sS http://', 3, 'curl: (3) URL using bad/illegal format or missing URL'],
    ['-sS foo://x', 1, 'curl: (1) Protocol "foo" not supported or disabled in libcurl'],
    ['-z', 2, "curl: option -z: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information"],
    ['--foo', 2, "curl: option --foo: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information"],
    ['-s', 2, "curl: try 'curl --help' or 'curl --manual' for more information"],
  ])('%s ends with %i', (line, code, message) => {
    expect(curl(line)).toMatchObject({ code, err: `${message}\n` })
  })

  test('silence hides errors, and takes as long as the failure does', () => {
    expect(curl('-s nosuch')).toMatchObject({ err: '', out: '', code: 6 })
    expect(curl('-s 10.0.0.1').slept).toBe(130_000)
    expect(curl('-s slow.dns').slept).toBe(10_000)
    expect(curl('-s -m 3 10.0.0.3').slept).toBe(3_000)
  })

  test('--retry tries again after one, two, four seconds', () => {
    expect(curl('-sS --retry 3 --retry-connrefused web:81').slept).toBe(7_000)
    expect(curl('-sS --retry 3 web:81').slept).toBe(0)
  })

  test('https to a server without a known certificate needs -k', () => {
    expect(curl('-sS https://web')).toMatchObject({ code: 60 })
    expect(curl('-sS https://web').err).toMatch(
      /^curl: \(60\) SSL certificate problem: unable to get local issuer certificate\n/,
    )
    expect(curl('-sk https://web').out).toBe('hi \n')
  })

  test('options may be bundled, joined and abbreviated', () => {
    expect(curl('-sSo/dev/null web')).toMatchObject({ out: '', code: 0 })
    expect(curl('--sil --head web').out).toMatch(/^HTTP/)
    expect(curl('--re web').err).toMatch(/is ambiguous/)
  })
})
