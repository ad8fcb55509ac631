import type { FieldError } from '../../../api/contract/errors.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import type { Strategy } from '../../../api/contract/strategy.js'
import { isDNS1123Label, isQualifiedName } from '../../../model/objects/names.js'
import type { Namespace } from '../../../model/objects/types.js'
import { namespaceWriters } from './writers.js'

/** How its objects are made, changed and deleted (`pkg/registry/core/namespace/strategy.go`). */
export const namespaceStrategy: Strategy<Namespace> = {
  example: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, spec: {}, status: {} },
  nameRule: isDNS1123Label,
  setDefaults(draft) {
    draft.spec ??= {}
    if (!draft.metadata.name) return
    draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name }
  },
  prepare(draft, previous, subresource) {
    if (previous !== undefined) {
      // What a namespace waits for is changed at a subresource of its own.
      if (subresource !== 'finalize') draft.spec = previous.spec
      return
    }
    draft.status = { phase: 'Active' }
    const finalizers = draft.spec.finalizers ?? []
    if (!finalizers.includes(finalizer)) draft.spec.finalizers = [...finalizers, finalizer]
  },
  validate,
  /** The registry of namespaces sets the time alone. */
  markDeleting(draft) {
    delete draft.metadata.deletionGracePeriodSeconds
    draft.status = { ...draft.status, phase: 'Terminating' }
  },
  holdsDeletion: ({ spec }) => (spec.finalizers ?? []).length > 0,
  writers: namespaceWriters,
}

/** The finalizer that keeps a namespace until it is empty. */
const finalizer = 'kubernetes'

/** `ValidateNamespace` and `ValidateNamespaceStatusUpdate`. */
function validate({ metadata, spec, status }: Namespace, _previous?: Namespace, subresource?: string): FieldError[] {
  if (subresource === 'status') {
    const deleting = metadata.deletionTimestamp !== undefined
    const only = deleting ? 'Terminating' : 'Active'
    const detail = `may only be '${only}' if \`deletionTimestamp\` is ${deleting ? 'not empty' : 'empty'}`
    return status.phase === only ? [] : [invalidValue('status.Phase', status.phase ?? '', detail)]
  }
  const finalizers = (spec.finalizers ?? []).flatMap((name) => {
    const details = isQualifiedName(name)
    if (!name.includes('/') && !standardFinalizers.includes(name)) {
      details.push('name is neither a standard finalizer name nor is it fully qualified')
    }
    return details.map((detail) => invalidValue('spec.finalizers', name, detail))
  })
  return finalizers.length > 0 ? finalizers : securityErrors(metadata.labels ?? {})
}

const modes = ['enforce', 'audit', 'warn']

const levels = ['privileged', 'baseline', 'restricted']

/** What labels ask of the admission of pods (`PolicyToEvaluate` of `k8s.io/pod-security-admission`). */
function securityErrors(labels: Readonly<Record<string, string>>): FieldError[] {
  return modes.flatMap((mode) => {
    const name = `pod-security.kubernetes.io/${mode}`
    const [level, version] = [labels[name], labels[`${name}-version`]]
    const wrong = (label: string, value: string, detail: string) =>
      invalidValue(`metadata.labels[${label}]`, value, detail)
    return [
      ...(level === undefined || levels.includes(level)
        ? []
        : [wrong(name, level, `must be one of ${levels.join(', ')}`)]),
      ...(version === undefined || /^(?:latest|v1\.\d+)$/.test(version)
        ? []
        : [wrong(`${name}-version`, version, 'must be "latest" or "v1.x"')]),
    ]
  })
}

const standardFinalizers = [finalizer, 'orphan', 'foregroundDeletion']
