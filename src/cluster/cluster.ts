import { basename } from 'node:path'
import type { Answerer } from '../api/chain/questions.js'
import type { AdmissionPlugin } from '../api/contract/admission.js'
import type { Client } from '../api/contract/client.js'
import type { ResourceInfo } from '../api/contract/names.js'
import type { Handler } from '../api/contract/request.js'
import type { Table } from '../api/contract/table.js'
import { administrator, type Impersonation } from '../api/contract/user.js'
import { newTokenKey } from '../api/tokens/token-key.js'
import type { Controller } from '../controllers/machinery/controller.js'
import type { Instant, KubeObject, Millis } from '../model/objects/object.js'
import { type ClusterSettings, defaultSettings } from '../model/objects/settings.js'
import type { HttpRequest, HttpResponse } from '../network/contract.js'
import type { ImageDocument } from '../runtime/catalogue/document.js'
import type { Host } from '../runtime/sessions/host.js'
import { machineTime } from '../simulation/clock.js'
import { type Chance, createRandom } from '../simulation/random.js'
import type { Disk } from '../store/disk.js'
import { jsonFile } from '../store/disks/json-file.js'
import type { Reader } from '../store/store.js'
import { requestsOf } from './clients/cluster-chain.js'
import { createHost } from './clients/host.js'
import { localClient } from './clients/local-client.js'
import { type Machines, machinesOf } from './machines.js'
import { type Beginning, Session } from './session/session.js'

/** A simulated cluster: a store, the api before it, and the control loops behind it. */
export interface Cluster {
  /** Its settings as they were when the cluster was last looked at. */
  readonly settings: ClusterSettings
  /** In the hands of the administrator, who holds the cluster itself and is asked for no rights. */
  readonly client: Client
  /** Another one. */
  clientOf(wishes: ClientWishes): Client
  /**
   * Answers a request as a server does: what it has written is saved by then, and objects come with the owners of their
   * fields.
   */
  readonly send: Handler
  /** The same way to another end than the resources of the cluster. */
  answering(end: Handler): Handler
  /** The machines under the nodes. */
  readonly machines: Machines
  now(): Instant
  /** Lets time pass; whatever falls due on the way happens at its own instant. */
  advance(by: Millis): Promise<void>
  /** `wall` follows the machine's clock (and catches up with it), `virtual` stands still from now on. */
  setClock(mode: ClusterSettings['clock']): Promise<void>
  /** The namespace of commands that name none. */
  setNamespace(namespace: string): Promise<void>
  /** Another key for tokens; those that the one before has signed are believed no longer. */
  setTokenKey(tokenKey: string): Promise<void>
  /** Looks at the objects themselves, the simulator's own records included. */
  read<T>(look: (reader: Reader) => T): Promise<T>
  /** The same as of the last time that somebody has looked, whatever is due since: nobody waits for that. */
  glance<T>(look: (reader: Reader) => T): Promise<T>
  /** Objects that a request for the resource has been answered with as the table that clients print. */
  tableOf(resource: ResourceInfo, objects: readonly KubeObject[], subresource?: string): Promise<Table>
  /** The JSON of an object that a client has given, where it is what is stored; so that it need not be made anew. */
  textOf(object: KubeObject): string | Buffer | undefined
  /** The cluster as programs see it that run in it, or talk to it over the network. */
  host(): Host
  /** Misses no version that other processes make, from now until the end, so that watches can begin at any. */
  followOtherProcesses(): Promise<void>
  /** Loads what the first who changes something would wait for. */
  prepare(): Promise<void>
  /** Saves what has changed and lets other processes have their turn; later calls go on. */
  flush(): Promise<void>
  /** Something has failed: throws a StateFileError where that comes from a file which only looks as if it were kubesim's own. */
  doubt(): Promise<void>
  /** Saves and ends. */
  close(): Promise<void>
}

export interface ClientWishes {
  /** Whom the administrator wants to be taken for, who may do only what the roles allow. */
  readonly impersonate?: Impersonation
  /** Objects come with the owners of their fields, as a server tells them. */
  readonly owners?: boolean
  /** Instead of the cluster's own. */
  readonly warn?: (text: string) => void
}

