import { ask, complain, type Part, type Run, readAll, sleep, write } from '../processes/effects.js'
import type { Command, Process } from '../processes/process.js'
import { curl } from './curl/index.js'
import { dig, host } from './dig.js'
import { nslookup } from './nslookup.js'
import { readOptions } from './options.js'
import { wget } from './wget.js'

/** Commands that use the network. */
export const networkCommands: Readonly<Record<string, Command>> = {
  curl,
  wget,
  nslookup,
  dig,
  host,
  getent,
  ping,
  nc: netcat,
  ncat: netcat,
  telnet: netcat,
  'redis-cli': redisCli,
  ip: interfaces,
  ifconfig: interfaces,
}

function* getent(self: Process): Run {
  const [, database = '', name = ''] = self.argv
  if (!database.startsWith('hosts') && !database.startsWith('ahosts')) {
    yield* complain(`Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`)
    return 1
  }
  const answer = yield* ask({ ask: 'lookup', host: name })
  if (answer.outcome !== 'found') return 2
  for (const address of answer.addresses) yield* write(`${address.padEnd(15)} ${answer.name}\n`)
  return 0
}

function* resolved(name: string): Part<string | undefined> {
  const answer = yield* ask({ ask: 'lookup', host: name })
  if (answer.outcome === 'silent') yield* sleep(10_000)
  return answer.outcome === 'found' ? answer.addresses[0] : undefined
}

function* ping(self: Process): Run {
  const { values, operands } = readOptions(self.argv.slice(1), ['c:', 'w:', 'W:', 'i:', 'q', '4', 'n', 's:'])
  const target = operands[0] ?? ''
  const busybox = self.surroundings.tools === 'busybox'
  const address = yield* resolved(target)
  if (address === undefined) {
    yield* complain(busybox ? `ping: bad address '${target}'\n` : `ping: ${target}: Name or service not known\n`)
    return busybox ? 1 : 2
  }
  const count = Number(values.get('c') ?? Number.POSITIVE_INFINITY)
  yield* write(
    busybox ? `PING ${target} (${address}): 56 data bytes\n` : `PING ${target} (${address}) 56(84) bytes of data.\n`,
  )
  let received = 0
  let sent = 0
  const deadline = Number(values.get('w') ?? Number.POSITIVE_INFINITY)
  for (; sent < count && sent < deadline; sent++) {
    const { outcome } = yield* ask({ ask: 'ping', address })
    if (outcome === 'reply') {
      received++
      yield* write(
        `64 bytes from ${address}: ${busybox ? 'seq' : 'icmp_seq'}=${busybox ? sent : sent + 1} ttl=64 time=0.0${60 + (sent % 30)}${busybox ? '' : ''} ms\n`,
      )
    }
    if (sent < count - 1 || outcome !== 'reply') yield* sleep(Number(values.get('i') ?? 1) * 1000)
  }
  const lost = sent === 0 ? 0 : Math.round(((sent - received) / sent) * 100)
  yield* write(
    `\n--- ${target} ping statistics ---\n${sent} packets transmitted, ${received} ${busybox ? 'packets received' : 'received'}, ${lost}% packet loss${busybox ? '' : `, time ${(sent - 1) * 1000}ms`}\n`,
  )
  if (received > 0)
    yield* write(
      busybox
        ? 'round-trip min/avg/max = 0.060/0.065/0.089 ms\n'
        : 'rtt min/avg/max/mdev = 0.060/0.065/0.089/0.010 ms\n',
    )
  return received > 0 ? 0 : 1
}

