/** What objects, events and tables have become: everything that a scenario has a hand in, as masked texts. */
import type { KubeObject } from '../../src/model/objects/object.js'
import type { Mask } from './masks.js'

/** Asks a cluster by HTTP; `accept` other than JSON: as a table. */
export type Fetch = (path: string, accept?: string) => Promise<Answer>

interface Answer {
  readonly items?: readonly KubeObject[]
  readonly columnDefinitions?: readonly { readonly name: string; readonly type: string; readonly priority: number }[]
  readonly rows?: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[]
}

export interface Resource {
  readonly path: string
  readonly plural: string
  readonly kind: string
  readonly isBuiltIn: boolean
}

/** Masked texts, by the masked name of what they tell; objects whose names are chance share one. */
export type State = ReadonlyMap<string, readonly string[]>

/** Some distributions put certificates beside Kubernetes' own. */
const otherCertificate = 'openshift-service-ca.crt'

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io'

/** Whether a scenario has to do with an object: with all that is in its namespaces, and what bears its name outside of them. */
export const belongsTo =
  (scenario: string) =>
  ({ metadata: { namespace, name } }: KubeObject): boolean =>
    namespace === undefined
      ? name.includes(scenario) && !name.startsWith('system:')
      : namespace.startsWith(`ref-${scenario}`)

/** What it was before, and which of its resources need not be asked for anew. */
interface Known {
  readonly state: State
  isAsBefore(resource: Resource): boolean
}

/** @param scenario its name */
export async function stateOf(
  fetch: Fetch,
  resources: readonly Resource[],
  scenario: string,
  mask: Mask,
  known: Known,
): Promise<State> {
  const isOurs = belongsTo(scenario)
  const state = new Map<string, readonly string[]>()
  for (const resource of resources) {
    const isNode = resource.kind === 'Node'
    if (isNode && scenario !== 'nodes') continue
    if (known.isAsBefore(resource)) {
      for (const [name, texts] of known.state) if (name.startsWith(`${resource.plural}/`)) state.set(name, texts)
      continue
    }
    const { items = [] } = await fetch(resource.path)
    const ours = items.filter((each) => isNode || (isOurs(each) && each.metadata.name !== otherCertificate))
    const cells = ours.length === 0 ? new Map<string, string>() : await cellsOf(fetch, resource)
    for (const item of ours) {
      const what = resource.kind === 'Event' ? reducedEvent(item) : reduced(item, resource)
      if (what === undefined) continue
      const name = mask.text(`${resource.plural}/${item.metadata.namespace ?? ''}/${nameOf(item, resource)}`)
      const table = resource.kind === 'Event' ? [] : [mask.text(cells.get(item.metadata.uid!) ?? 'no row')]
      const text = [mask.text(JSON.stringify(sorted(what), undefined, 1)), ...table].join('\n')
      state.set(name, [...(state.get(name) ?? []), text].sort())
    }
  }
  for (const [name, texts] of state) if (name.startsWith('events/')) state.set(name, [...new Set(texts)])
  return state
}

/** What has come, and what has gone. */
export function difference(before: State, after: State): string {
  const lines: string[] = []
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(name) ?? [], after.get(name) ?? []]
    const gone = without(old, now)
    const come = without(now, old)
    lines.push(...gone.slice(come.length).map(() => `- ${name}`))
    lines.push(...come.map((text) => `+ ${name} ${text}`))
  }
  return lines.join('\n')
}

