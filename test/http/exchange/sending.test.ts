import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { usualLimits } from '../../../src/http/exchange/connections.js'
import { sendBytes, stream } from '../../../src/http/exchange/sending.js'
import { makeCertificate } from '../../../src/http/server/certificate.js'

/** A client beside the server, which asks again as soon as it has an answer, with a request of more than one TLS record. */
const client = `
const { request, Agent } = require('node:https')
const { parentPort, workerData: { port, ca, times } } = require('node:worker_threads')
const agent = new Agent({ keepAlive: true, maxSockets: 1, ca })
const body = 'x'.repeat(20_000)
const options = { port, host: '127.0.0.1', method: 'POST', agent, headers: { 'Content-Length': body.length } }
const ask = () => new Promise((resolve) => {
  const asking = request(options, (response) => {
    let length = 0
    response.on('data', (bytes) => { length += bytes.length }).on('end', () => resolve(length))
  })
  asking.on('error', (error) => resolve(error.message)).end(body)
})
;(async () => {
  const answers = []
  for (let time = 0; time < times; time++) answers.push(await ask())
  agent.destroy()
  parentPort.postMessage(answers)
})()`

const length = 70_000
const times = 40

function* pieces(of: number) {
  for (let at = 0; at < length; at += of) yield Buffer.alloc(Math.min(of, length - at), 'y')
}

function hearNobody(): void {
  for (const end = performance.now() + 2; performance.now() < end; );
}

test.each([
  ['as a whole', (response) => sendBytes(response, Buffer.alloc(length, 'y'), usualLimits)],
  ['in large pieces', (response) => stream(response, pieces(30_000), usualLimits)],
  ['in small pieces', (response) => stream(response, pieces(900), usualLimits)],
] satisfies [string, (response: Parameters<typeof sendBytes>[0]) => Promise<void>][])(
  'whoever asks again at once is heard by a busy server: answers %s',
  async (_, answer) => {
    const { key, cert } = makeCertificate()
    const server = createServer({ key, cert }, (request, response) => {
      request.resume().on('end', () =>
        setImmediate(() => {
          void answer(response)
          hearNobody()
        }),
      )
    })
    const busy = () => {
      hearNobody()
      if (server.listening) setImmediate(busy)
    }
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void server.close())
    busy()
    const { port } = server.address() as AddressInfo
    const worker = new Worker(client, { eval: true, workerData: { port, ca: cert, times } })
    const [answers] = await once(worker, 'message')
    expect(answers).toEqual(Array(times).fill(length))
    await worker.terminate()
  },
)
