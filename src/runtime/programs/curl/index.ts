/**
 * curl, as Debian's 7.88 prints and ends: options, a transfer, what is written out of it, and here the command. What is at
 * the address is asked of the network.
 */
import { byteLength } from '../../../model/values/byte-text.js'
import { complain, type Part, type Run, sleep, write } from '../../processes/effects.js'
import { baseName, resolvePath } from '../../processes/file-system.js'
import type { Process } from '../../processes/process.js'
import { type CurlOptions, CurlUsage, readCurlOptions } from './options.js'
import { headerLines, type Transfer, transfer } from './transfer.js'
import { writeOut } from './write-out.js'

const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n"

export function* curl(self: Process): Run {
  let options: CurlOptions
  try {
    options = withFiles(readCurlOptions(self.argv.slice(1)), self)
  } catch (fault) {
    if (fault instanceof UnreadableCertificate) {
      yield* complain(`curl: (77) error setting certificate file: ${fault.message}\n`)
      return 77
    }
    if (!(fault instanceof CurlUsage)) throw fault
    yield* complain(`curl: ${fault.message}\n${hint}`)
    return 2
  }
  if (options.info !== undefined) {
    yield* write(options.info === 'help' ? help : version)
    return 0
  }
  if (options.urls.length === 0) {
    yield* complain(hint)
    return 2
  }
  let code = 0
  for (const [index, url] of options.urls.entries()) code = yield* download(url, options.outputs[index], options, self)
  return code
}

class UnreadableCertificate extends Error {}

/** `-d @file` and `-T file` read what they name; whoever is given a certificate to believe in trusts in it. */
function withFiles(options: CurlOptions, self: Process): CurlOptions {
  const find = (name: string) => self.surroundings.files.read(resolvePath(name, self.directory))
  const read = (name: string) => find(name) ?? ''
  const { authority } = options
  const trusts = authority !== undefined && find(authority)?.includes('-----BEGIN CERTIFICATE-----') === true
  if (authority !== undefined && !trusts && !options.insecure) throw new UnreadableCertificate(authority)
  const data =
    options.upload !== undefined
      ? read(options.upload)
      : options.data?.startsWith('@')
        ? read(options.data.slice(1))
        : options.data
  return { ...options, data, insecure: options.insecure || trusts }
}

function* download(
  url: string,
  output: CurlOptions['outputs'][number] | undefined,
  options: CurlOptions,
  self: Process,
): Run {
  const file = typeof output === 'object' ? remoteName(url) : output
  if (file === '') {
    yield* complain(
      'curl: Remote file name has no length!\ncurl: (23) Failed writing received data to disk/application\n',
    )
    return 23
  }
  const meter = !options.silent && !options.noProgress && ((file !== undefined && file !== '-') || !self.terminal.out)
  if (meter) yield* complain(meterHead)
  let result = yield* transfer(url, options)
  for (let retry = 1; retry <= options.retries && retriable(result, options); retry++) {
    if (meter) yield* complain(meterLine(result))
    result = yield* again(result, url, options, retry)
    if (meter) yield* complain(`${meterRow(0, 0)}`)
  }
  if (meter) yield* complain(meterLine(result))
  const failure = yield* deliver(result, file, options, self)
  const code = result.code || failure
  if (code !== 0 && (!options.silent || options.showError)) yield* complain(`curl: (${code}) ${result.message}\n`)
  if (options.writeOut !== undefined) {
    const { text, unknown } = writeOut(options.writeOut, result)
    for (const name of unknown) yield* complain(`curl: unknown --write-out variable: '${name}'\n`)
    yield* write(text)
  }
  return code
}

function remoteName(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').split('?')[0] ?? ''
  return baseName(path)
}

/** Timeouts and 408, 429, 5xx answers are worth another try; refused connections when told so. */
function retriable(result: Transfer, options: CurlOptions): boolean {
  const status = result.responses.at(-1)?.status ?? 0
  return (
    result.code === 28 ||
    [408, 429, 500, 502, 503, 504].includes(status) ||
    (result.code === 7 && (options.retryRefused || options.retryAllErrors)) ||
    (result.code !== 0 && options.retryAllErrors)
  )
}

function* again(result: Transfer, url: string, options: CurlOptions, retry: number): Part<Transfer> {
  const wait = options.retryDelay ?? Math.min(2 ** (retry - 1), 600) * 1000
  if (!options.silent || options.showError) {
    if (result.code !== 0) yield* complain(`curl: (${result.code}) ${result.message}\n`)
    const left = options.retries - retry + 1
    const problem = result.code === 7 ? 'connection refused' : result.code === 28 ? 'timeout' : 'HTTP error'
    if (!options.silent)
      yield* complain(
        `Warning: Problem : ${problem}. Will retry in ${wait / 1000} seconds. ${left} retries \nWarning: left.\n`,
      )
  }
  yield* sleep(wait)
  return yield* transfer(url, options)
}

/** Writes what came to where it should go; the exit code when it cannot. */
function* deliver(result: Transfer, file: string | undefined, options: CurlOptions, self: Process): Run {
  const shown = options.location ? result.responses : result.responses.slice(-1)
  const headers = shown.map((response) =>
    headerLines(response)
      .map((line) => `${line}\r\n`)
      .join(''),
  )
  const last = result.responses.at(-1)
  const suppressed = result.code === 22 && options.fail
  const head = options.head || options.include ? headers.join('') : ''
  const body = last === undefined || suppressed || options.head ? '' : last.body
  const { files } = self.surroundings
  if (options.dumpHeader === '-') yield* write(headers.join(''))
  else if (options.dumpHeader !== undefined)
    files.write(resolvePath(options.dumpHeader, self.directory), headers.join(''))
  if (file === undefined || file === '-') {
    yield* write(head + body)
    return 0
  }
  if (last === undefined || suppressed) return 0
  const fault = files.write(resolvePath(file, self.directory), head + body)
  if (fault === undefined) return 0
  yield* complain(`Warning: Failed to open the file ${file}: ${fault}\n`)
  return 23
}

const meterHead =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'

function meterLine(result: Transfer): string {
  const size = byteLength(result.responses.at(-1)?.body ?? '')
  if (!result.attempted) return result.code === 6 || result.code === 0 ? '' : '\n'
  return `${meterRow(result.code === 22 ? 0 : size, result.millis)}\n`
}

function meterRow(size: number, millis: number): string {
  const percent = size === 0 ? '  0' : '100'
  const amount = shortSize(size)
  const speed = shortSize(size * 1000)
  const spent =
    millis < 1000
      ? '--:--:--'
      : ` ${Math.floor(millis / 3_600_000)}:${two(Math.floor(millis / 60_000) % 60)}:${two(Math.floor(millis / 1000) % 60)}`
  return `\r${percent} ${amount}  ${percent} ${amount}    0     0 ${speed.padStart(6)}      0 --:--:-- ${spent} --:--:-- ${speed}`
}

/** Five characters, as curl's meter has them. */
function shortSize(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5)
  if (bytes < 10_000 * 1024) return `${Math.floor(bytes / 1024)}k`.padStart(5)
  return `${Math.floor(bytes / 1024 / 1024)}M`.padStart(5)
}

const two = (number: number) => String(number).padStart(2, '0')

const version = `curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13
Release-Date: 2023-02-20
Protocols: http https
Features: alt-svc AsynchDNS HTTPS-proxy IPv6 Largefile libz SSL threadsafe
`

const help = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -T, --upload-file <file>   Transfer local FILE to destination
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`
