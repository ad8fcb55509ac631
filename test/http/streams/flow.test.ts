import { Duplex } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { Input, mostWaiting, sharedSource } from '../../../src/http/streams/flow.js'
import { SpdyConnection } from '../../../src/http/streams/spdy.js'
import { yieldToEventLoop } from '../../../src/simulation/clock.js'

/** What is told to go on or not, and whether it does. */
function source() {
  const told = {
    read: true,
    pause() {
      told.read = false
    },
    resume() {
      told.read = true
    },
  }
  return told
}

test('a client is not read while a program does not read what it has sent', async () => {
  const client = source()
  const input = new Input(client)
  const half = Buffer.alloc(mostWaiting / 2, 'a')
  for (const piece of [half, half]) input.add(piece)
  expect(client.read).toBe(true)
  input.add(half)
  expect(client.read).toBe(false)
  const texts = input[Symbol.asyncIterator]()
  await texts.next()
  expect(client.read).toBe(true)
})

test('what two hold back goes on when neither does any more', () => {
  const told = source()
  const shared = sharedSource(told)
  shared.pause()
  shared.pause()
  shared.resume()
  expect(told.read).toBe(false)
  shared.resume()
  expect(told.read).toBe(true)
})

const ping = (length: number) =>
  Buffer.concat([Buffer.from([0x80, 3, 0, 6, 0, length >> 8, length & 255, 0]), Buffer.alloc(length * 256)])

test('a client is not asked for more pings than it reads the answers to', async () => {
  let sent = 0
  let read: () => void = () => {}
  const reading = new Promise<void>((resolve) => {
    read = resolve
  })
  const socket = new Duplex({
    read() {
      if (sent++ < 1000) this.push(ping(255))
    },
    write(_chunk, _encoding, done) {
      reading.then(() => done())
    },
  })
  new SpdyConnection(socket, () => {})
  await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(mostWaiting))
  for (let turn = 0; turn < 100; turn++) await yieldToEventLoop()
  expect(sent).toBeLessThan(30)
  read()
  await vi.waitFor(() => expect(sent).toBeGreaterThan(100))
  socket.destroy()
})
