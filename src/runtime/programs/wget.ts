import { byteLength } from '../../model/values/byte-text.js'
import type { AnswerTo, HttpRequest, HttpResponse, Question } from '../../network/contract.js'
import { ask, complain, type Part, type Run, sleep, write } from '../processes/effects.js'
import { baseName, resolvePath } from '../processes/file-system.js'
import type { Process } from '../processes/process.js'
import { readOptions } from './options.js'
import { hostHeader, parseUrl, redirectTarget, type Url } from './url.js'

const known = [
  'q',
  'O:',
  'T:',
  't:',
  'S',
  'c',
  'P:',
  'U:',
  'Y:',
  'o:',
  'nv',
  'n',
  'v',
  'header:',
  'post-data:',
  'spider',
  'no-check-certificate',
  'ca-certificate:',
  'timeout:',
  'tries:',
  'output-document:',
  'quiet',
  'server-response',
  'user-agent:',
  'no-verbose',
  'connect-timeout:',
  'read-timeout:',
  'method:',
  'body-data:',
  'waitretry:',
]

interface Job {
  readonly self: Process
  readonly quiet: boolean
  readonly target: string | undefined
  readonly spider: boolean
  readonly showHeaders: boolean
  readonly timeout: number | undefined
  readonly insecure: boolean
  readonly post: string | undefined
  readonly header: string | undefined
  readonly agent: string | undefined
}

