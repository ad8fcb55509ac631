import type { Client } from '../../src/api/contract/client.js'
import { ApiError } from '../../src/api/contract/errors.js'
import { loadSchemas } from '../../src/kinds/index.js'
import type { Instant, KubeObject } from '../../src/model/objects/object.js'
import { defaultSettings } from '../../src/model/objects/settings.js'
import { alignLines } from '../../src/printers/tabwriter.js'
import { createRandom } from '../../src/simulation/index.js'
import { createStore } from '../../src/store/index.js'
import { type Api, builtInParts, columnsOf, createApi } from '../api/test-api.js'

const schemas = await loadSchemas()
const schemasOf133 = await loadSchemas('1.33.2')
export const start = Date.UTC(2026, 10, 20, 13, 50, 8)
export const seconds = 1000

export interface Workbench {
  readonly api: Api
  /** Lets time pass. */
  pass(milliseconds: number): void
  now(): Instant
  /** Creates an object from its manifest, as a user would. */
  create<T extends KubeObject = KubeObject>(manifest: object): T
  /** The messages with which the api refuses a manifest; none when it accepts it. */
  refusals(manifest: object): string[]
  /** What it says beside its answer. */
  warnings(manifest: object): string[]
  describe(object: KubeObject): Promise<string>
  /** `NAME READY …` and the row, cells separated by two bars. */
  row(object: KubeObject, wide?: boolean): string[]
}

/** An api with every kind over a store in memory; a namespace and its account are there. */
export function workbench(release: '1.33' | '1.36' = '1.36'): Workbench {
  const store = createStore()
  let instant = start
  const api = createApi({
    store,
    parts: builtInParts,
    settings: { ...defaultSettings, kubernetesVersion: `${release}.2` },
    random: createRandom('kinds'),
    now: () => instant,
    schemas: release === '1.33' ? schemasOf133 : schemas,
  })
  for (const name of ['default', 'kube-node-lease']) {
    api.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  }
  api.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  })
  const resourceOf = (object: { kind?: string }) => api.resolve((object.kind ?? '').toLowerCase())!
  const kindOf = (object: KubeObject) => resourceOf(object).kind
  const create = <T extends KubeObject>(manifest: object, warn?: (text: string) => void) => {
    const object = manifest as KubeObject
    const { scope } = kindOf(object)
    const options = { ...(scope === 'Namespaced' ? { namespace: 'default' } : {}), ...(warn && { warn }) }
    return api.create<T>(resourceOf(object).storage, structuredClone(object), options)
  }
  return {
    api,
    create,
    now: () => instant,
    pass(milliseconds) {
      instant += milliseconds
    },
    refusals(manifest) {
      try {
        create(manifest)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const causes = error.status.details?.causes
        return causes?.map(({ field, message }) => `${field}: ${message}`) ?? [error.message]
      }
      return []
    },
    warnings(manifest) {
      const said: string[] = []
      create(manifest, (text) => said.push(text))
      return said
    },
    async describe(object) {
      const view = { client: clientOf(api), now: instant, showEvents: true }
      return alignLines(await kindOf(object).describe!(object, view))
    },
    row(object, wide = false) {
      const columns = columnsOf(kindOf(object)).filter(
        ({ wide: more, until = release }) => (wide || !more) && until >= release,
      )
      return columns.map((column) => String(column.value(object, { now: instant, reader: api })))
    },
  }
}

/** As much of a client as descriptions need. */
function clientOf(api: Api): Client {
  return {
    resources: async () => api.resources(),
    list: async (query: Parameters<Client['list']>[0]) => api.listing(query),
    get: async (target: Parameters<Client['get']>[0]) => api.read(api.keyOf(target)),
  } as unknown as Client
}

/** A pod's manifest with one container, changed where asked. */
export function podManifest(name: string, spec: object = {}, metadata: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
  }
}

/** A manifest of a kind that keeps pods of a template. */
export function workloadManifest(kind: 'Deployment' | 'ReplicaSet', name: string, spec: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
      ...spec,
    },
  }
}
