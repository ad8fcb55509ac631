/** What comes over WebSockets, in each of their protocols. */
import { connect as connectPlainly, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type SecureServer, startSecureServer, startTestServer, type TestServer, token } from './test-server.js'

const headers = { Authorization: `Bearer ${token}`, Origin: 'http://localhost' }
const pods = '/api/v1/namespaces/default/pods'
const both = 'stdout=1&stderr=1'
const run = (script: string) => `${pods}/p/exec?${both}&command=sh&command=-c&command=${encodeURIComponent(script)}`

interface Message {
  readonly data: Buffer
  readonly binary: boolean
}

interface Talk {
  readonly protocol: string
  readonly code: number
  readonly messages: readonly Message[]
}

/** All that comes until the server closes, or how it refuses. */
function talk(address: string, path: string, protocols: string[] = [], more: object = {}): Promise<Talk | number> {
  const url = address.replace('http', 'ws') + path
  const socket = new WebSocket(url, protocols, { headers, rejectUnauthorized: false, ...more })
  const messages: Message[] = []
  socket.on('message', (data: Buffer, binary) => messages.push({ data, binary }))
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('close', (code) => resolve({ protocol: socket.protocol, code, messages }))
  })
}

describe('a session', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    await server.cluster.run(['run', 'p', '--image=nginx'])
  })
  afterAll(() => server.close())

  /** Channel and text of each message. */
  const read = (answer: Talk | number, inText: boolean) => {
    if (typeof answer === 'number') return answer
    return answer.messages
      .map(({ data, binary }) => {
        expect(binary).toBe(!inText)
        return inText
          ? [data[0]! - 48, Buffer.from(data.toString('latin1', 1), 'base64').toString()]
          : [data[0]!, data.toString('utf8', 1)]
      })
      .slice(1)
  }

  const failed = /^command terminated with non-zero exit code: /
  const status = (state: string) => expect.stringContaining(`"status":"${state}"`)

  test.each<readonly [string[], string, boolean, unknown, unknown]>([
    [['v5.channel.k8s.io'], 'v5.channel.k8s.io', false, [3, status('Success')], [3, status('Failure')]],
    [['v4.channel.k8s.io'], 'v4.channel.k8s.io', false, [3, status('Success')], [3, status('Failure')]],
    [['v4.base64.channel.k8s.io'], 'v4.base64.channel.k8s.io', true, [3, status('Success')], [3, status('Failure')]],
    [['channel.k8s.io'], 'channel.k8s.io', false, undefined, [3, expect.stringMatching(failed)]],
    [['base64.channel.k8s.io'], 'base64.channel.k8s.io', true, undefined, [3, expect.stringMatching(failed)]],
    [[], '', false, undefined, [3, expect.stringMatching(failed)]],
    [
      ['nosuch', 'channel.k8s.io', 'v4.channel.k8s.io'],
      'channel.k8s.io',
      false,
      undefined,
      [3, expect.stringMatching(failed)],
    ],
  ])('in %j speaks %j and tells how it has ended as that does', async (offered, protocol, inText, well, ill) => {
    const good = await talk(server.address, run('echo yes'), offered)
    expect(good).toMatchObject({ protocol, code: 1000 })
    expect(read(good, inText)).toEqual([[1, 'yes\n'], ...(well === undefined ? [] : [well])])
    const bad = await talk(server.address, run('echo no >&2; exit 3'), offered)
    expect(read(bad, inText)).toEqual([[2, 'no\n'], ill])
  })

  test('in a protocol that nobody knows is refused', async () => {
    expect(await talk(server.address, run('echo yes'), ['v3.channel.k8s.io', 'nosuch'])).toBe(403)
  })

  test('gives what is asked for and nothing else, and begins with an empty message to it', async () => {
    const script = run('echo yes; echo no >&2').replace(both, 'stderr=1')
    const { messages } = (await talk(server.address, script, ['v4.channel.k8s.io'])) as Talk
    expect(messages.slice(0, 2).map(({ data }) => data.toString('utf8'))).toEqual(['\u0002', '\u0002no\n'])
    expect(messages.length).toBe(3)
    expect(await talk(server.address, run('echo').replace(both, 'tty=0'), ['v4.channel.k8s.io'])).toBe(400)
  })

  test('takes input in either form', async () => {
    for (const protocol of ['v4.channel.k8s.io', 'base64.channel.k8s.io']) {
      const socket = new WebSocket(
        `${server.address.replace('http', 'ws')}${run('read line; echo got $line').replace(both, 'stdin=1&stdout=1')}`,
        [protocol],
        { headers },
      )
      const heard: string[] = []
      socket.on('message', (data: Buffer) => {
        if (heard.push(data.toString('latin1')) > 1) return
        socket.send(protocol.startsWith('base64') ? `0${Buffer.from('hey\n').toString('base64')}` : '\u0000hey\n')
      })
      await new Promise((resolve) => socket.on('close', resolve))
      const text = protocol.startsWith('base64')
        ? Buffer.from(heard[1]!.slice(1), 'base64').toString()
        : heard[1]!.slice(1)
      expect(text).toBe('got hey\n')
    }
  })
})

