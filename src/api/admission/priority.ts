import type { KubeObject } from '../../model/objects/object.js'
import { systemPriorities } from '../../model/objects/priorities.js'
import type { Pod, PriorityClass } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import type { AdmissionPlugin, Handled, PluginAdmission } from '../contract/admission.js'
import { isOfPods } from './pods.js'
import { refusal } from './refusal.js'

/** Of clusters that were made before their classes were objects. */
const builtIn: Readonly<Record<string, number>> = systemPriorities

/** Turns the name of a pod's class into the number that the scheduler compares (`plugin/pkg/admission/priority`). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (request) => isOfPods(request, 'CREATE', 'UPDATE') || isOfClasses(request),
  mutate(draft, admission) {
    if (isOfClasses(admission.request)) return
    if (admission.old === undefined) compute(draft as Pod, admission)
    else keep(draft as Pod, admission.old as Pod)
  },
  validate(object, admission) {
    if (isOfClasses(admission.request)) checkDefault(object as PriorityClass, admission)
  },
}

const isOfClasses = ({ resource: { group, plural }, operation, subresource }: Handled) =>
  group === 'scheduling.k8s.io' &&
  plural === 'priorityclasses' &&
  subresource === '' &&
  (operation === 'CREATE' || operation === 'UPDATE')

/** Pods that name no class have one at most. */
function checkDefault(object: PriorityClass, admission: PluginAdmission): void {
  if (object.globalDefault !== true) return
  const others = admission.reader
    .list<PriorityClass>('priorityclasses')
    .filter(({ metadata }) => metadata.name !== object.metadata.name)
  const present = others.find(({ globalDefault }) => globalDefault === true)
  if (present === undefined) return
  const name = present.metadata.name
  throw refusal(admission, object, `PriorityClass ${name} is already marked as default. Only one default can exist`)
}

function compute(draft: Pod, admission: PluginAdmission): void {
  const { spec } = draft
  const classes = admission.reader.list('priorityclasses')
  if (!spec.priorityClassName) {
    const byDefault = classes.find((candidate) => candidate.globalDefault === true)
    if (byDefault !== undefined) spec.priorityClassName = byDefault.metadata.name
  }
  const name = spec.priorityClassName ?? ''
  const found = classes.find((candidate) => candidate.metadata.name === name)
  const value = name === '' ? 0 : (found?.value ?? entryOf(builtIn, name))
  if (value === undefined) throw refusal(admission, draft, `no PriorityClass with name ${name} was found`)
  const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority'
  for (const [what, given, computed] of [
    ['integer value of priority', spec.priority, value],
    ['string value of PreemptionPolicy', spec.preemptionPolicy, policy],
  ]) {
    if (given != null && given !== computed) throw refusal(admission, draft, mustBeComputed(what, given, computed))
  }
  spec.priority = value
  spec.preemptionPolicy = policy
}

/** What follows from a pod's class may be said by the pod too, but not otherwise. */
const mustBeComputed = (what: unknown, given: unknown, computed: unknown) =>
  `the ${what} (${given}) must not be provided in pod spec; ` +
  `priority admission controller computed ${computed} from the given PriorityClass name`

/** What admission has once decided is not taken away by leaving it out. */
function keep(draft: KubeObject & Pod, previous: Pod): void {
  const { priority: before, preemptionPolicy } = previous.spec
  if (before !== undefined) draft.spec.priority ??= before
  if (preemptionPolicy !== undefined) draft.spec.preemptionPolicy ??= preemptionPolicy
}
