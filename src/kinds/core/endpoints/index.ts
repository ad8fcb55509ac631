/** Endpoints: the addresses behind a service, all in one object; superseded by EndpointSlices. */
import type { Kind } from '../../../api/contract/kind.js'
import type { Endpoints } from '../../../model/objects/types.js'
import { ageColumn, listOfThree, nameColumn } from '../../columns.js'
import { endpointsWriters } from '../../writers.js'
import { validate } from './validation.js'

export const endpoints: Kind<Endpoints> = {
  names: { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', singular: 'endpoints', short: ['ep'] },
  scope: 'Namespaced',
  definition: 'io.k8s.api.core.v1.Endpoints',
  example: {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'web', namespace: 'default' },
    subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }],
  },
  deprecated: {
    since: '1.33',
    warning: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  },
  madeByUpdate: true,
  setDefaults(draft) {
    for (const { ports } of draft.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP'
  },
  validate,
  writers: endpointsWriters,
  columns: [
    nameColumn,
    { name: 'Endpoints', description: 'The addresses and ports that are ready.', value: readyText },
    ageColumn,
  ],
  describe: async (object, view) => (await import('./describe.js')).describe(object, view),
  capabilities: {},
}

/** `formatEndpoints`: nothing at all where addresses are known but none is ready. */
function readyText({ subsets }: Endpoints): string {
  if ((subsets ?? []).length === 0) return '<none>'
  const list = (subsets ?? []).flatMap(({ addresses, ports }) => {
    const hosts = (addresses ?? []).map(({ ip }) => ip)
    if ((ports ?? []).length === 0) return hosts
    return (ports ?? []).flatMap(({ port }) => hosts.map((host) => hostPort(host, port)))
  })
  return listOfThree(list, '')
}

const hostPort = (host: string, port: number) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