function without(texts: readonly string[], others: readonly string[]): string[] {
  const rest = [...others]
  return texts.filter((text) => {
    const at = rest.indexOf(text)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

const nameOf = (item: KubeObject, { kind }: Resource) =>
  kind === 'Event' ? `${item.involvedObject.kind}/${item.involvedObject.name}` : item.metadata.name

/** Cells of its rows, by uid; ages are what they were when we asked. */
async function cellsOf(fetch: Fetch, { path, kind }: Resource): Promise<Map<string, string>> {
  const { columnDefinitions = [], rows = [] } = await fetch(path, asTable)
  const told = (cell: unknown, at: number) => {
    const { name } = columnDefinitions[at]!
    if (/^(?:Age|Created At|Last Seen|First Seen)$/.test(name)) return 'AGE'
    return JSON.stringify(name === 'Endpoints' ? placesOf(String(cell)) : cell)
  }
  const isTold = ({ name }: { name: string }) => kind !== 'Node' || ['Name', 'Status', 'Roles'].includes(name)
  return new Map(
    rows.map(({ cells, object }) => [
      object.metadata.uid!,
      cells
        .map((cell, at) => `${columnDefinitions[at]!.name}: ${told(cell, at)}`)
        .filter((_, at) => isTold(columnDefinitions[at]!))
        .join(', '),
    ]),
  )
}

/** The addresses of a cell: chance orders them, and says which are left out. */
function placesOf(cell: string) {
  const port = (place: string) => place.replace(/^[\d.]+/, '') + place
  return / more\.\.\./.test(cell) ? 'several' : cell.split(',').sort((a, b) => (port(a) < port(b) ? -1 : 1))
}

/** Whether the kubelet told it, or who looks after nodes: of these the reference has none, or another. */
const ofNodes = (component: unknown) => component === 'kubelet' || component === 'node-controller'

function reducedEvent({ type, reason, message, involvedObject, source, reportingComponent, action }: KubeObject) {
  if (ofNodes(source?.component) || ofNodes(reportingComponent)) return undefined
  // Whether the scheduler meets a pod once more before it is gone is chance, and so is whether the API server's watchman
  // meets a service before its address has been entered.
  if (message?.startsWith('skip schedule deleting pod') || reason === 'ClusterIPNotAllocated') return undefined
  const { kind, name, fieldPath } = involvedObject
  return { type, reason, message, involvedObject: { kind, name, fieldPath }, source, reportingComponent, action }
}

/** Without what is chance, and of pods and nodes without what kubelets say. */
function reduced(object: KubeObject, { kind }: Resource): unknown {
  const { managedFields, ...metadata } = object.metadata
  const { apiVersion: _, kind: __, ...rest } = object
  const managers = managedFields
    ?.filter(({ subresource }) => !(subresource === 'status' && (kind === 'Pod' || kind === 'Node')))
    .map(({ time: _, ...entry }) => entry)
    .sort((a, b) => (JSON.stringify(sorted(a)) < JSON.stringify(sorted(b)) ? -1 : 1))
  const whole = { ...rest, metadata: { ...metadata, ...(managers === undefined ? {} : { managers }) } }
  if (kind === 'Endpoints' || kind === 'EndpointSlice') return withoutSteps(whole as KubeObject)
  if (kind === 'Pod')
    return { ...whole, spec: withoutOthers(object.spec), status: reducedPodStatus(object.status ?? {}) }
  if (kind !== 'Node') return whole
  const { labels, annotations: { 'node.alpha.kubernetes.io/ttl': ttl } = {} } = metadata
  const { taints, unschedulable } = object.spec ?? {}
  return { metadata: { labels, ttl }, spec: { taints, unschedulable } }
}

/** Without what tells how often, and when last, kubelets spoke of the pods behind it. */
/** Places in order of what they lead to: that of addresses is chance. */
function inOrder(endpoints: KubeObject) {
  const target = ({ targetRef, ip, addresses }: KubeObject) => targetRef?.name ?? ip ?? addresses?.[0]
  const byTarget = (list?: KubeObject[]) => list && [...list].sort((a, b) => (target(a) < target(b) ? -1 : 1))
  const subsets = endpoints.subsets?.map((subset: KubeObject) => ({
    ...subset,
    addresses: byTarget(subset.addresses),
    notReadyAddresses: byTarget(subset.notReadyAddresses),
  }))
  const ports = (subset: KubeObject) => JSON.stringify(subset.ports)
  return {
    ...(subsets && { subsets: subsets.sort((a: KubeObject, b: KubeObject) => (ports(a) < ports(b) ? -1 : 1)) }),
    ...(endpoints.endpoints && { endpoints: byTarget(endpoints.endpoints) }),
  }
}

function withoutSteps(endpoints: KubeObject) {
  const { generation: _, annotations = {}, managers = [], ...metadata } = endpoints.metadata as unknown as KubeObject
  const { 'endpoints.kubernetes.io/last-change-trigger-time': __, ...others } = annotations
  const users = managers.filter(({ manager }: KubeObject) => manager !== 'kube-controller-manager')
  return { ...endpoints, ...inOrder(endpoints), metadata: { ...metadata, annotations: others, managers: users } }
}

function withoutOthers(spec: KubeObject['spec']) {
  const volumes = spec.volumes?.map(({ projected, ...volume }: KubeObject) =>
    projected === undefined
      ? volume
      : {
          ...volume,
          projected: {
            ...projected,
            sources: projected.sources?.filter((each: KubeObject) => each.configMap?.name !== otherCertificate),
          },
        },
  )
  return { ...spec, ...(volumes === undefined ? {} : { volumes }) }
}

function reducedPodStatus(status: KubeObject['status']) {
  const conditions = (status.conditions ?? []).filter(({ type }: { type: string }) => type === 'PodScheduled')
  return {
    phase: status.phase,
    qosClass: status.qosClass,
    nominatedNodeName: status.nominatedNodeName,
    conditions: conditions.map(withoutKubelet),
  }
}

/** Of what generation a pod was when it was bound is a kubelet's to say. */
function withoutKubelet({ lastProbeTime: _, lastTransitionTime: __, observedGeneration, ...condition }: KubeObject) {
  return condition.status === 'True' ? condition : { ...condition, observedGeneration }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, each]) => [
      name,
      name === 'resourceVersion' ? 'N' : name.endsWith('Timestamp') && each !== null ? 'TIME' : sorted(each),
    ]),
  )
}
