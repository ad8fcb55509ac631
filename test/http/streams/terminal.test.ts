import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestServer, type TestServer, token } from '../test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.cluster.run(['run', 'p', '--image=nginx'])
})
afterAll(() => server.close())

interface Terminal {
  readonly socket: WebSocket
  /** What has come on each channel. */
  readonly channels: Record<number, string>
}

function open(
  path: string,
  headers: Record<string, string> = { Authorization: `Bearer ${token}` },
  protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
): Terminal {
  const url = `${server.address.replace('http', 'ws')}/api/v1/namespaces/default/pods/${path}`
  const socket = new WebSocket(url, protocols, { headers })
  const channels: Record<number, string> = {}
  socket.on('message', (data: Buffer) => {
    channels[data[0]!] = (channels[data[0]!] ?? '') + data.toString('utf8', 1)
  })
  return { socket, channels }
}

async function ended({ socket, channels }: Terminal) {
  await once(socket, 'close')
  return { ...channels, 3: JSON.parse(channels[3] ?? '{}') }
}

const refusal = ({ socket }: Terminal) =>
  new Promise<number | undefined>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.on('error', () => {})
  })

describe('a terminal', () => {
  test('runs a command', async () => {
    const terminal = open('p/exec?command=hostname&stdout=true&stderr=true')
    expect(await ended(terminal)).toMatchObject({ 1: 'p\n', 3: { status: 'Success' } })
    expect(terminal.socket.protocol).toBe('v5.channel.k8s.io')
  })

  test('tells the exit code', async () => {
    const result = await ended(
      open(`p/exec?stderr=1&command=sh&command=-c&command=${encodeURIComponent('echo no >&2; exit 3')}`),
    )
    expect(result).toMatchObject({
      2: 'no\n',
      3: { status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } },
    })
  })

  test.each([
    ['v5.channel.k8s.io', 2],
    ['v4.channel.k8s.io', 1],
  ])('says in %s who has failed to start a command', async (protocol, times) => {
    const terminal = open('p/exec?command=foo&stdout=true', undefined, [protocol])
    const { 3: status } = await ended(terminal)
    expect(status.message).toMatch(
      new RegExp(`^(Internal error occurred: ){${times}}error executing command in container: failed to exec`),
    )
    expect(status).toMatchObject({ status: 'Failure', reason: 'InternalError', code: 500 })
  })

  test('takes input until it is closed', async () => {
    const terminal = open('p/exec?command=cat&stdin=true&stdout=true')
    await once(terminal.socket, 'open')
    terminal.socket.send(Buffer.from('\u0000hello\n'))
    terminal.socket.send(Buffer.from('\u0004{"Width":80,"Height":24}'))
    terminal.socket.send(Buffer.from([255, 0]))
    expect(await ended(terminal)).toMatchObject({ 1: 'hello\n', 3: { status: 'Success' } })
  })

  test('shows what is typed, and is interrupted by Ctrl-C', async () => {
    const terminal = open('p/exec?command=sh&stdin=true&stdout=true&tty=true')
    const shown = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!terminal.channels[1]?.endsWith(text)) return
          terminal.socket.off('message', look)
          resolve()
        }
        terminal.socket.on('message', look)
      })
    const type = async (keys: string, until: string) => {
      terminal.socket.send(Buffer.from(`\u0000${keys}`))
      await shown(until)
    }
    await shown('# ')
    const prompt = terminal.channels[1]
    await type('sleep infinity\r', 'sleep infinity\r\n')
    await type('\u0003', `^C\r\n${prompt}`)
    await type('echo "back"\r', `back\r\n${prompt}`)
    terminal.socket.send(Buffer.from('\u0000exit 3\r'))
    expect(await ended(terminal)).toMatchObject({ 3: { details: { causes: [{ message: '3' }] } } })
  })

  test('that was only joined does not tell how the program has ended', async () => {
    await server.cluster.run([
      'run',
      'r',
      '--image=busybox',
      '--restart=Never',
      '--overrides={"spec":{"containers":[{"name":"r","image":"busybox","args":["sh"],"stdin":true}]}}',
    ])
    const terminal = open('r/attach?stdin=true&stdout=true')
    await once(terminal.socket, 'open')
    terminal.socket.send(Buffer.from('\u0000exit 3\n'))
    expect(await ended(terminal)).toMatchObject({ 3: { status: 'Success' } })
  })

  test('survives whatever comes', async () => {
    const terminal = open('p/exec?command=cat&stdin=true')
    await once(terminal.socket, 'open')
    terminal.socket.send(Buffer.alloc(0))
    terminal.socket.send('text')
    terminal.socket.send(Buffer.from([77, 1, 2]))
    terminal.socket.send(Buffer.alloc(2 * 1024 * 1024))
    await once(terminal.socket, 'close')
    expect((await server.call('GET', '/livez')).text).toBe('ok')
  })

  test.each([
    ['nosuch/exec?command=ls', 404],
    ['p/exec?command=ls&container=nosuch', 400],
    ['p/exec', 400],
    ['p/nosuch', 404],
    ['p/portforward', 400],
  ])('is refused for %s', async (path, status) => {
    expect(await refusal(open(path))).toBe(status)
  })

  test('is refused to strangers', async () => {
    expect(await refusal(open('p/exec?command=ls', { Authorization: 'Bearer wrong' }))).toBe(401)
    expect(await refusal(open('p/exec?command=ls', { Origin: 'http://evil.example' }))).toBe(403)
  })
})
