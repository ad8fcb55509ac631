import type { Column } from '../../api/contract/table.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Container } from '../../model/objects/types.js'

type Templated = KubeObject & { spec: { template?: { spec?: { containers: readonly Container[] } } } }

/** The wide columns of everything that has a pod template (`layoutContainerCells`). */
export const containerColumns: readonly Column<Templated>[] = [
  {
    name: 'Containers',
    wide: true,
    description: 'Names of each container in the template.',
    value: (object) =>
      containersOf(object)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    wide: true,
    description: 'Images referenced by each container in the template.',
    value: (object) =>
      containersOf(object)
        .map(({ image }) => image ?? '')
        .join(','),
  },
]

const containersOf = (object: Templated) => object.spec.template?.spec?.containers ?? []
