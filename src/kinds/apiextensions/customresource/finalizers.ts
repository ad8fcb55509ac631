import { goQuote } from '../../../model/go/quote.js'
import { isQualifiedName } from '../../../model/objects/names.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { compareKeys } from '../../../model/values/order.js'

const standard = ['orphan', 'foregroundDeletion', 'kubernetes']

/** `generateWarningsFromObj`: finalizers of custom objects may be named as one likes, but some names are unwise. */
export function finalizerWarnings({ metadata }: KubeObject, previous?: KubeObject): string[] {
  const old = previous?.metadata.finalizers ?? []
  const added = (metadata.finalizers ?? []).filter((finalizer) => !old.includes(finalizer))
  return [...new Set(added)].sort(compareKeys).flatMap((finalizer) => {
    const warning = (text: string) => `metadata.finalizers: ${goQuote(finalizer)}: ${text}`
    const warnings = isQualifiedName(finalizer).map(warning)
    if (finalizer.includes('/') || standard.includes(finalizer)) return warnings
    const including = finalizer.includes('.') ? ' including a path (/)' : ''
    const advice = `prefer a domain-qualified finalizer name${including} to avoid accidental conflicts with other finalizer writers`
    return [...warnings, warning(advice)]
  })
}
