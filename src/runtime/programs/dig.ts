import type { DnsRecord, RecordType } from '../../network/contract.js'
import { timeForms } from '../catalogue/placeholders.js'
import { complain, type Run, write } from '../processes/effects.js'
import type { Process } from '../processes/process.js'
import { query, type Reply, recordType, resolverOf, reverseName, serverAddress, withoutDot } from './name-queries.js'

/** dig of BIND's utilities: `[@server] [-x address] [-t type] name [type] [+short] [+search] [+noall +answer]`. */
export function* dig(self: Process): Run {
  const line = readLine(self.argv.slice(1))
  const server = yield* serverAddress(line.server)
  if (line.server !== undefined && server === undefined) {
    yield* complain(`dig: couldn't get address for '${line.server}': not found\n`)
    return 10
  }
  const { servers, search } = resolverOf(self)
  const own = server ?? servers[0] ?? '127.0.0.1'
  const names =
    line.switches.has('search') && !line.name.endsWith('.')
      ? [...search.map((domain) => `${line.name}.${domain}`), line.name]
      : [line.name]
  let reply: Reply | undefined
  let asked = line.name
  for (const name of names) {
    const answer = yield* query(name, line.type, own, 3)
    if (answer.outcome !== 'answered') {
      const reason = answer.outcome === 'refused' ? 'connection refused' : 'timed out'
      yield* write(`;; communications error to ${own}#53: ${reason}\n;; no servers could be reached\n`)
      return 9
    }
    reply = answer
    asked = name
    if (answer.code === 'NOERROR') break
  }
  if (reply === undefined) return 9
  if (line.switches.has('short')) yield* write(reply.records.map((record) => `${record.data}\n`).join(''))
  else yield* write(report(self, line, reply, `${withoutDot(asked)}.`, own))
  return 0
}

interface Line {
  readonly server: string | undefined
  readonly name: string
  readonly type: RecordType
  readonly switches: ReadonlySet<string>
  readonly words: string
}

function readLine(args: readonly string[]): Line {
  let server: string | undefined
  let name = '.'
  let type: RecordType = 'A'
  const switches = new Set<string>()
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg.startsWith('@')) server = arg.slice(1)
    else if (arg.startsWith('+')) switches.add(arg.slice(1))
    else if (arg === '-x') {
      name = reverseName(args[++at] ?? '') ?? '.'
      type = 'PTR'
    } else if (arg === '-t') type = recordType(args[++at] ?? '') ?? type
    else if (arg.startsWith('-')) continue
    else if (recordType(arg) !== undefined) type = recordType(arg) ?? type
    else if (arg !== 'IN') name = arg
  }
  return { server, name, type, switches, words: args.join(' ') }
}

function report(self: Process, { words, type, switches }: Line, reply: Reply, name: string, server: string): string {
  const all = !switches.has('noall')
  const answers = section(reply.records)
  const { additional = [] } = reply
  if (!all) return switches.has('answer') ? answers : ''
  const id = 1 + ((name.length * 7919 + reply.records.length * 104_729) % 65_535)
  const flags = reply.authoritative ? 'qr aa rd' : 'qr rd ra'
  const size = 50 + name.length * 2 + (reply.records.length + additional.length) * 40
  return `
; <<>> DiG 9.18.33 <<>> ${words}
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: ${reply.code}, id: ${id}
;; flags: ${flags}; QUERY: 1, ANSWER: ${reply.records.length}, AUTHORITY: 0, ADDITIONAL: ${additional.length + 1}
${reply.authoritative ? ';; WARNING: recursion requested but not available\n' : ''}
;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;${inColumns([name, 32, 'IN', 40, type])}

${answers === '' ? '' : `;; ANSWER SECTION:\n${answers}\n`}${additional.length === 0 ? '' : `;; ADDITIONAL SECTION:\n${section(additional)}\n`};; Query time: 0 msec
;; SERVER: ${server}#53(${server}) (UDP)
;; WHEN: ${timeForms.date?.(self.surroundings.now()).replace(/ {2}(\d )/, ' 0$1')}
;; MSG SIZE  rcvd: ${size}

`
}

function section(records: readonly DnsRecord[]): string {
  return records
    .map(({ name, ttl, type, data }) => `${inColumns([name, 24, `${ttl}`, 32, 'IN', 40, type, 48, data])}\n`)
    .join('')
}

/** Words, each but the first at a column if that can be reached with tabs, or else after a space (BIND's `masterdump.c`). */
function inColumns([first, ...rest]: readonly (string | number)[]): string {
  let line = String(first)
  let column = line.length
  for (let at = 0; at < rest.length; at += 2) {
    const wanted = Math.max(Number(rest[at]), column + 1)
    const tabs = Math.floor(wanted / TAB) - Math.floor(column / TAB)
    const spaces = tabs > 0 ? wanted % TAB : wanted - column
    const word = String(rest[at + 1])
    line += '\t'.repeat(tabs) + ' '.repeat(spaces) + word
    column = wanted + word.length
  }
  return line
}

const TAB = 8

/** host of BIND's utilities. */
export function* host(self: Process): Run {
  const typed = self.argv.indexOf('-t')
  const operands = self.argv.slice(1).filter((arg, at) => !arg.startsWith('-') && (typed < 0 || at !== typed))
  const name = operands[0] ?? ''
  const reverse = reverseName(name)
  const type = typed > 0 ? (recordType(self.argv[typed + 1] ?? '') ?? 'A') : reverse === undefined ? 'A' : 'PTR'
  const { servers, search, ndots } = resolverOf(self)
  const server = (yield* serverAddress(operands[1])) ?? servers[0]
  const searched = search.map((domain) => `${name}.${domain}`)
  const names =
    reverse !== undefined ? [reverse] : name.split('.').length > ndots ? [name, ...searched] : [...searched, name]
  for (const one of names) {
    const answer = yield* query(one, type, server, 2)
    if (answer.outcome !== 'answered') {
      yield* write(';; connection timed out; no servers could be reached\n')
      return 1
    }
    if (answer.code !== 'NOERROR') continue
    if (answer.records.length === 0) yield* write(`${withoutDot(one)} has no ${type} record\n`)
    yield* write(
      answer.records
        .map(
          ({ name: owner, type: kind, data }) =>
            `${withoutDot(owner)} ${phrases[kind] ?? `has ${kind} record`} ${data}\n`,
        )
        .join(''),
    )
    return answer.records.length === 0 ? 1 : 0
  }
  yield* write(`Host ${withoutDot(reverse ?? name)} not found: 3(NXDOMAIN)\n`)
  return 1
}

const phrases: Partial<Record<RecordType, string>> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  CNAME: 'is an alias for',
  PTR: 'domain name pointer',
  NS: 'name server',
  TXT: 'descriptive text',
}
