import type { Columns } from '../../../api/contract/kind.js'
import type { Endpoints } from '../../../model/objects/types.js'
import { ageColumn, listOfThree, nameColumn } from '../../columns.js'

export const columns: Columns<Endpoints> = [
  nameColumn,
  { name: 'Endpoints', description: 'The addresses and ports that are ready.', value: readyText },
  ageColumn,
]

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
