import type { RequestAdmission } from '../../../api/admission/admit.js'
import { ApiError } from '../../../api/contract/errors.js'
import { fieldErrorsMessage, notSupported, required } from '../../../api/contract/field-errors.js'
import { conflict, notFound } from '../../../api/contract/status-errors.js'
import type { Core, SubresourceCall } from '../../../api/registry/core.js'
import { resourceOf } from '../../../api/registry/objects.js'
import { action } from '../../../api/requests/actions.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { keyParts } from '../../../model/objects/object.js'
import { timestamp } from '../../../model/objects/time.js'
import type { Pod, PodCondition } from '../../../model/objects/types.js'

/** Gives a pod its node, once (`BindingREST` of `pkg/registry/core/pod/storage`). */
export const binding = action({ group: '', version: 'v1', kind: 'Binding' }, bind)

/** What `ValidatePodBinding` finds is no Status of its own upstream. */
function bind(core: Core, call: SubresourceCall, admission: RequestAdmission): KubeObject {
  const { kind = '', name = '' } = (call.object.target ?? {}) as { kind?: string; name?: string }
  const errors = [
    ...(kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])]),
    ...(name === '' ? [required('target.name')] : []),
  ]
  if (errors.length > 0) throw new ApiError(500, '', fieldErrorsMessage(errors))
  admission.validate(call.object)
  return assign(core, call, name)
}

function assign(core: Core, { resource, key, object, options }: SubresourceCall, node: string): KubeObject {
  const of = resourceOf(resource)
  const pod = core.store.get<Pod>(key)
  const { name } = keyParts(key)
  if (pod === undefined) throw notFound(of, name)
  const binding = { group: of.group, resource: `${of.resource}/binding` }
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw conflict(binding, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  }
  if (pod.spec.nodeName) {
    throw conflict(binding, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  }
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(core.now()),
  } as unknown as PodCondition
  const assigned = {
    ...pod,
    metadata: assignedMetadata(core, pod, object),
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...others, scheduled] },
  } as Pod
  return options.dryRun === true ? assigned : core.store.put(key, assigned)
}

/** The pod takes over what its binding is annotated and labelled with. */
function assignedMetadata({ features }: Core, { metadata }: Pod, binding: KubeObject): Pod['metadata'] {
  const { annotations, labels } = binding.metadata
  return {
    ...metadata,
    ...(annotations ? { annotations: { ...metadata.annotations, ...annotations } } : {}),
    ...(labels && features('PodTopologyLabelsAdmission') ? { labels: { ...metadata.labels, ...labels } } : {}),
  }
}
