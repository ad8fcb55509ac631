/** What the fields of an object must agree on, which no schema says. */
import { isPlainObject } from '../../src/model/values/json-values.js'

interface Mount {
  name: string
  subPath?: string
}

interface Mounting {
  volumeMounts?: Mount[]
}

interface Spec {
  nodeName?: string
  schedulingGates?: unknown
  containers: Mounting[]
  initContainers?: Mounting[]
  volumes?: Record<string, unknown>[]
}

/** The object, where containers mount volumes that are there, and no gate keeps pods from the node that they are on. Mutates it. */
export function mended<T>(value: T): T {
  if (Array.isArray(value)) for (const item of value) mended(item)
  else if (isPlainObject(value)) {
    for (const field of Object.values(value)) mended(field)
    if (Array.isArray(value.containers)) mendSpec(value as unknown as Spec)
  }
  return value
}

function mendSpec(spec: Spec): void {
  const { containers, initContainers = [], volumes = [] } = spec
  if (spec.schedulingGates !== undefined) delete spec.nodeName
  const [volume] = volumes
  for (const container of [...containers, ...initContainers]) {
    if (volume === undefined) delete container.volumeMounts
    for (const each of container.volumeMounts ?? []) {
      each.name = volume!.name as string
      if (volume!.image !== undefined) delete each.subPath
    }
  }
}
