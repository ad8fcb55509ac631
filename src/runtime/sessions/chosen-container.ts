import type { Pod } from '../../model/objects/types.js'
import { badRequest } from '../containers/errors.js'

/** The container that a request for a pod's stream names, or the only one there is (`pkg/registry/core/pod/strategy.go`, `podContainerName`). */
export function chosenContainer({ metadata, spec }: Pod, wanted: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec
  const names = containers.map(({ name }) => name)
  const all = [...initContainers.map(({ name }) => name), ...names]
  if (wanted !== '') {
    if (all.includes(wanted) || ephemeralContainers.some(({ name }) => name === wanted)) return wanted
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name}`)
  }
  if (all.length === 1) return names[0]!
  const choices = (list: readonly string[]) => `[${list.join(' ')}]`
  const start =
    initContainers.length === 0
      ? ''
      : ` or one of the init containers: ${choices(initContainers.map(({ name }) => name))}`
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: ${choices(names)}${start}`,
  )
}
