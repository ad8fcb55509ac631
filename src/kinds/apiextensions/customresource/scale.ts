/** The scale subresource of custom objects, by the paths that their definition names (`pkg/registry/customresource/etcd.go`). */

import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { internalError } from '../../../api/contract/status-errors.js'
import type { Replicas } from '../../../api/requests/scale.js'
import { goType } from '../../../model/go/format.js'
import { goQuote } from '../../../model/go/quote.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { isPlainObject, ownField, setField } from '../../../model/values/json-values.js'
import type { ScalePaths } from '../customresourcedefinition/types.js'

const mostReplicas = 2 ** 31 - 1

export function scaleOfPaths(paths: ScalePaths): Replicas {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = paths
  return {
    desired(object) {
      const found = nested(object, specReplicasPath)
      if (found !== undefined) return Number(found)
      throw internalError(`the spec replicas field ${goQuote(specReplicasPath)} does not exist`)
    },
    current: (object) => Number(nested(object, statusReplicasPath) ?? 0),
    withDesired: (object, replicas) => withNested(object, specReplicasPath, replicas),
    selector: (object) => String((labelSelectorPath === '' ? undefined : nested(object, labelSelectorPath)) ?? ''),
  }
}

const stepsOf = (path: string) => path.replace(/^\./, '').split('.')

function nested(object: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((at, step) => (isPlainObject(at) ? ownField(at, step) : undefined), object)
}

/** A copy of the object with a value at a path; what lies beside it is shared. */
function withNested(object: KubeObject, path: string, value: unknown): KubeObject {
  const copy = { ...object }
  const steps = stepsOf(path)
  let at: Record<string, unknown> = copy
  for (const step of steps.slice(0, -1)) {
    const present = ownField(at, step)
    const next = isPlainObject(present) ? { ...present } : {}
    setField(at, step, next)
    at = next
  }
  setField(at, steps.at(-1)!, value)
  return copy
}

/** `ValidateScaleSpec` and `ValidateScaleStatus`. A status update does not look at the spec. */
export function scaleErrors(paths: ScalePaths | undefined, object: KubeObject, statusOnly: boolean): FieldError[] {
  if (paths === undefined) return []
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = paths
  const errors = [
    ...(statusOnly ? [] : countErrors(object, specReplicasPath)),
    ...countErrors(object, statusReplicasPath),
  ]
  const selector = labelSelectorPath === '' ? undefined : nested(object, labelSelectorPath)
  if (selector !== undefined && typeof selector !== 'string') {
    errors.push(invalidValue(labelSelectorPath, '', wrongType(labelSelectorPath, selector, 'string')))
  }
  return errors
}

function countErrors(object: KubeObject, path: string): FieldError[] {
  const count = nested(object, path)
  if (count === undefined) return []
  if (typeof count !== 'number' || !Number.isInteger(count)) {
    return [invalidValue(path, 0, wrongType(path, count, 'int64'))]
  }
  if (count < 0) return [invalidValue(path, count, 'should be a non-negative integer')]
  return count > mostReplicas ? [invalidValue(path, count, `should be less than or equal to ${mostReplicas}`)] : []
}

/** Go's words for a value that is of another type than it must be (`unstructured.NestedInt64`). */
function wrongType(path: string, value: unknown, wanted: string): string {
  return `${path} accessor error: ${String(value)} is of the type ${goType(value)}, expected ${wanted}`
}
