/** What a curl command line asks for. */
export interface CurlOptions {
  readonly urls: readonly string[]
  /** One for each URL that has one: a file, or `remote` for -O. */
  readonly outputs: readonly (string | { readonly remote: true })[]
  readonly silent: boolean
  readonly showError: boolean
  readonly verbose: boolean
  readonly head: boolean
  readonly include: boolean
  readonly fail: boolean
  readonly failWithBody: boolean
  readonly location: boolean
  readonly insecure: boolean
  /** The file of the certificate authority to believe in. */
  readonly authority: string | undefined
  readonly get: boolean
  readonly method: string | undefined
  readonly headers: readonly string[]
  readonly data: string | undefined
  readonly dataType: string
  readonly upload: string | undefined
  readonly userAgent: string | undefined
  readonly referer: string | undefined
  readonly cookie: string | undefined
  readonly user: string | undefined
  readonly writeOut: string | undefined
  readonly resolve: readonly string[]
  readonly maxTime: number | undefined
  readonly connectTimeout: number | undefined
  readonly maxRedirects: number
  readonly retries: number
  readonly retryDelay: number | undefined
  readonly retryRefused: boolean
  readonly retryAllErrors: boolean
  readonly http10: boolean
  readonly dumpHeader: string | undefined
  readonly noProgress: boolean
  readonly info: 'help' | 'version' | undefined
}

/** The command line is wrong: what curl says, after `curl: `. */
export class CurlUsage extends Error {}

/** Long names of options by their letters; a colon: takes a value. */
const letters: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  I: 'head',
  i: 'include',
  f: 'fail',
  L: 'location',
  k: 'insecure',
  G: 'get',
  X: 'request:',
  H: 'header:',
  d: 'data:',
  T: 'upload-file:',
  A: 'user-agent:',
  e: 'referer:',
  b: 'cookie:',
  u: 'user:',
  w: 'write-out:',
  m: 'max-time:',
  o: 'output:',
  O: 'remote-name',
  D: 'dump-header:',
  h: 'help',
  V: 'version',
  '0': 'http1.0',
  '4': 'ipv4',
  '6': 'ipv6',
  '#': 'progress-bar',
  N: 'no-buffer',
  g: 'globoff',
  q: 'disable',
  n: 'netrc',
  F: 'form:',
  E: 'cert:',
  x: 'proxy:',
  c: 'cookie-jar:',
  y: 'speed-time:',
  Y: 'speed-limit:',
  z: 'time-cond:',
  r: 'range:',
  K: 'config:',
}

const longNames = new Set([
  ...Object.values(letters),
  ...'url: data-raw: data-binary: data-ascii: data-urlencode: json: resolve: connect-timeout: max-redirs: retry: retry-delay: retry-max-time: cacert: cert: key: capath: interface: noproxy: proxy: connect-to: tlsv1.2 tlsv1.3 http1.1 http2 http2-prior-knowledge compressed fail-with-body retry-connrefused retry-all-errors no-progress-meter no-keepalive tcp-nodelay path-as-is create-dirs location-trusted fail-early basic ssl-no-revoke'.split(
    ' ',
  ),
])

/** Takes curl's arguments apart as tool_getparam.c does: letters bundled, values joined or apart, long names abbreviated. */
export function readCurlOptions(args: readonly string[]): CurlOptions {
  const given: [name: string, value: string][] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (!arg.startsWith('-') || arg === '-') given.push(['url', arg])
    else if (arg.startsWith('--')) at += readLong(arg, args[at + 1], given)
    else at += readBundle(arg, args[at + 1], given)
  }
  return assemble(given)
}

/** Returns how many further arguments it took. */
function readLong(arg: string, next: string | undefined, given: [string, string][]): number {
  if (arg === '--') return 0
  const name = arg.slice(2)
  const found = [...longNames].filter((one) => one.replace(':', '') === name)
  const matches = found.length > 0 ? found : [...longNames].filter((one) => one.startsWith(name))
  const negated = name.startsWith('no-') && longNames.has(name.slice(3))
  if (matches.length === 0 && !negated) throw new CurlUsage(`option ${arg}: is unknown`)
  if (matches.length > 1) throw new CurlUsage(`option ${arg}: is ambiguous`)
  if (negated && matches.length === 0) {
    given.push([name, ''])
    return 0
  }
  const [match = ''] = matches
  if (!match.endsWith(':')) {
    given.push([match, 'yes'])
    return 0
  }
  if (next === undefined) throw new CurlUsage(`option ${arg}: requires parameter`)
  given.push([match.slice(0, -1), next])
  return 1
}

function readBundle(arg: string, next: string | undefined, given: [string, string][]): number {
  for (let index = 1; index < arg.length; index++) {
    const letter = arg[index] ?? ''
    const name = Object.hasOwn(letters, letter) ? letters[letter] : undefined
    if (name === undefined) throw new CurlUsage(`option -${letter}: is unknown`)
    if (!name.endsWith(':')) {
      given.push([name, 'yes'])
      continue
    }
    const rest = arg.slice(index + 1)
    if (rest === '' && next === undefined) throw new CurlUsage(`option ${arg}: requires parameter`)
    given.push([name.slice(0, -1), rest === '' ? (next ?? '') : rest])
    return rest === '' ? 1 : 0
  }
  return 0
}

function assemble(given: readonly (readonly [string, string])[]): CurlOptions {
  const all = (...names: string[]) => given.filter(([name]) => names.includes(name)).map(([, value]) => value)
  const last = (...names: string[]) => all(...names).at(-1)
  const has = (...names: string[]) => given.some(([name]) => names.includes(name))
  const seconds = (name: string) => {
    const text = last(name)
    if (text === undefined) return undefined
    const number = Number(text)
    if (Number.isNaN(number)) throw new CurlUsage(`option --${name}: expected a proper numerical parameter`)
    return number === 0 ? undefined : number * 1000
  }
  const data = all('data', 'data-raw', 'data-binary', 'data-ascii', 'data-urlencode', 'json')
  const json = has('json')
  return {
    urls: all('url'),
    outputs: given.flatMap(([name, value]): CurlOptions['outputs'][number][] =>
      name === 'output' ? [value] : name === 'remote-name' ? [{ remote: true as const }] : [],
    ),
    silent: has('silent'),
    showError: has('show-error'),
    verbose: has('verbose'),
    head: has('head'),
    include: has('include'),
    fail: has('fail'),
    failWithBody: has('fail-with-body'),
    location: has('location', 'location-trusted'),
    insecure: has('insecure'),
    authority: last('cacert'),
    get: has('get'),
    method: last('request'),
    headers: [...(json ? ['Content-Type: application/json', 'Accept: application/json'] : []), ...all('header')],
    data: data.length === 0 ? undefined : data.join(json ? '' : '&'),
    dataType: json ? 'application/json' : 'application/x-www-form-urlencoded',
    upload: last('upload-file'),
    userAgent: last('user-agent'),
    referer: last('referer'),
    cookie: last('cookie'),
    user: last('user'),
    writeOut: last('write-out'),
    resolve: all('resolve'),
    maxTime: seconds('max-time'),
    connectTimeout: seconds('connect-timeout'),
    maxRedirects: Number(last('max-redirs') ?? 50),
    retries: Number(last('retry') ?? 0),
    retryDelay: seconds('retry-delay'),
    retryRefused: has('retry-connrefused'),
    retryAllErrors: has('retry-all-errors'),
    http10: has('http1.0'),
    dumpHeader: last('dump-header'),
    noProgress: has('no-progress-meter'),
    info: has('help') ? 'help' : has('version') ? 'version' : undefined,
  }
}
