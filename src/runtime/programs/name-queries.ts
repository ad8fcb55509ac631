import { addressNumber } from '../../model/values/addresses.js'
import type { Answers, DnsRecord, RecordType } from '../../network/contract.js'
import { ask, type Part, sleep } from '../processes/effects.js'
import type { Process } from '../processes/process.js'

export type Reply = Extract<Answers['dns'], { outcome: 'answered' }>

/** How long a resolver library waits for an answer, and how often it tries. */
export const queryTimeout = 5_000

/** Sends one query; a name server that does not answer costs the time a client waits for it. */
export function* query(name: string, type: RecordType, server: string | undefined, tries = 2): Part<Answers['dns']> {
  const question = { ask: 'dns', name, type } as const
  const answer = yield* ask(server === undefined ? question : { ...question, server })
  if (answer.outcome === 'timeout') yield* sleep(queryTimeout * tries)
  return answer
}

/** What /etc/resolv.conf of the process' place says. */
export function resolverOf(self: Process): { servers: string[]; search: string[]; ndots: number } {
  const text = self.surroundings.files.read('/etc/resolv.conf') ?? ''
  const values = (key: string) =>
    text.split('\n').flatMap((line) =>
      line.startsWith(`${key} `)
        ? line
            .slice(key.length + 1)
            .trim()
            .split(/\s+/)
        : [],
    )
  const ndots = values('options').find((option) => option.startsWith('ndots:'))
  return { servers: values('nameserver'), search: values('search'), ndots: Number(ndots?.slice(6) ?? 1) }
}

/** `10.96.0.1` → `1.0.96.10.in-addr.arpa`; undefined for a name. */
export function reverseName(address: string): string | undefined {
  return addressNumber(address) === undefined ? undefined : `${address.split('.').reverse().join('.')}.in-addr.arpa`
}

export const recordTypes = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'NS', 'SOA', 'TXT', 'MX'] as const

export function recordType(text: string): RecordType | undefined {
  return recordTypes.find((type) => type === text.toUpperCase())
}

/** A name server given by name is resolved first. */
export function* serverAddress(server: string | undefined): Part<string | undefined> {
  if (server === undefined || addressNumber(server) !== undefined) return server
  const answer = yield* ask({ ask: 'lookup', host: server })
  return answer.outcome === 'found' ? answer.addresses[0] : undefined
}

export const withoutDot = (name: string) => name.replace(/\.$/, '')

/** A record as nslookup shows it. */
export function describeRecord({ name, type, data }: DnsRecord): string {
  const owner = withoutDot(name)
  if (type === 'A' || type === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`
  const labels: Partial<Record<RecordType, string>> = {
    CNAME: 'canonical name',
    PTR: 'name',
    NS: 'nameserver',
    TXT: 'text',
    SRV: 'service',
    MX: 'mail exchanger',
  }
  if (type === 'SOA') {
    const [origin = '', mail = '', serial, refresh, retry, expire, minimum] = data.split(' ')
    return `${owner}\n\torigin = ${withoutDot(origin)}\n\tmail addr = ${withoutDot(mail)}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`
  }
  return `${owner}\t${labels[type] ?? type} = ${data}\n`
}
