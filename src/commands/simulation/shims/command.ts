/**
 * `__shim NAME ARGS…`: what a shim of a kubesim shell calls. What concerns the simulated cluster is answered from it; all
 * else goes to the real program of that name.
 */

import type { ClusterSettings } from '../../../model/objects/settings.js'
import type { Node, Service } from '../../../model/objects/types.js'
import { cidrContains, parseCidr } from '../../../model/values/addresses.js'
import type { Reader } from '../../../store/store.js'
import { type Command, type Context, ExitCode } from '../../command.js'
import { simulationOf } from '../../state-file.js'
import { command as curl } from '../curl.js'
import { command as ssh } from '../ssh.js'
import { pathWithoutShims } from './scripts.js'

interface Request {
  readonly name: string
  readonly args: readonly string[]
}

export const command: Command<Request> = {
  description: 'Run a program as one of the shims does.',
  onFile: true,
  usage: 'NAME [args...]',
  passThrough: true,
  flags: [],
  parse: ({ positional }) => ({ name: positional[0] ?? '', args: positional.slice(1) }),
  run: async ({ name, args }, context) => {
    const cluster = simulationOf(context)
    const concerned = await cluster.read((reader) =>
      name === 'ssh' ? namesNode(args, reader) : addressesCluster(args, reader, cluster.settings),
    )
    if (!concerned) return runReal(name, args, context)
    if (name === 'ssh') return ssh.run(ssh.parse({ positional: args, dash: undefined }, noFlags), context)
    if (name === 'curl') return curl.run(args, context)
    const { runOnMachine } = await import('../../../runtime/sessions/index.js')
    const { sessionStreams } = await import('../../debugging/streams.js')
    const streams = { ...sessionStreams(context, false), tty: { in: false, out: context.io.terminal.out } }
    const code = await runOnMachine(cluster.host(), { node: undefined }, [name, ...args], streams, context.signal)
    if (code !== 0) throw new ExitCode(code ?? 1)
  },
}

// ssh reads its own command line.
const noFlags = undefined as never

async function runReal(name: string, args: readonly string[], context: Context): Promise<void> {
  await context.io.flush()
  await context.cluster?.flush()
  const code = await context.machine.run(name, args, { PATH: pathWithoutShims(context) })
  if (code === 127) context.io.err(`${name}: command not found\n`)
  if (code !== 0) throw new ExitCode(code)
}

function namesNode(args: readonly string[], reader: Reader): boolean {
  return args.some((arg) => reader.get(`machines/${arg.replace(/^.*@/, '')}`) !== undefined)
}

/** Whether one of the addresses on the command line belongs to the cluster. */
function addressesCluster(args: readonly string[], reader: Reader, settings: ClusterSettings): boolean {
  const services = reader.list<Service>('services')
  return args.some((arg) => {
    const url = urlOf(arg)
    return url !== undefined && isClusters(url, services, reader.list<Node>('nodes'), settings)
  })
}

function urlOf(arg: string): URL | undefined {
  if (arg.startsWith('-')) return undefined
  try {
    return new URL(/^[a-z]+:\/\//i.test(arg) ? arg : `http://${arg}`)
  } catch {
    return undefined
  }
}

function isClusters(
  url: URL,
  services: readonly Service[],
  nodes: readonly Node[],
  settings: ClusterSettings,
): boolean {
  const { hostname } = url
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (hostname === 'localhost' || hostname.startsWith('127.')) return services.some((service) => opens(service, port))
  if (nodes.some((node) => node.metadata.name === hostname || addressesOf(node).includes(hostname))) return true
  if (services.some((service) => outsideAddresses(service).includes(hostname))) return true
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return false
  return [settings.serviceRange, settings.podRange].some((range) => cidrContains(parseCidr(range), hostname))
}

/** Whether the service has the port open on localhost: as a node port, or through the load balancer. */
function opens({ spec, status }: Service, port: number): boolean {
  const balanced = (status.loadBalancer?.ingress ?? []).some(({ hostname }) => hostname === 'localhost')
  return (spec.ports ?? []).some((each) => each.nodePort === port || (balanced && each.port === port))
}

const addressesOf = (node: Node) => (node.status.addresses ?? []).map(({ address }) => address)

function outsideAddresses({ spec, status }: Service): readonly string[] {
  const ingress = (status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]))
  return [...(spec.externalIPs ?? []), ...ingress]
}
