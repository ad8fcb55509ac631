import type { Capabilities } from '../../api/contract/capabilities.js'
import type { Patch } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { readJson } from '../../model/json/exact-json.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Command, Context, Flag } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, resultPrinter } from '../output/result.js'
import { recorded, recordFlag, recordOf, warnOfRecord } from '../requests/record.js'
import { saveConfigFlag, withMadeConfig } from '../requests/saved-config.js'
import { withoutNulls } from '../requests/sent-objects.js'
import { fieldManagerFlag } from '../requests/write-flags.js'
import { capabilitiesOf } from '../resources/kinds.js'
import { findResource } from '../resources/of-object.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { fileFlags, filesOf } from '../selection/resource-flags.js'

/** What the flags say about the new service; empty: to be found out from the exposed object. */
interface ServiceRequest {
  readonly name: string
  readonly port: string
  readonly protocol: string
  readonly targetPort: string
  readonly type: string
  readonly selector: string
  readonly labels: string
  readonly externalIp: string
  readonly loadBalancerIp: string
  readonly sessionAffinity: string
  readonly clusterIp: string
  readonly overrides: string
  readonly overrideType: Patch['type']
}

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly service: ServiceRequest
  readonly fieldManager: string
  readonly saveConfig: boolean
  readonly record: string | undefined
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly warn: (context: Context) => void
}

const ownFlags: readonly Flag[] = [
  ...outputFlags,
  ...fileFlags,
  dryRunFlag,
  recordFlag,
  saveConfigFlag,
  fieldManagerFlag('kubectl-expose'),
  {
    name: 'cluster-ip',
    type: 'string',
    description: "ClusterIP to be assigned to the service; 'None' for a headless service.",
  },
  { name: 'external-ip', type: 'string', description: 'Additional external IP address to accept for the service.' },
  { name: 'labels', short: 'l', type: 'string', description: 'Labels to apply to the service created by this call.' },
  { name: 'load-balancer-ip', type: 'string', description: 'IP to assign to the LoadBalancer.' },
  { name: 'name', type: 'string', description: 'The name for the newly created object.' },
  { name: 'overrides', type: 'string', description: 'An inline JSON override for the generated object.' },
  {
    name: 'override-type',
    type: 'string',
    default: 'merge',
    description: 'The method used to override the generated object: json, merge, or strategic.',
  },
  {
    name: 'port',
    type: 'string',
    description: 'The port that the service should serve on. Copied from the resource being exposed, if unspecified.',
  },
  {
    name: 'protocol',
    type: 'string',
    description: "The network protocol for the service to be created. Default is 'TCP'.",
  },
  {
    name: 'selector',
    type: 'string',
    description: 'A label selector to use for this service; only equality-based. Inferred from the resource if empty.',
  },
  {
    name: 'session-affinity',
    type: 'string',
    description: "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'.",
  },
  {
    name: 'target-port',
    type: 'string',
    description: 'Name or number for the port on the container that the service should direct traffic to.',
  },
  {
    name: 'type',
    type: 'string',
    description: "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
  },
]

/** `expose TYPE NAME --port=…` (kubectl `pkg/cmd/expose/expose.go`). */
export const command: Command<Request> = {
  description:
    'Expose a resource as a new Kubernetes service, with the selector of that resource. Without --port the ports of its\ncontainers are taken.',
  examples: `
# A service for a deployment, on port 80 for the containers' port 8000
kubectl expose deployment nginx --port=80 --target-port=8000

# A NodePort service under another name
kubectl expose deployment nginx --port=80 --name=web --type=NodePort`,
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  flags: ownFlags,
  parse: (args, flags) => ({
    args: args.positional,
    files: filesOf(flags),
    service: {
      name: flags.string('name'),
      port: flags.string('port'),
      protocol: flags.string('protocol'),
      targetPort: flags.string('target-port'),
      type: flags.string('type'),
      selector: flags.string('selector'),
      labels: flags.string('labels'),
      externalIp: flags.string('external-ip'),
      loadBalancerIp: flags.string('load-balancer-ip'),
      sessionAffinity: flags.string('session-affinity'),
      clusterIp: flags.string('cluster-ip'),
      overrides: flags.string('overrides'),
      overrideType: overrideTypeOf(flags.string('override-type')),
    },
    fieldManager: flags.string('field-manager'),
    saveConfig: flags.bool('save-config'),
    record: recordOf('expose', args, flags),
    dryRun: dryRunOf(flags),
    output: outputOf(flags),
    warn: (context) => warnOfBareDryRun(flags, context),
  }),
  run: async (request, context) => {
    request.warn(context)
    warnOfRecord(request.record, context)
    const { args, files } = request
    const selection = await selectResources({ args, files, typed: true, continueOnError: true }, context)
    const { output, dryRun } = request
    const print = await resultPrinter({ ...output, keepOrder: dryRun === 'client' }, dryRun, context)
    await selection.visit(async (item) => print(await exposeOne(item, request, context), 'exposed'))
  },
}

function overrideTypeOf(text: string): Patch['type'] {
  if (text === 'json' || text === 'merge' || text === 'strategic') return text
  throw new UsageError(`invalid override type: ${text}`)
}