/** wget: busybox's applet or GNU's. */
export function* wget(self: Process): Run {
  const { flags, values, operands } = readOptions(self.argv.slice(1), known)
  const busybox = self.surroundings.tools === 'busybox'
  const [given] = operands
  if (given === undefined) {
    yield* complain(
      busybox
        ? 'BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...\n'
        : "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    )
    return 1
  }
  const timeout = Number(values.get('T') ?? values.get('timeout') ?? values.get('connect-timeout') ?? 0) * 1000
  const job: Job = {
    self,
    quiet: flags.has('q') || flags.has('quiet') || flags.has('nv') || flags.has('no-verbose'),
    target: values.get('O') ?? values.get('output-document'),
    spider: flags.has('spider'),
    showHeaders: flags.has('S') || flags.has('server-response'),
    timeout: timeout === 0 ? undefined : timeout,
    insecure: flags.has('no-check-certificate') || trusts(values.get('ca-certificate'), self) || busybox,
    post: values.get('post-data') ?? values.get('body-data'),
    header: values.get('header'),
    agent: values.get('U') ?? values.get('user-agent'),
  }
  return busybox ? yield* busyboxWget(given, job) : yield* gnuWget(given, job)
}

/** Whether a file has a certificate to believe in. */
const trusts = (file: string | undefined, { surroundings, directory }: Process) =>
  file !== undefined &&
  surroundings.files.read(resolvePath(file, directory))?.includes('-----BEGIN CERTIFICATE-----') === true

type Fetched = AnswerTo<Extract<Question, { ask: 'http' }>>

function* fetchUrl(url: Url, address: string, job: Job): Part<Fetched> {
  const [name = '', value = ''] = job.header?.split(/:\s*(.*)/s) ?? []
  const request: HttpRequest = {
    method: job.spider ? 'HEAD' : job.post === undefined ? 'GET' : 'POST',
    path: url.path,
    version: '1.1',
    headers: [
      ['Host', name.toLowerCase() === 'host' ? value : hostHeader(url)],
      ['User-Agent', job.agent ?? (job.self.surroundings.tools === 'busybox' ? 'Wget' : 'Wget/1.21.3')],
      ...(name === '' || name.toLowerCase() === 'host' ? [] : [[name, value] as const]),
      ['Connection', 'close'],
    ],
    body: job.post ?? '',
    tls: url.scheme === 'https',
    ...(url.scheme === 'https' && !job.insecure ? { untrusted: true } : {}),
  }
  const answer = yield* ask({ ask: 'http', address, port: url.port, request } as Extract<Question, { ask: 'http' }>)
  if (answer.outcome === 'timeout') yield* sleep(Math.min(job.timeout ?? 130_000, 130_000))
  if (answer.outcome === 'silent') yield* sleep(job.timeout ?? 900_000)
  return answer
}

function* addressFor(url: Url): Part<string | undefined> {
  const found = yield* ask({ ask: 'lookup', host: url.host })
  if (found.outcome === 'silent') yield* sleep(10_000)
  return found.outcome === 'found' ? found.addresses[0] : undefined
}

function* busyboxWget(given: string, job: Job, hops = 0): Run {
  const url = parseUrl(given)
  if (url === undefined || (url.scheme !== 'http' && url.scheme !== 'https')) {
    yield* complain(`wget: not an http or ftp url: ${given}\n`)
    return 1
  }
  const host = url.portGiven ? `${url.host}:${url.port}` : url.host
  const address = yield* addressFor(url)
  if (address === undefined) {
    yield* complain(`wget: bad address '${host}'\n`)
    return 1
  }
  if (!job.quiet) yield* complain(`Connecting to ${host} (${address}:${url.port})\n`)
  const answer = yield* fetchUrl(url, address, job)
  if (answer.outcome !== 'answered') {
    const reasons = {
      refused: `can't connect to remote host (${address}): Connection refused`,
      timeout:
        job.timeout === undefined
          ? `can't connect to remote host (${address}): Operation timed out`
          : 'download timed out',
      silent: 'download timed out',
      closed: 'error getting response',
      'tls-error': 'error getting response: Connection reset by peer',
    }
    yield* complain(`wget: ${reasons[answer.outcome]}\n`)
    return 1
  }
  const { response } = answer
  if (job.showHeaders)
    yield* complain(
      statusLines(response)
        .map((line) => `  ${line}\n`)
        .join(''),
    )
  const location = header(response, 'location')
  if (response.status >= 300 && response.status < 400 && location !== undefined && hops < 5)
    return yield* busyboxWget(redirectTarget(url, location), job, hops + 1)
  if (response.status >= 400) {
    yield* complain(`wget: server returned error: HTTP/${response.version} ${response.status} ${response.reason}\n`)
    return 1
  }
  if (job.spider) {
    if (!job.quiet) yield* complain('remote file exists\n')
    return 0
  }
  return yield* busyboxSave(url, response, job)
}

function* busyboxSave(url: Url, response: HttpResponse, job: Job): Run {
  const name = job.target ?? fileName(url)
  const toStdout = name === '-'
  const size = byteLength(response.body)
  if (!job.quiet) yield* complain(toStdout ? 'writing to stdout\n' : `saving to '${name}'\n`)
  if (toStdout) yield* write(response.body)
  else {
    const path = resolvePath(name, job.self.directory)
    const exists = job.target === undefined && job.self.surroundings.files.exists(path)
    const fault = exists ? 'File exists' : job.self.surroundings.files.write(path, response.body)
    if (fault !== undefined) {
      yield* complain(`wget: can't open '${name}': ${fault}\n`)
      return 1
    }
  }
  if (job.quiet) return 0
  yield* complain(`${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(size).padStart(5)}  0:00:00 ETA\n`)
  yield* complain(toStdout ? 'written to stdout\n' : `'${name}' saved\n`)
  return 0
}

function* gnuWget(given: string, job: Job, hops = 0): Run {
  const url = parseUrl(given)
  if (url === undefined || (url.scheme !== 'http' && url.scheme !== 'https')) {
    yield* complain(`${given}: Unsupported scheme.\n`)
    return 1
  }
  const say = function* (text: string): Part<void> {
    if (!job.quiet) yield* complain(text)
  }
  const stamp = () => new Date(job.self.surroundings.now()).toISOString().slice(0, 19).replace('T', ' ')
  if (job.spider && hops === 0) yield* say('Spider mode enabled. Check if remote file exists.\n')
  yield* say(`--${stamp()}--  ${url.scheme}://${hostHeader(url)}${url.path}\n`)
  const literal = /^[\d.]+$/.test(url.host)
  if (!literal) yield* say(`Resolving ${url.host} (${url.host})... `)
  const address = yield* addressFor(url)
  if (address === undefined) {
    yield* say(`failed: Name or service not known.\nwget: unable to resolve host address ‘${url.host}’\n`)
    return 4
  }
  if (!literal) yield* say(`${address}\n`)
  yield* say(
    `Connecting to ${literal ? `${address}:${url.port}` : `${url.host} (${url.host})|${address}|:${url.port}`}... `,
  )
  const answer = yield* fetchUrl(url, address, job)
  if (answer.outcome !== 'answered') {
    const reasons = {
      refused: 'failed: Connection refused.',
      timeout: 'failed: Connection timed out.',
      silent:
        'connected.\nHTTP request sent, awaiting response... Read error (Connection timed out) in headers.\nGiving up.\n',
      closed: 'connected.\nHTTP request sent, awaiting response... No data received.\nGiving up.\n',
      'tls-error':
        'connected.\nOpenSSL: error:0A00010B:SSL routines::wrong version number\nUnable to establish SSL connection.',
    }
    yield* say(`${reasons[answer.outcome]}\n`)
    return answer.outcome === 'tls-error' ? 5 : 4
  }
  const { response } = answer
  yield* say(
    `connected.\nHTTP request sent, awaiting response... ${
      job.showHeaders
        ? `\n${statusLines(response)
            .map((line) => `  ${line}\n`)
            .join('')}`
        : `${response.status} ${response.reason}\n`
    }`,
  )
  const location = header(response, 'location')
  if (response.status >= 300 && response.status < 400 && location !== undefined && hops < 20) {
    yield* say(`Location: ${location} [following]\n`)
    return yield* gnuWget(redirectTarget(url, location), job, hops + 1)
  }
  if (response.status >= 400) {
    yield* say(
      job.spider
        ? 'Remote file does not exist -- broken link!!!\n\n'
        : `${stamp()} ERROR ${response.status}: ${response.reason}.\n\n`,
    )
    return 8
  }
  return yield* gnuSave(url, response, job, stamp)
}

function* gnuSave(url: Url, response: HttpResponse, job: Job, stamp: () => string): Run {
  const size = byteLength(response.body)
  const length = header(response, 'content-length') ?? 'unspecified'
  const type = header(response, 'content-type')?.split(';')[0]
  const name = job.target ?? fileName(url)
  const toStdout = name === '-'
  const say = function* (text: string): Part<void> {
    if (!job.quiet) yield* complain(text)
  }
  yield* say(`Length: ${length}${type === undefined ? '' : ` [${type}]`}\n`)
  if (job.spider) {
    yield* say('Remote file exists.\n\n')
    return 0
  }
  yield* say(`Saving to: ‘${toStdout ? 'STDOUT' : name}’\n\n`)
  if (toStdout) yield* write(response.body)
  else job.self.surroundings.files.write(resolvePath(name, job.self.directory), response.body)
  const rate = '1.00M'
  yield* say(
    `     0K${' '.repeat(55)}100% ${rate}=0s\n\n${stamp()} (1.00 MB/s) - ${toStdout ? 'written to stdout' : `‘${name}’ saved`} [${size}/${size}]\n\n`,
  )
  return 0
}

function fileName(url: Url): string {
  return baseName(url.path.split('?')[0] ?? '/') || 'index.html'
}

function statusLines(response: HttpResponse): string[] {
  return [
    `HTTP/${response.version} ${response.status} ${response.reason}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
  ]
}

function header(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([one]) => one.toLowerCase() === name)?.[1]
}
