/** What `wait --for=…` can wait for (kubectl `pkg/cmd/wait`). */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { isPlainObject } from '../../../model/values/json-values.js'

export type Goal =
  | { readonly type: 'create' }
  | { readonly type: 'delete' }
  /** Loads what it needs to look at objects. */
  | { readonly type: 'state'; prepare(): Promise<(object: KubeObject) => boolean> }

/** Every `--for`, one of which there must be. */
export function parseGoals(texts: readonly string[]): readonly Goal[] {
  if (texts.length === 0) throw new UsageError('unrecognized condition: []')
  return texts.map(parseGoal)
}

function parseGoal(text: string): Goal {
  const lower = text.toLowerCase()
  if (lower === 'create' || lower === 'delete') return { type: lower }
  if (text.startsWith('condition=')) return conditionGoal(text.slice('condition='.length))
  if (text.startsWith('jsonpath=')) return pathGoal(text.slice('jsonpath='.length))
  throw new UsageError(`unrecognized condition: ${goQuote(text)}`)
}

/** `Ready`, `Ready=false`: letters of any case. */
function conditionGoal(text: string): Goal {
  const equals = text.indexOf('=')
  const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase()
  const status = (equals < 0 ? 'true' : text.slice(equals + 1)).toLowerCase()
  return { type: 'state', prepare: async () => (object) => hasCondition(object, name, status) }
}

interface Condition {
  readonly type?: string
  readonly status?: string
  readonly observedGeneration?: number
}

/** A condition about an older generation than the object's does not count. */
function hasCondition(object: KubeObject, name: string, status: string): boolean {
  const conditions = object.status?.conditions as readonly Condition[] | undefined
  const condition = conditions?.find((each) => each.type?.toLowerCase() === name && each.status !== undefined)
  if (condition === undefined) return false
  const observed: number | undefined = condition.observedGeneration ?? object.status?.observedGeneration
  const { generation } = object.metadata
  if (observed !== undefined && generation !== undefined && observed < generation) return false
  return condition.status?.toLowerCase() === status
}

/** `{.status.phase}=Running`, or a path alone: any value will do. */
function pathGoal(text: string): Goal {
  const parts = splitAtEquals(text)
  if (parts.length > 2) {
    throw new UsageError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    )
  }
  const [path = '', given] = parts
  const value = given?.replace(/^['"]+|['"]+$/g, '')
  if (value === '') {
    throw new UsageError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    )
  }
  return { type: 'state', prepare: () => pathTest(path, value) }
}

/** At single equals signs; two of them belong to the path. */
function splitAtEquals(text: string): string[] {
  const parts = ['']
  for (const piece of text.match(/==|=|[^=]+/g) ?? []) {
    if (piece === '=') parts.push('')
    else parts.push(`${parts.pop()}${piece}`)
  }
  return parts
}

async function pathTest(path: string, value: string | undefined): Promise<(object: KubeObject) => boolean> {
  const { goText } = await import('../../../model/go/format.js')
  const { JsonPath } = await import('../../../model/jsonpath/jsonpath.js')
  const { relaxedPath } = await import('../../../printers/custom-columns.js')
  if (path === '') throw new UsageError('jsonpath expression cannot be empty')
  const parsed = wordedForUsers(() => new JsonPath(relaxedPath(path)))
  return (object) => {
    const results = wordedForUsers(() => parsed.find(object))
    const found = results[0]
    if (found === undefined || found.length === 0) return false
    if (results.length > 1) throw new UsageError('given jsonpath expression matches more than one list')
    if (found.length > 1) throw new UsageError('given jsonpath expression matches more than one value')
    if (value === undefined) return true
    if (Array.isArray(found[0]) || isPlainObject(found[0])) {
      throw new UsageError('jsonpath leads to a nested object or list which is not supported')
    }
    return goText(found[0]).trim() === value.trim()
  }
}

function wordedForUsers<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message)
  }
}