async function exposeOne(item: Selected, request: Request, context: Context): Promise<KubeObject> {
  const { dryRun, saveConfig, fieldManager } = request
  const resource = await findResource({ apiVersion: 'v1', kind: 'Service' } as KubeObject, context.client)
  const service = await overridden(await buildService(item, request.service), request.service, resource)
  const built = recorded(service, request.record, context)
  if (dryRun === 'client') {
    const { namespace, namespaceGiven } = context
    return namespaceGiven ? { ...built, metadata: { ...built.metadata, namespace } } : built
  }
  const object = withoutNulls(saveConfig ? withMadeConfig(built) : built)
  const options = { dryRun: dryRun === 'server', fieldManager }
  return context.client.create(resource, context.namespace, object, options)
}

async function buildService({ resource, object, name }: Selected, request: ServiceRequest): Promise<KubeObject> {
  const expose = (await capabilitiesOf(resource)).expose
  if (expose === undefined)
    throw new UsageError(`cannot expose a ${resource.kind}${resource.group === '' ? '' : `.${resource.group}`}`)
  const selector = request.selector === '' ? selectorOf(expose, object) : parsePairs(request.selector)
  const labels = request.labels === '' ? object!.metadata.labels : parsePairs(request.labels)
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name: request.name === '' ? name.slice(0, 63) : request.name,
      ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: {
      ...portsOf(expose.ports(object!), request),
      selector,
      ...(request.clusterIp === '' ? {} : { clusterIP: request.clusterIp }),
      ...(request.type === '' ? {} : { type: request.type }),
      ...(request.externalIp === '' ? {} : { externalIPs: [request.externalIp] }),
      ...affinityOf(request.sessionAffinity),
      ...(request.type === 'LoadBalancer' && request.loadBalancerIp !== ''
        ? { loadBalancerIP: request.loadBalancerIp }
        : {}),
    },
    status: { loadBalancer: {} },
  } as unknown as KubeObject
}

function selectorOf(expose: NonNullable<Capabilities['expose']>, object: KubeObject): object {
  try {
    return expose.selector(object)
  } catch (error) {
    const { message } = error as Error
    throw new UsageError(`couldn't retrieve selectors via --selector flag or introspection: ${message}`)
  }
}

function affinityOf(sessionAffinity: string): object {
  if (sessionAffinity === '') return {}
  if (sessionAffinity === 'None' || sessionAffinity === 'ClientIP') return { sessionAffinity }
  throw new UsageError(`unknown session affinity: ${sessionAffinity}`)
}

/** --overrides: a patch of the generated object. */
async function overridden(
  service: KubeObject,
  { overrides, overrideType }: ServiceRequest,
  resource: ResourceInfo,
): Promise<KubeObject> {
  if (overrides === '') return service
  let body: unknown
  try {
    body = readJson(overrides)
  } catch (error) {
    throw new UsageError(overrideType === 'merge' ? 'Invalid JSON Patch' : (error as Error).message)
  }
  const { patchedLocally } = await import('../requests/local-patch.js')
  const { typedAgain } = await import('../manifests/typed.js')
  return typedAgain(await patchedLocally(service, { type: overrideType, body } as Patch, resource))
}

type KnownPort = { port: number; protocol: string; name?: string }

/** Ports from --port, else from the exposed object; several get names `port-1`, `port-2`. */
function portsOf(known: readonly KnownPort[], request: ServiceRequest): { ports?: object[] } {
  const wanted = request.port === '' ? [...new Set(known.map((each) => String(each.port)))] : request.port.split(',')
  if (wanted.length === 0) {
    if (request.clusterIp === 'None') return {}
    throw new UsageError("couldn't find port via --port flag or introspection")
  }
  return {
    ports: wanted.flatMap((text, at) => {
      const port = numberOf(text)
      const own = known.filter((each) => each.port === port).map((each) => each.protocol)
      const protocols = request.protocol === '' ? [...new Set(own.length === 0 ? ['TCP'] : own)] : [request.protocol]
      return protocols.map((protocol) => ({
        ...nameOf(at, wanted.length, protocol, protocols.length),
        protocol,
        port,
        targetPort:
          request.targetPort === ''
            ? port
            : /^-?\d+$/.test(request.targetPort)
              ? Number(request.targetPort)
              : request.targetPort,
      }))
    }),
  }
}

function nameOf(at: number, ports: number, protocol: string, protocols: number): { name?: string } {
  if (protocols > 1) return { name: `port-${at + 1}-${protocol.toLowerCase()}` }
  return ports > 1 ? { name: `port-${at + 1}` } : {}
}

function numberOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`strconv.Atoi: parsing "${text}": invalid syntax`)
  return Number(text)
}

/** `app=web,tier=front` (kubectl's parseLabels). */
function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const parts = pair.split('=')
    if (parts.length !== 2) throw new UsageError(`unexpected label spec: ${pair}`)
    if (parts[0] === '') throw new UsageError('unexpected empty label key')
    return parts as [string, string]
  })
  return Object.fromEntries(pairs)
}
