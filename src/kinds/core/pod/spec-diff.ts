import { formatJson } from '../../../model/json/json.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { isPlainObject } from '../../../model/values/json-values.js'
import { unifiedDiff } from '../../../model/values/unified-diff.js'
import { internalTypes } from './internal-types.js'

/** What `diff.Diff` of apimachinery says of two specs: the lines of their JSON that differ, as Go writes the internal types. */
export function specDiff(before: PodSpec, after: PodSpec): string {
  return difference('PodSpec', shared(before), shared(after))
}

/** The same of a container that was added to a pod. */
export function ephemeralDiff(before: Container, after: Container): string {
  return difference('EphemeralContainer', before, after)
}

const difference = (type: string, before: object, after: object) =>
  unifiedDiff(goText(type, before as Fields), goText(type, after as Fields))

const goText = (type: string, value: Fields) => formatJson(internal(type, value), { indent: ' ', keepOrder: true })

/** Internally the host's namespaces are part of the security context. */
function shared(spec: PodSpec): object {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext, ...rest } = spec
  return {
    ...rest,
    securityContext: { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, ...securityContext },
  }
}

type Fields = Readonly<Record<string, unknown>>

/** An object as its internal type: every field, under its Go name. */
function internal(type: string, value: Fields): Fields {
  const given = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]))
  return Object.fromEntries(
    internalTypes[type]!.split(' ').flatMap((declared): [string, unknown][] => {
      if (declared.startsWith('+')) return Object.entries(embedded(declared.slice(1), value))
      const [, name = '', other = name, kind = '', zero = ''] =
        /^(\w+)(?:\((\w+)\))?(?:([*.](?:\[\])?\w*)|=(.*))?$/.exec(declared)!
      const field = given.get(other.toLowerCase())
      return [[name, kind === '' ? (field ?? JSON.parse(zero || '""')) : nested(kind, field)]]
    }),
  )
}

/** What every object has in its metadata is written as in the API. */
const embedded = (type: string, value: Fields): Fields =>
  Object.hasOwn(internalTypes, type) ? internal(type, value) : ((value.metadata ?? {}) as Fields)

function nested(kind: string, field: unknown): unknown {
  const type = kind.replace(/^[*.](?:\[\])?/, '')
  if (kind.startsWith('.')) return internal(type, (field ?? {}) as Fields)
  if (field === undefined || field === null) return null
  if (kind.startsWith('*[]')) return items(field as readonly Fields[], (item) => internal(type, item))
  if (type === 'LabelSelector') return selector(field as Fields)
  if (type !== '') return internal(type, field as Fields)
  if (Array.isArray(field)) return items(field, (item) => item)
  return isPlainObject(field) ? inOrder(field) : field
}

/** Of apimachinery, where the fields of the API's own names are. */
const selector = ({ matchLabels, matchExpressions }: Fields) => ({
  ...(isPlainObject(matchLabels) ? { matchLabels: inOrder(matchLabels) } : {}),
  ...(matchExpressions === undefined ? {} : { matchExpressions }),
})

/** What is stored tells no difference between an empty list and none. */
const items = <T>(list: readonly T[], each: (item: T) => unknown) => (list.length === 0 ? null : list.map(each))

function inOrder(map: Fields): Fields | null {
  const keys = Object.keys(map).sort()
  return keys.length === 0 ? null : Object.fromEntries(keys.map((key) => [key, map[key]]))
}
