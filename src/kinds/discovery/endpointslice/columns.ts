import type { Columns } from '../../../api/contract/kind.js'
import type { EndpointSlice } from '../../../model/objects/types.js'
import { ageColumn, listOfThree, nameColumn } from '../../columns.js'

export const columns: Columns<EndpointSlice> = [
  nameColumn,
  {
    name: 'AddressType',
    description: 'The type of address carried by this slice.',
    value: ({ addressType }) => addressType,
  },
  {
    name: 'Ports',
    description: 'The ports that every endpoint of this slice has.',
    value: ({ ports }) =>
      listOfThree(
        (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
        '<unset>',
      ),
  },
  {
    name: 'Endpoints',
    description: 'The endpoints of this slice.',
    value: ({ endpoints }) =>
      listOfThree(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        '<unset>',
      ),
  },
  ageColumn,
]
