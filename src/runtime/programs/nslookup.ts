import type { RecordType } from '../../network/contract.js'
import { ask, complain, type Part, type Run, sleep, write } from '../processes/effects.js'
import type { Process } from '../processes/process.js'
import {
  describeRecord,
  query,
  queryTimeout,
  type Reply,
  recordType,
  resolverOf,
  reverseName,
  serverAddress,
  withoutDot,
} from './name-queries.js'

/** nslookup: busybox's (a simpler one until 1.28), or that of BIND's utilities. */
export function* nslookup(self: Process): Run {
  const [, minor] = self.surroundings.busyboxVersion?.split('.').map(Number) ?? []
  if (self.surroundings.tools === 'busybox' && minor !== undefined && minor <= 28) return yield* oldBusyboxStyle(self)
  const types: RecordType[] = []
  const operands: string[] = []
  for (const arg of self.argv.slice(1)) {
    const type = /^-(?:q|query|querytype|t|ty|type)=(\w+)$/i.exec(arg)?.[1]
    if (type !== undefined) {
      const known = recordType(type)
      if (known === undefined) {
        yield* complain(
          self.surroundings.tools === 'busybox'
            ? `nslookup: invalid query type "${type}"\n`
            : `unknown query type: ${type}\n`,
        )
        return 1
      }
      types.push(known)
    } else if (!arg.startsWith('-')) operands.push(arg)
  }
  const [name, server] = operands
  if (name === undefined) {
    yield* complain(
      'BusyBox v1.37.0 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
    )
    return 1
  }
  const address = yield* serverAddress(server)
  if (server !== undefined && address === undefined) {
    yield* complain(
      self.surroundings.tools === 'busybox'
        ? `nslookup: bad address '${server}'\n`
        : `nslookup: couldn't get address for '${server}': not found\n`,
    )
    return 1
  }
  const own = address ?? resolverOf(self).servers[0] ?? '127.0.0.1'
  const lookup = { name, types, own, named: server ?? own }
  return self.surroundings.tools === 'busybox' ? yield* busyboxStyle(self, lookup) : yield* bindStyle(self, lookup)
}

/** It asks the C library, and for the name of every address. */
function* oldBusyboxStyle(self: Process): Run {
  const [, name, server] = self.argv
  if (name === undefined) {
    const { busyboxVersion } = self.surroundings
    yield* complain(
      `BusyBox v${busyboxVersion} multi-call binary.\n\nUsage: nslookup [HOST] [SERVER]\n\nQuery the nameserver for the IP address of the given HOST\noptionally using a specified DNS server\n`,
    )
    return 1
  }
  yield* printHost(server ?? resolverOf(self).servers[0] ?? '127.0.0.1', 'Server:', self)
  yield* write('\n')
  return yield* printHost(name, 'Name:', self)
}

function* printHost(name: string, header: string, self: Process): Run {
  const answer = yield* ask({ ask: 'lookup', host: name })
  if (answer.outcome !== 'found') {
    if (answer.outcome === 'silent') yield* sleep(queryTimeout * 2)
    yield* complain(`nslookup: can't resolve '${name}'\n`)
    return 1
  }
  yield* write(`${header.padEnd(10)} ${name}\n`)
  for (const [at, address] of answer.addresses.entries()) {
    const reverse = yield* query(reverseName(address) ?? address, 'PTR', resolverOf(self).servers[0], 1)
    const [known] = reverse.outcome === 'answered' ? reverse.records : []
    yield* write(`Address ${at + 1}: ${address}${known === undefined ? '' : ` ${withoutDot(known.data)}`}\n`)
  }
  return 0
}

interface Lookup {
  readonly name: string
  readonly types: readonly RecordType[]
  /** The name server's address. */
  readonly own: string
  /** The name server as it was named. */
  readonly named: string
}

const silence = ';; connection timed out; no servers could be reached\n\n'

/** All questions at once, each answer as it comes: names without a dot once for every search domain. */
function* busyboxStyle(self: Process, { name, types, own, named }: Lookup): Run {
  const reverse = types.length === 0 ? reverseName(name) : undefined
  const { search } = resolverOf(self)
  const names =
    reverse !== undefined
      ? [reverse]
      : name.includes('.') || search.length === 0
        ? [name]
        : search.map((domain) => `${name}.${domain}`)
  const wanted: readonly RecordType[] = types.length > 0 ? types : reverse !== undefined ? ['PTR'] : ['A', 'AAAA']
  let status = 0
  let headed = false
  for (const type of wanted) {
    for (const one of names) {
      const answer = yield* query(one, type, own, 1)
      if (answer.outcome !== 'answered') {
        if (answer.outcome === 'refused') yield* complain('nslookup: read: Connection refused\n')
        yield* write(silence)
        return 1
      }
      if (!headed) yield* write(`Server:\t\t${named}\nAddress:\t${own}:53\n\n`)
      headed = true
      if (answer.code === 'NOERROR')
        yield* write(
          `${answer.authoritative ? '' : 'Non-authoritative answer:\n'}${answer.records.map(plain).join('')}\n`,
        )
      else {
        yield* write(`** server can't find ${withoutDot(one)}: ${answer.code}\n\n`)
        status = 1
      }
    }
  }
  return status
}

const plain = (record: Reply['records'][number]) =>
  describeRecord({ ...record, data: record.type === 'A' ? record.data : withoutDot(record.data) })

/** Search domains are tried in turn until one has the name. */
function* bindStyle(self: Process, lookup: Lookup): Run {
  const { name, types, own, named } = lookup
  const reverse = types.length === 0 ? reverseName(name) : undefined
  const { search } = resolverOf(self)
  const searched = search.map((domain) => `${name}.${domain}`)
  const names =
    reverse !== undefined
      ? [reverse]
      : name.endsWith('.')
        ? [name]
        : name.includes('.')
          ? [name, ...searched]
          : [...searched, name]
  const type = types[0] ?? (reverse === undefined ? 'A' : 'PTR')
  const found = yield* firstFound(names, type, own)
  if (typeof found === 'string') {
    yield* write(found === 'refused' ? `;; communications error to ${own}#53: connection refused\n${silence}` : silence)
    return 1
  }
  const { answer, asked } = found
  yield* write(`Server:\t\t${named}\nAddress:\t${own}#53\n\n`)
  if (answer.code !== 'NOERROR') {
    yield* write(`** server can't find ${withoutDot(reverse ?? asked)}: ${answer.code}\n\n`)
    return 1
  }
  if (answer.records.length === 0) yield* write(`*** Can't find ${name}: No answer\n`)
  yield* write(
    `${answer.authoritative || answer.records.length === 0 ? '' : 'Non-authoritative answer:\n'}${answer.records.map(describeRecord).join('')}\n`,
  )
  return answer.records.length === 0 ? 1 : 0
}

function* firstFound(
  names: readonly string[],
  type: RecordType,
  server: string,
): Part<{ answer: Reply; asked: string } | 'refused' | 'timeout'> {
  let last: { answer: Reply; asked: string } | undefined
  for (const asked of names) {
    const answer = yield* query(asked, type, server, 3)
    if (answer.outcome !== 'answered') return answer.outcome
    last = { answer, asked: last === undefined ? asked : asked }
    if (answer.code === 'NOERROR') return last
  }
  return last === undefined ? 'timeout' : { ...last, asked: names.at(-1) ?? last.asked }
}