describe('a log', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    await server.cluster.run(['run', 'p', '--image=busybox', '--restart=Never', '--', 'sh', '-c', 'echo one; echo two'])
    await server.cluster.run(['wait', 'pod/p', '--for=jsonpath={.status.phase}=Succeeded'])
  })
  afterAll(() => server.close())

  test.each([
    [[], '', (data: Buffer) => data.toString()],
    [['binary.k8s.io'], 'binary.k8s.io', (data: Buffer) => data.toString()],
    [
      ['base64.binary.k8s.io'],
      'base64.binary.k8s.io',
      (data: Buffer) => Buffer.from(data.toString(), 'base64').toString(),
    ],
  ])('in %j comes after an empty message', async (offered, protocol, read) => {
    const told = (await talk(server.address, `${pods}/p/log`, offered)) as Talk
    expect(told).toMatchObject({ protocol, code: 1000 })
    expect(told.messages[0]!.data.length).toBe(0)
    expect(told.messages.every(({ binary }) => binary === !protocol.startsWith('base64'))).toBe(true)
    expect(told.messages.map(({ data }) => read(data)).join('')).toBe('one\ntwo\n')
  })

  test('that there is not is refused as in plain HTTP', async () => {
    expect(await talk(server.address, `${pods}/nosuch/log`)).toBe(404)
    expect(await talk(server.address, `${pods}/p/log`, ['channel.k8s.io'])).toBe(403)
  })
})

describe('a watch', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    for (const name of ['a', 'b']) await server.cluster.run(['create', 'configmap', name])
  })
  afterAll(() => server.close())

  const watch =
    '/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&fieldSelector=metadata.name!=kube-root-ca.crt'

  // Each of them waits for its end.
  test.concurrent.each([watch, watch.replace('v1/', 'v1/watch/').replace('watch=1&', '')])(
    'tells each event in a message: %s',
    async (path) => {
      const { messages, code } = (await talk(server.address, path)) as Talk
      const events = messages.map(({ data, binary }) => [binary, JSON.parse(data.toString()).object.metadata.name])
      expect([code, events]).toEqual([
        1000,
        [
          [false, 'a'],
          [false, 'b'],
        ],
      ])
    },
  )

  test.concurrent('in protobuf does so without the length', async () => {
    const Accept = 'application/vnd.kubernetes.protobuf'
    const { messages } = (await talk(server.address, watch, [], { headers: { ...headers, Accept } })) as Talk
    expect(messages.map(({ binary, data }) => [binary, data.toString('latin1', 0, 7)])).toEqual([
      [true, '\n\u0005ADDED'],
      [true, '\n\u0005ADDED'],
    ])
  })

  test('is refused as in plain HTTP, and to who comes from nowhere or speaks too much', async () => {
    const { address } = server
    expect(await talk(address, `${watch}&labelSelector=!!!`)).toBe(400)
    expect(await talk(address, watch, ['one', 'two'])).toBe(400)
    expect(await talk(address, watch, [], { headers: { Authorization: headers.Authorization } })).toBe(403)
  })
})

describe('each message is a record of TLS', () => {
  let server: SecureServer
  let between: Server
  let records = 0
  beforeAll(async () => {
    server = await startSecureServer()
    await server.cluster.run(['run', 'p', '--image=nginx'])
    for (const name of ['a', 'b', 'c']) await server.cluster.run(['create', 'configmap', name])
    between = createServer((client) =>
      passOn(client, connectPlainly(Number(new URL(server.address).port), '127.0.0.1')),
    )
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    between.close()
    await server.close()
  })

  /** Counts the records of data (type 23) that the server sends. */
  function passOn(client: Socket, server: Socket): void {
    let rest = Buffer.alloc(0)
    server.on('data', (bytes: Buffer) => {
      client.write(bytes)
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt16BE(3)) {
        if (rest[0] === 23) records++
        rest = rest.subarray(5 + rest.readUInt16BE(3))
      }
    })
    client.on('data', (bytes: Buffer) => server.write(bytes))
    server.on('close', () => client.destroy())
    client.on('close', () => server.destroy())
    for (const each of [client, server]) each.on('error', () => {})
  }

  const watch = '/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1'

  test.each([run('for i in 1 2 3 4; do echo $i; echo $i >&2; done'), `${pods}/p/log`, watch])('%s', async (path) => {
    records = 0
    const { port } = between.address() as { port: number }
    const protocols = path.includes('/exec') ? ['v4.channel.k8s.io'] : []
    // In the older version of TLS nothing but data is said to be data.
    const told = await talk(`https://127.0.0.1:${port}`, path, protocols, { maxVersion: 'TLSv1.2' })
    const { messages } = told as Talk
    expect(messages.length).toBeGreaterThan(path.includes('/log') ? 1 : 2)
    // The answer to the handshake is one too, and so is the end.
    expect(records).toBe(messages.length + 2)
  })
})
