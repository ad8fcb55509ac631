/** What holds for every built-in image, and so for every image that a document can describe. */
import { describe, expect, test } from 'vitest'
import type { Pod } from '../../src/model/objects/types.js'
import type { Delivery } from '../../src/network/contract.js'
import { bases } from '../../src/runtime/catalogue/bases/index.js'
import { readImageDocuments } from '../../src/runtime/catalogue/catalogue-file.js'
import { isPullFailure } from '../../src/runtime/catalogue/image.js'
import { images } from '../../src/runtime/catalogue/images/index.js'
import { planOf } from '../../src/runtime/containers/runs.js'
import { serveHttp } from '../../src/runtime/http/server.js'
import { FileSystem } from '../../src/runtime/processes/file-system.js'
import { commands } from '../../src/runtime/programs/index.js'
import { startAlone, world } from '../runtime/alone.js'

function start(image: string) {
  const { pod, container, run } = startAlone({ name: 'c', image, ports: [{ containerPort: 8080 }] })
  return planOf(pod, container, run, world)
}

describe.each(images.map((document) => [document.names[0]!, document] as const))('%s', (name, document) => {
  const image = world.images.resolve(name)
  if (isPullFailure(image)) throw new Error(image.message)

  test('is a document as users write them', () => {
    expect(readImageDocuments(JSON.parse(JSON.stringify(document)), name)).toHaveLength(1)
  })

  test('is found under all its names and tags', () => {
    for (const other of document.names) expect(world.images.resolve(other)).toMatchObject({ document })
    for (const tag of Object.keys(document.tags ?? {}))
      expect(world.images.resolve(`${name}:${tag}`)).toMatchObject({ document })
    for (const series of Object.keys(document.releases ?? {})) {
      expect(world.images.resolve(`${name}:${series}`)).toMatchObject({ document })
    }
  })

  test('starts, and serves or ends', () => {
    const plan = start(name)
    expect(plan.startFailure).toBeUndefined()
    expect(plan.exit !== undefined || plan.onTerminate !== undefined).toBe(true)
    for (const line of plan.output()) expect(line.text, 'a placeholder that nothing fills').not.toMatch(/\{[a-z]+[.}]/)
  })

  test('has only commands that there are', () => {
    const own = Object.keys(document.programs ?? {})
    const shells = ['bash', 'zsh', 'sh']
    const silent = ['jq', 'traceroute', 'nginx', 'node', 'httpd', 'httpd-foreground', 'redis-server']
    for (const command of document.commands ?? []) {
      expect(
        command in commands || own.includes(command) || shells.includes(command) || silent.includes(command),
        command,
      ).toBe(true)
    }
  })

  const servers = Object.entries(document.programs ?? {}).filter(([, program]) => program.http !== undefined)
  test.each(servers)('%s answers with honest headers', (_, program) => {
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      for (const path of ['/', '/nowhere', '/%zz', '/../etc/passwd']) {
        const { response, lines } = serveHttp(program.http!, delivery(method, path), {
          files: new FileSystem([{ ...image.base.files, ...document.files }]),
          startedAt: world.now,
          now: world.now,
          requests: 1,
          lookup: () => 'x',
        })
        expect(response.status).toBeGreaterThanOrEqual(200)
        expect(response.reason).not.toBe('')
        const length = response.headers.find(([header]) => header === 'Content-Length')?.[1]
        if (length !== undefined && method !== 'HEAD') expect(Number(length)).toBe(Buffer.byteLength(response.body))
        if (method === 'HEAD') expect(response.body).toBe('')
        for (const [header, value] of response.headers) expect(value, header).not.toMatch(/^$|\{[a-z]+[.}]/)
        for (const line of lines) expect(line.text).not.toMatch(/\{(method|path|status|client|bytes)\}/)
      }
    }
  })
})

function delivery(method: string, path: string): Delivery {
  return {
    pod: { metadata: { name: 'p' }, spec: {}, status: {} } as Pod,
    socket: { container: 'c', protocol: 'TCP', loopback: false, port: 80, tls: false },
    client: '10.244.1.9',
    server: { address: '10.244.1.2', port: 80 },
    request: { method, path, version: '1.1', headers: [['Host', 'p']], body: '', tls: false },
  }
}

test('every command of every base is implemented', () => {
  for (const base of bases) {
    for (const command of base.commands)
      expect(command in commands || command in base.shells, `${base.name}: ${command}`).toBe(true)
  }
})