function* netcat(self: Process): Run {
  const { flags, values, operands } = readOptions(self.argv.slice(1), ['z', 'v', 'n', 'u', 'w:', 'l', 'p:', 'k'])
  const [target = '', port = ''] = operands
  if (flags.has('l')) {
    yield* sleep(Number.POSITIVE_INFINITY)
    return 0
  }
  const address = yield* resolved(target)
  if (address === undefined) {
    yield* complain(`${self.argv[0]}: bad address '${target}'\n`)
    return 1
  }
  const protocol = flags.has('u') ? 'UDP' : 'TCP'
  const { outcome } = yield* ask({ ask: 'connect', address, port: Number(port), protocol } as const)
  if (outcome === 'timeout') yield* sleep(Number(values.get('w') ?? 130) * 1000)
  if (outcome !== 'open') {
    const reason = outcome === 'refused' ? 'Connection refused' : values.has('w') ? 'timed out' : 'Operation timed out'
    if (flags.has('v') || !flags.has('z')) yield* complain(`nc: ${target} (${address}:${port}): ${reason}\n`)
    return 1
  }
  if (flags.has('v')) yield* complain(`${target} (${address}:${port}) open\n`)
  if (flags.has('z')) return 0
  return yield* speakHttp(address, Number(port))
}

/** What is typed into a connection to a web server, as far as it is a request. */
function* speakHttp(address: string, port: number): Run {
  const [line = '', ...rest] = (yield* readAll()).split(/\r?\n/)
  const [method = 'GET', path = '/', version] = line.split(' ')
  const headers = rest.flatMap((one) =>
    one.includes(':') ? [[one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()] as const] : [],
  )
  if (line === '') return 0
  const request = {
    method,
    path,
    version: version === 'HTTP/1.1' ? '1.1' : '1.0',
    headers,
    body: '',
    tls: false,
  } as const
  const answer = yield* ask({ ask: 'http', address, port, request } as const)
  if (answer.outcome !== 'answered') return 0
  const { response } = answer
  const head = [
    `HTTP/${response.version} ${response.status} ${response.reason}`,
    ...response.headers.map(([name, value]) => `${name}: ${value}`),
    '',
  ]
  yield* write(`${head.map((one) => `${one}\r\n`).join('')}${response.body}`)
  return 0
}

function* redisCli(self: Process): Run {
  const { values, operands } = readOptions(self.argv.slice(1), ['h:', 'p:', 'a:', 'n:'], true)
  const target = values.get('h') ?? '127.0.0.1'
  const port = Number(values.get('p') ?? 6379)
  const address = yield* resolved(target)
  const { outcome } =
    address === undefined
      ? { outcome: 'unknown' }
      : yield* ask({ ask: 'connect', address, port, protocol: 'TCP' } as const)
  if (outcome !== 'open') {
    const reason =
      outcome === 'unknown'
        ? 'Name or service not known'
        : outcome === 'refused'
          ? 'Connection refused'
          : 'Connection timed out'
    yield* complain(`Could not connect to Redis at ${target}:${port}: ${reason}\n`)
    return 1
  }
  const [command = '', text] = operands
  const verb = command.toLowerCase()
  if (verb === 'ping') yield* write(`${text ?? 'PONG'}\n`)
  else if (verb === 'echo') yield* write(`${text ?? ''}\n`)
  else yield* write(`(error) ERR this simulated Redis keeps no data: '${command}'\n`)
  return 0
}

/** `ip a`, `ip route`, `ifconfig`: what a pod with one interface shows. */
function* interfaces(self: Process): Run {
  const [address = '127.0.0.1'] = self.surroundings.addresses
  const gateway = address.replace(/\.\d+$/, '.1')
  const what = self.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? 'a'
  if (self.argv[0] === 'ifconfig') {
    yield* write(
      `eth0      Link encap:Ethernet  HWaddr 0A:58:0A:F4:01:02\n          inet addr:${address}  Bcast:0.0.0.0  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1450  Metric:1\n\nlo        Link encap:Local Loopback\n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n`,
    )
    return 0
  }
  if ('route'.startsWith(what))
    yield* write(
      `default via ${gateway} dev eth0 \n${address.replace(/\.\d+$/, '.0')}/24 dev eth0 scope link  src ${address} \n`,
    )
  else
    yield* write(
      `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP \n    link/ether 0a:58:0a:f4:01:02 brd ff:ff:ff:ff:ff:ff\n    inet ${address}/24 brd 10.244.255.255 scope global eth0\n       valid_lft forever preferred_lft forever\n`,
    )
  return 0
}
