import type { Line } from '../../api/contract/description.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { Taint, Toleration } from '../../model/objects/types.js'
import { compareKeys } from '../../model/values/order.js'
import { lines } from './lines.js'

/** Titles a list of texts, one a line, the further ones under the first. */
function titled(title: string, texts: readonly string[]): Line[] {
  if (texts.length === 0) return lines(0, `${title}:\t<none>`)
  return texts.flatMap((text, at) => lines(0, `${at === 0 ? `${title}:` : ''}\t${text}`))
}

/** `key=value` lines in key order; `title` may be indented (`  Labels`). */
export function labelLines(title: string, labels: Readonly<Record<string, string>> | undefined): Line[] {
  const keys = Object.keys(labels ?? {}).sort(compareKeys)
  return titled(
    title,
    keys.map((key) => `${key}=${labels?.[key]}`),
  )
}

const longest = 140
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** Annotations in key order; long ones and those of several lines stand below their key. */
export function annotationLines(title: string, annotations: Readonly<Record<string, string>> | undefined): Line[] {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== lastApplied)
    .sort(compareKeys)
  const texts = keys.flatMap((key) => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '')
    if (value.length + key.length + 2 <= longest && !value.includes('\n')) return [`${key}: ${value}`]
    return [`${key}:`, ...value.split('\n').map((part) => `  ${shorten(part, longest - 2)}`)]
  })
  return titled(title, texts)
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}

export function tolerationLines(title: string, tolerations: readonly Toleration[] | undefined): Line[] {
  const sorted = [...(tolerations ?? [])].sort((a, b) => compareKeys(a.key ?? '', b.key ?? ''))
  return titled(title, sorted.map(tolerationText))
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` */
function tolerationText(toleration: Toleration): string {
  const { key = '', value = '', effect = '', operator, tolerationSeconds } = toleration
  const what = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
  const exists = operator === 'Exists' && value === '' ? `${key === '' && effect === '' ? '' : ' '}op=Exists` : ''
  return `${what}${exists}${tolerationSeconds == null ? '' : ` for ${tolerationSeconds}s`}`
}

export function taintLines(title: string, taints: readonly Taint[] | undefined): Line[] {
  const order = (taint: Taint) => `${taint.effect},${taint.key}`
  const sorted = [...(taints ?? [])].sort((a, b) => compareKeys(order(a), order(b)))
  return titled(title, sorted.map(taintText))
}

/** `key=value:Effect`, as `Taint.ToString` */
function taintText({ key, value = '', effect }: Taint): string {
  if (!effect) return value === '' ? key : `${key}=${value}:`
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`
}

/** `ReplicaSet/web-7d9c`, of the owner that is its controller; '' without one. */
export function controllerText(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller)
  return owner === undefined ? '' : `${owner.kind}/${owner.name}`
}
