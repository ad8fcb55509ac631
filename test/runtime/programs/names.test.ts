import { describe, expect, test } from 'vitest'
import type { AnswerTo, DnsRecord, Question } from '../../../src/network/contract.js'
import { tryCommand } from '../place.js'

const zone: Readonly<Record<string, readonly DnsRecord[]>> = {
  'web.default.svc.cluster.local A': [
    { name: 'web.default.svc.cluster.local.', type: 'A', ttl: 30, data: '10.96.0.80' },
  ],
  'db.default.svc.cluster.local A': [
    { name: 'db.default.svc.cluster.local.', type: 'CNAME', ttl: 30, data: 'db.example.com.' },
    { name: 'db.example.com.', type: 'A', ttl: 30, data: '203.0.113.9' },
  ],
  '80.0.96.10.in-addr.arpa PTR': [
    { name: '80.0.96.10.in-addr.arpa.', type: 'PTR', ttl: 30, data: 'web.default.svc.cluster.local.' },
  ],
}
const names = new Set(Object.keys(zone).map((key) => key.split(' ')[0]))

function network<Q extends Question>(question: Q): AnswerTo<Q> | undefined {
  if (question.ask !== 'dns') return undefined
  const name = question.name.replace(/\.$/, '')
  const server = question.server ?? '10.96.0.10'
  const records = zone[`${name} ${question.type}`] ?? []
  const code = names.has(name) ? 'NOERROR' : 'NXDOMAIN'
  return { outcome: 'answered', server, code, records, authoritative: true } as unknown as AnswerTo<Q>
}

const refusing = <Q extends Question>({ ask }: Q) =>
  ask === 'dns' ? ({ outcome: 'timeout', server: '10.96.0.10' } as unknown as AnswerTo<Q>) : undefined
const run = (line: string, image = 'busybox') => tryCommand(line.split(' '), { image, network })

describe('nslookup of busybox', () => {
  test('asks for every search domain', () => {
    expect(run('nslookup web')).toMatchObject({
      code: 1,
      out: `Server:\t\t10.96.0.10
Address:\t10.96.0.10:53

Name:\tweb.default.svc.cluster.local
Address: 10.96.0.80

** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN


** server can't find web.svc.cluster.local: NXDOMAIN

** server can't find web.cluster.local: NXDOMAIN

`,
    })
  })

  test('asks once for a name with dots, and backwards for an address', () => {
    expect(run('nslookup web.default.svc.cluster.local').out).toContain(
      'Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.80\n\n',
    )
    expect(run('nslookup 10.96.0.80').out).toContain('80.0.96.10.in-addr.arpa\tname = web.default.svc.cluster.local\n')
    expect(run('nslookup -type=cname db').code).toBe(1)
  })

  test('says so when no server answers', () => {
    expect(tryCommand(['nslookup', 'web'], { network: refusing })).toMatchObject({
      out: ';; connection timed out; no servers could be reached\n\n',
      code: 1,
      slept: 5_000,
    })
  })
})

describe("BIND's tools", () => {
  const image = 'nicolaka/netshoot'

  test('nslookup tries the search domains in turn', () => {
    expect(run('nslookup web', image)).toMatchObject({
      code: 0,
      out: 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.80\n\n',
    })
    expect(run('nslookup db', image).out).toContain(
      'db.default.svc.cluster.local\tcanonical name = db.example.com.\nName:\tdb.example.com\nAddress: 203.0.113.9\n',
    )
    expect(run('nslookup nosuch', image)).toMatchObject({ code: 1 })
    expect(run('nslookup nosuch', image).out).toContain("** server can't find nosuch: NXDOMAIN\n")
  })

  test('dig takes names as they are, unless told to search', () => {
    expect(run('dig +short web.default.svc.cluster.local', image).out).toBe('10.96.0.80\n')
    expect(run('dig +short web', image).out).toBe('')
    expect(run('dig +short +search web', image).out).toBe('10.96.0.80\n')
    expect(run('dig +short -x 10.96.0.80', image).out).toBe('web.default.svc.cluster.local.\n')
    expect(run('dig web', image).out).toContain('status: NXDOMAIN')
    expect(run('dig @10.96.0.10 web.default.svc.cluster.local', image).out).toContain(
      ';; ANSWER SECTION:\nweb.default.svc.cluster.local. 30 IN\tA\t10.96.0.80\n',
    )
  })

  test('host', () => {
    expect(run('host web', image)).toMatchObject({
      out: 'web.default.svc.cluster.local has address 10.96.0.80\n',
      code: 0,
    })
    expect(run('host db', image).out).toBe(
      'db.default.svc.cluster.local is an alias for db.example.com.\ndb.example.com has address 203.0.113.9\n',
    )
    expect(run('host nosuch', image)).toMatchObject({ out: 'Host nosuch not found: 3(NXDOMAIN)\n', code: 1 })
  })
})
