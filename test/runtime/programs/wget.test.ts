import { describe, expect, test } from 'vitest'
import type { AnswerTo, Question } from '../../../src/network/contract.js'
import { tryCommand } from '../place.js'

const local = { address: '10.244.1.7', port: 40_000 }

function network<Q extends Question>(question: Q): AnswerTo<Q> | undefined {
  if (question.ask === 'lookup')
    return (question.host === 'web'
      ? { outcome: 'found', addresses: ['10.96.0.80'], name: 'web' }
      : undefined) as unknown as AnswerTo<Q>
  if (question.ask !== 'http') return undefined
  const { port, request } = question
  if (port === 81) return { outcome: 'refused' } as AnswerTo<Q>
  if (port === 82) return { outcome: 'timeout' } as AnswerTo<Q>
  const status = request.path === '/404' ? 404 : 200
  const response = {
    version: '1.1',
    status,
    reason: status === 404 ? 'Not Found' : 'OK',
    headers: [
      ['Content-Type', 'text/plain'],
      ['Content-Length', '3'],
    ],
    body: 'hi\n',
  }
  return { outcome: 'answered', local, response } as unknown as AnswerTo<Q>
}

const busybox = (line: string) => tryCommand(line.split(' '), { network })
const gnu = (line: string) => tryCommand(line.split(' '), { network, image: 'tutum/dnsutils' })

describe("busybox's wget", () => {
  test('prints or saves the page', () => {
    expect(busybox('wget -qO- web')).toMatchObject({ out: 'hi\n', err: '', code: 0 })
    expect(busybox('wget -q -O /tmp/x web:8080').files.read('/tmp/x')).toBe('hi\n')
    expect(busybox('wget web/page').err).toBe(
      "Connecting to web (10.96.0.80:80)\nsaving to 'page'\npage                 100% |********************************|     3  0:00:00 ETA\n'page' saved\n",
    )
    expect(busybox('wget --spider web')).toMatchObject({
      err: 'Connecting to web (10.96.0.80:80)\nremote file exists\n',
      code: 0,
    })
  })

  test.each<[line: string, said: string]>([
    ['wget -qO- nosuch', "wget: bad address 'nosuch'"],
    ['wget -qO- nosuch:8080', "wget: bad address 'nosuch:8080'"],
    ['wget -qO- web:81', "wget: can't connect to remote host (10.96.0.80): Connection refused"],
    ['wget -qO- -T 2 web:82', 'wget: download timed out'],
    ['wget -qO- web/404', 'wget: server returned error: HTTP/1.1 404 Not Found'],
    ['wget -qO- foo://x', 'wget: not an http or ftp url: foo://x'],
  ])('%s', (line, said) => {
    expect(busybox(line)).toMatchObject({ err: `${said}\n`, out: '', code: 1 })
  })

  test('waits as long as it is told to', () => {
    expect(busybox('wget -qO- -T 2 web:82').slept).toBe(2_000)
  })
})

describe("GNU's wget", () => {
  test('tells its story', () => {
    expect(gnu('wget -O- web')).toMatchObject({
      out: 'hi\n',
      code: 0,
      err: `--2026-11-20 12:00:00--  http://web/
Resolving web (web)... 10.96.0.80
Connecting to web (web)|10.96.0.80|:80... connected.
HTTP request sent, awaiting response... 200 OK
Length: 3 [text/plain]
Saving to: ‘STDOUT’

     0K                                                       100% 1.00M=0s

2026-11-20 12:00:00 (1.00 MB/s) - written to stdout [3/3]

`,
    })
  })

  test.each<[line: string, code: number, end: string]>([
    ['wget -O- web/404', 8, '2026-11-20 12:00:00 ERROR 404: Not Found.\n\n'],
    ['wget -O- web:81', 4, 'failed: Connection refused.\n'],
    ['wget -O- nosuch', 4, 'failed: Name or service not known.\nwget: unable to resolve host address ‘nosuch’\n'],
    ['wget -qO- web:81', 4, ''],
  ])('%s ends with %i', (line, code, end) => {
    const tried = gnu(line)
    expect(tried.code).toBe(code)
    expect(tried.err.endsWith(end)).toBe(true)
    if (end === '') expect(tried.err).toBe('')
  })
})