export interface OpenOptions {
  /** The state file. Absent: the cluster lives in memory. */
  readonly state?: string
  /** Another disk instead of a file. */
  readonly disk?: Disk
  /** What to make when there is no cluster yet; `false`: fail then. */
  readonly create?: NewClusterOptions | false
  /** Where the key of a new cluster comes from, when nobody has chosen its seed; without it the key follows from the seed. */
  readonly chance?: Chance
  /** Receives the texts of the API's `Warning:` headers. */
  readonly warn?: (text: string) => void
  /** Other control loops than the built-in ones. */
  readonly controllers?: readonly Controller[]
  /** How many reconciliations one instant may take before the cluster is taken to be restless. */
  readonly mostReconciliations?: number
  /** A loop that fails at an object ends everything, instead of leaving that object alone: for tests of the loops. */
  readonly strict?: boolean
  /** Images beside those that the cluster was made with and the built-in ones. */
  readonly images?: readonly ImageDocument[]
  /** Plugins of admission behind those of every API server. */
  readonly plugins?: readonly AdmissionPlugin[]
  /** Answers what plugins of admission have to ask. */
  readonly answer?: Answerer
  /** The REST protocol, for programs in the cluster that talk to its API server; without it they are told very little. */
  readonly api?: (cluster: Cluster, request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>
}

export interface NewClusterOptions extends Partial<ClusterSettings> {
  /** Worker nodes beside the control plane; three without a word. */
  readonly workers?: number
  /** When the cluster begins to live. Without a word: now, or with a virtual clock the first moment of 2026. */
  readonly start?: Instant
  /** Images beside the built-in ones. */
  readonly images?: readonly ImageDocument[]
}

const WORKERS = 3
/** Under this name a kubectl is known that gives no other. */
const KUBECTL = 'kubectl'
/** A fixed one, so that the same seed and the same commands give the same bytes. */
const VIRTUAL_START: Instant = Date.UTC(2026, 0, 1)

/** There is no cluster where one was expected. */
export class NoClusterError extends Error {
  constructor(readonly where: string) {
    super(`there is no cluster in ${where}`)
    this.name = 'NoClusterError'
  }
}

/** Takes up the cluster of a state file; without one it makes it. */
async function open(options: OpenOptions = {}): Promise<Cluster> {
  const disk = options.disk ?? (options.state === undefined ? undefined : jsonFile(options.state))
  const { create = {}, controllers, mostReconciliations, strict = false, images, warn = () => {} } = options
  const session = new Session({
    ...(disk === undefined ? {} : { disk }),
    ...(controllers === undefined ? {} : { controllers }),
    ...(mostReconciliations === undefined ? {} : { mostReconciliations }),
    ...(images === undefined ? {} : { images }),
    ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
    strict,
    async begin() {
      if (create === false) throw new NoClusterError(disk?.name ?? 'memory')
      const named = options.state === undefined ? create : { name: basename(options.state, '.json'), ...create }
      return beginning({ ...named, ...keyFor(create, options.chance) })
    },
  })
  await session.read(() => {})
  const now = () => session.now
  const api = options.api && ((request: HttpRequest, signal?: AbortSignal) => options.api!(cluster, request, signal))
  const host = () => createHost(session, now, api)
  const { handle, handleAndSave, answering } = requestsOf({ session, host, answer: options.answer })
  const clientOf = ({ owners = false, impersonate: wish, warn: listener = warn }: ClientWishes = {}) =>
    localClient({
      session,
      now,
      send: handle(owners),
      sender: {
        user: administrator,
        trusted: true,
        manager: KUBECTL,
        warn: listener,
        ...(wish === undefined ? {} : { impersonate: wish }),
      },
    })
  const cluster: Cluster = {
    get settings() {
      return session.engine.state.settings
    },
    client: clientOf(),
    clientOf,
    send: handleAndSave,
    answering,
    followOtherProcesses: () => session.followOtherProcesses(),
    prepare: () => session.prepare(),
    machines: machinesOf(session),
    now,
    advance: (by) => session.configuration.advance(by),
    setClock: (mode) => session.configuration.setClock(mode),
    setNamespace: (namespace) => session.configuration.set({ namespace }),
    setTokenKey: (tokenKey) => session.configuration.set({ tokenKey }),
    read: (look) => session.read(({ api }) => look(api)),
    glance: (look) => session.glance(({ api }) => look(api)),
    async tableOf(resource, objects, subresource) {
      const part = subresource === undefined ? undefined : (await session.writing()).subresource(resource, subresource)
      const columns = await session.glance(({ api }) => api.columns(resource))
      return session.glance(({ api }) => api.tableOfAnswers(resource, objects, { columns, part }))
    },
    textOf: (object) => session.engine.state.store.textOf(object),
    host,
    flush: () => session.flush(),
    doubt: () => doubt(session, disk),
    close: () => session.close(),
  }
  return cluster
}

export const Cluster = { open }

async function doubt(session: Session, disk: Disk | undefined): Promise<void> {
  const fault = disk && (await import('./session/checking.js')).faultOn(disk)
  if (fault === undefined) return
  // Thrown from within, so that the session saves nothing of what it has made of the file.
  await session.write(() => {
    throw fault
  })
}

/** A key of its own for a cluster that is to be like nobody's: whoever chooses the seed wants the same tokens each time. */
function keyFor({ seed, tokenKey }: NewClusterOptions, chance: Chance | undefined) {
  if (seed !== undefined || tokenKey !== undefined || chance === undefined) return {}
  return { tokenKey: newTokenKey(chance) }
}

/** A new cluster: its settings, and the objects that every cluster has. */
export async function beginning(options: NewClusterOptions): Promise<Beginning> {
  const { bootstrapObjects, nativeObjects } = await import('./bootstrap/index.js')
  const { workers = WORKERS, start, images = [], ...given } = options
  const settings: ClusterSettings = { ...defaultSettings, ...given }
  const now = start ?? (settings.clock === 'virtual' ? VIRTUAL_START : machineTime())
  const bootstrap = { settings, now, random: createRandom(settings.seed), workers }
  return {
    settings,
    now,
    images,
    objects: nativeObjects(bootstrap),
    writes(api) {
      return bootstrapObjects(bootstrap).map(({ resource, object }) => () => {
        api.create(resource, object, { typed: true })
      })
    },
  }
}
