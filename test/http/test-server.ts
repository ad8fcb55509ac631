import { request } from 'node:http'
import { startServer } from '../../src/http/index.js'
import { makeCertificate } from '../../src/http/server/certificate.js'
import { Cluster, type OpenOptions } from '../../src/index.js'
import { servedKubeconfig } from '../../src/kubeconfig/served.js'

type RunnableCluster = Awaited<ReturnType<typeof Cluster.open>>

/** A cluster in memory on a virtual clock, served over plain HTTP. */
export interface TestServer {
  readonly cluster: RunnableCluster
  /** `http://127.0.0.1:34567` */
  readonly address: string
  call(method: string, path: string, options?: CallOptions): Promise<Reply>
  close(): Promise<void>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Leaves as soon as this holds of what has come of a watch, which need not come to its end then. */
  readonly until?: (bytes: Buffer) => boolean
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into as they come
  readonly json: any
}

export const token = 'secret'

export async function startTestServer(options: OpenOptions = {}): Promise<TestServer> {
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'http' }, strict: true, ...options })
  const server = await startServer({ cluster, token, jumpDelay: 5 })
  return {
    cluster,
    address: server.address,
    call: (method, path, options = {}) => call(server.address, method, path, options),
    async close() {
      await server.close()
      await cluster.close()
    },
  }
}

/** A cluster in memory on a virtual clock, served as `serve` does it: over HTTPS, with a kubeconfig for clients. */
export interface SecureServer extends Pick<TestServer, 'cluster' | 'address' | 'close'> {
  /** The certificate to trust. */
  readonly authority: string
  readonly kubeconfig: string
}

export async function startSecureServer(jumpDelay = 5): Promise<SecureServer> {
  const tls = makeCertificate()
  const cluster = await Cluster.open({ create: { clock: 'virtual' } })
  const server = await startServer({ cluster, token, tls, jumpDelay })
  const access = { cluster: 'lab', address: server.address, token, namespace: 'default', certificate: tls.cert }
  return {
    cluster,
    address: server.address,
    authority: tls.cert,
    kubeconfig: servedKubeconfig(access),
    async close() {
      await server.close()
      await cluster.close()
    },
  }
}

function call(
  address: string,
  method: string,
  path: string,
  { body, headers = {}, until }: CallOptions,
): Promise<Reply> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const sent = body === undefined ? undefined : raw ? body : JSON.stringify(body)
  const { hostname, port } = new URL(address)
  const length = sent === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(sent)) }
  const type = sent === undefined || raw ? {} : { 'Content-Type': 'application/json' }
  const options = {
    method,
    hostname,
    port,
    path,
    headers: { Authorization: `Bearer ${token}`, ...type, ...length, ...headers },
  }
  return new Promise((resolve, reject) => {
    const sending = request(options, (response) => {
      const chunks: Buffer[] = []
      const finish = () => {
        const bytes = Buffer.concat(chunks)
        const text = bytes.toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json: parsed(text) })
      }
      const leaveInTime = () => {
        if (response.statusCode !== 200 || until?.(Buffer.concat(chunks)) !== true) return
        finish()
        response.destroy()
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        leaveInTime()
      })
      response.on('end', finish)
      leaveInTime()
      response.on('error', reject)
    })
    sending.on('error', reject)
    sending.end(sent)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether so many events of a watch have come: a line each. */
export const events = (count: number) => (bytes: Buffer) => bytes.filter((byte) => byte === 10).length >= count

/** The lines of a watch that has ended. */
export const eventsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
