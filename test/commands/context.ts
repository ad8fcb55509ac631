/** A context for commands without a cluster: files in memory, a client with what a test gives it. */
import type { Client } from '../../src/api/contract/client.js'
import { ApiError } from '../../src/api/contract/errors.js'
import type { ResourceInfo } from '../../src/api/contract/names.js'
import type { Context } from '../../src/commands/command.js'
import type { KubeObject } from '../../src/model/objects/object.js'

export type Tree = Readonly<Record<string, string>>

/** Paths and contents; directories are what paths have in common. */
export function memoryFiles(tree: Tree): Context['files'] {
  const missing = (path: string) =>
    Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
  const inside = (path: string) => (path === '.' ? '' : `${path.replace(/\/$/, '')}/`)
  const isDirectory = (path: string) => Object.keys(tree).some((each) => each.startsWith(inside(path)))
  const clean = (path: string) => path.replace(/^(\.\/|\/)/, '')
  return {
    environment: {},
    read: async (path) => {
      const content = tree[clean(path)]
      if (content === undefined) throw missing(path)
      return content
    },
    readBytes: async (path) => new TextEncoder().encode(tree[clean(path)]),
    isDirectory: async (path) => {
      const name = clean(path)
      if (Object.hasOwn(tree, name)) return false
      if (!isDirectory(name)) throw missing(path)
      return true
    },
    entry: async (path) => {
      const content = tree[clean(path)]
      if (content === undefined && !isDirectory(clean(path))) throw missing(path)
      return { realPath: path, kind: content === undefined ? 'directory' : 'file', size: content?.length ?? 0 }
    },
    list: async (path) => {
      const below = inside(clean(path))
      const names = Object.keys(tree).filter((each) => each.startsWith(below))
      return [...new Set(names.map((each) => each.slice(below.length).split('/')[0] ?? ''))]
    },
    absolute: (path) => (path.startsWith('/') ? path : `/${path}`),
    write: async () => {},
    writeBytes: async () => {},
    makeDirectory: async () => {},
    replacePrivately: async () => {},
    fetch: async (url) => tree[url] ?? Promise.reject(missing(url)),
  } as Context['files']
}

export function resource(kind: string, more: Partial<ResourceInfo> = {}): ResourceInfo {
  const singular = kind.toLowerCase()
  return {
    group: '',
    version: 'v1',
    kind,
    plural: `${singular}s`,
    singular,
    short: [],
    categories: [],
    namespaced: true,
    verbs: ['get', 'list'],
    ...more,
  }
}

export const resources: readonly ResourceInfo[] = [
  resource('ConfigMap', { short: ['cm'] }),
  resource('Namespace', { short: ['ns'], namespaced: false }),
  resource('Pod', { short: ['po'], categories: ['all'] }),
  resource('Service', { short: ['svc'], categories: ['all'] }),
  resource('Deployment', { group: 'apps', short: ['deploy'], categories: ['all'] }),
  resource('Event', { group: 'events.k8s.io', short: ['ev'] }),
]

/** A context whose client serves the given objects. */
export function testContext(
  objects: readonly KubeObject[] = [],
  tree: Tree = {},
  more: Partial<Context> = {},
): Context {
  const of = (info: ResourceInfo, namespace: string) =>
    objects.filter(
      (each) => each.kind === info.kind && (namespace === '' || (each.metadata.namespace ?? 'default') === namespace),
    )
  const client: Partial<Client> = {
    now: () => 0,
    resources: async () => resources,
    get: async ({ resource: info, namespace, name }) => {
      const found = of(info, namespace).find((each) => each.metadata.name === name)
      if (found === undefined) throw new ApiError(404, 'NotFound', `${info.plural} "${name}" not found`)
      return found as never
    },
    list: async ({ resource: info, namespace, labelSelector, fieldSelector }) => {
      if (fieldSelector === 'spec.foo=bar') throw new ApiError(400, 'BadRequest', 'field label not supported: spec.foo')
      const [key = '', value] = (labelSelector ?? '').split('=')
      const items = of(info, namespace).filter((each) => key === '' || each.metadata.labels?.[key] === value)
      return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '1' }, items } as never
    },
  }
  return {
    program: 'kubesim',
    client: client as Client,
    namespace: 'default',
    namespaceGiven: false,
    files: memoryFiles(tree),
    io: { stdin: async () => tree['-'] ?? '', out: () => {}, err: () => {}, warn: () => {}, flush: async () => {} },
    signal: new AbortController().signal,
    ...more,
  } as unknown as Context
}
