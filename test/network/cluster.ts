/** A cluster in memory with some services, and the network seen from anywhere in it. */
import { Cluster } from '../../src/index.js'
import type { AnswerTo, HttpRequest, Origin, Question } from '../../src/network/contract.js'
import { network } from '../../src/runtime/index.js'

export const host: Origin = { from: 'host' }
export const node = (name: string): Origin => ({ from: 'node', node: name })
export const pod = (name: string, namespace = 'default'): Origin => ({ from: 'pod', namespace, pod: name })

export async function openCluster(settings: object = {}) {
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'network', ...settings }, strict: true })
  const runArgv = async (argv: readonly string[], stdin?: string) => {
    const { stdout, stderr, exitCode } = await cluster.run(argv, stdin === undefined ? {} : { stdin })
    if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }
  const run = (line: string, stdin?: string) => runArgv(line.split(' '), stdin)
  const ask = <Q extends Question>(origin: Origin, question: Q): Promise<AnswerTo<Q>> =>
    cluster.host().transact((world) => network.answer(origin, question, world))
  const get = (origin: Origin, address: string, port: number, path = '/') =>
    ask(origin, { ask: 'http', address, port, request: request(path) })
  return {
    cluster,
    run,
    ask,
    get,
    apply: (manifest: string) => run('apply -f -', manifest),
    /** The body, or how it failed. */
    async body(origin: Origin, address: string, port: number, path?: string): Promise<string> {
      const answer = await get(origin, address, port, path)
      return answer.outcome === 'answered' ? answer.response.body : answer.outcome
    },
    async field(resource: string, path: string): Promise<string> {
      return runArgv(['get', ...resource.split(' '), '-o', `jsonpath={${path}}`])
    },
    /** Records that a name server gives, as their data. */
    async dns(origin: Origin, name: string, type: 'A' | 'SRV' | 'PTR' | 'CNAME' | 'AAAA' = 'A'): Promise<string> {
      const answer = await ask(origin, { ask: 'dns', name, type })
      if (answer.outcome !== 'answered') return answer.outcome
      return answer.code === 'NOERROR' ? answer.records.map(({ data }) => data).join(' ') : answer.code
    },
    async lookup(origin: Origin, name: string): Promise<string> {
      const answer = await ask(origin, { ask: 'lookup', host: name })
      return answer.outcome === 'found' ? answer.addresses.join(' ') : answer.outcome
    },
  }
}

export type Net = Awaited<ReturnType<typeof openCluster>>

function request(path: string): HttpRequest {
  return { method: 'GET', path, version: '1.1', headers: [['Host', 'x']], body: '', tls: false }
}

/** Which pod of `kubernetes-bootcamp` answered. */
export const answerer = (body: string): string => /Running on: (\S+)/.exec(body)?.[1] ?? body
