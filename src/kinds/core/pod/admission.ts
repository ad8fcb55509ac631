import type { Admission } from '../../../api/contract/admission.js'
import { forbidden } from '../../../api/contract/status-errors.js'
import { objectKey } from '../../../model/objects/object.js'
import type { Pod, ServiceAccount, Toleration } from '../../../model/objects/types.js'
import { setServiceAccount } from '../../podtemplate/index.js'
import { labelsOfPlace } from './topology-labels.js'

const pods = { group: '', resource: 'pods' }

/** The admission plugins that every API server runs on pods, in their order. */
export function admitPod(draft: Pod, admission: Admission, previous?: Pod): void {
  if (previous === undefined) {
    if (draft.spec.nodeName) draft.metadata = labelsOfPlace(draft, admission)
    admitServiceAccount(draft, admission)
    admitPriority(draft, admission)
    admitRuntimeClass(draft, admission)
  } else {
    keepPriority(draft, previous)
  }
  admitTolerations(draft)
  setServiceAccount(draft.spec)
}

/** What admission has once decided is not taken away by leaving it out. */
function keepPriority(draft: Pod, previous: Pod): void {
  const { priority, preemptionPolicy } = previous.spec
  if (priority !== undefined) draft.spec.priority ??= priority
  if (preemptionPolicy !== undefined) draft.spec.preemptionPolicy ??= preemptionPolicy
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The ServiceAccount plugin: every pod runs as an account, and carries its token unless it does not want to. */
function admitServiceAccount(draft: Pod, admission: Admission): void {
  // Mirror pods are taken as they are (`plugin/pkg/admission/serviceaccount`).
  if (draft.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return
  const { spec } = draft
  spec.serviceAccountName ||= 'default'
  const { namespace = '' } = draft.metadata
  const key = objectKey('serviceaccounts', namespace, spec.serviceAccountName)
  const account = admission.reader.get<ServiceAccount>(key)
  // A bare API, as envtest runs it, has neither the loop that makes accounts nor the plugin that asks for them.
  if (account === undefined && admission.settings.disabled.includes('serviceaccount')) return
  if (account === undefined) {
    const missing = `serviceaccount "${spec.serviceAccountName}" not found`
    const why = `error looking up service account ${namespace}/${spec.serviceAccountName}: ${missing}`
    // Names are generated after this plugin has run: it knows no more than their beginning.
    throw forbidden(pods, draft.metadata.generateName || draft.metadata.name, why)
  }
  const automount = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
  if (automount) mountToken(draft, admission)
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    spec.imagePullSecrets = account.imagePullSecrets.map(({ name }) => ({ name: name ?? '' }))
  }
}

function mountToken(draft: Pod, { random }: Admission): void {
  const { spec } = draft
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const lacking = containers.filter(
    (container) => !container.volumeMounts?.some((mount) => mount.mountPath.replace(/\/+$/, '') === tokenPath),
  )
  if (lacking.length === 0) return
  const present = spec.volumes?.find((volume) => volume.name?.startsWith('kube-api-access-') && volume.projected)
  const name = present?.name ?? `kube-api-access-${random(`kube-api-access/${draft.metadata.uid}`).name(5)}`
  for (const container of lacking) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: tokenPath, name, readOnly: true }]
  }
  if (present === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)]
}

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Token, the cluster's certificate authority, and the namespace, as one volume. */
function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        {
          downwardAPI: {
            items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
          },
        },
      ],
    },
  }
}

/** The classes that every cluster has, should the objects themselves be missing. */
const builtInPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2000000000,
  'system-node-critical': 2000001000,
}

/** The Priority plugin: turns the class's name into the number that the scheduler compares. */
function admitPriority(draft: Pod, { reader }: Admission): void {
  const { spec } = draft
  const classes = reader.list('priorityclasses')
  if (!spec.priorityClassName) {
    const byDefault = classes.find((candidate) => candidate.globalDefault === true)
    if (byDefault !== undefined) spec.priorityClassName = byDefault.metadata.name
  }
  const name = spec.priorityClassName ?? ''
  const found = classes.find((candidate) => candidate.metadata.name === name)
  const priority = name === '' ? 0 : (found?.value ?? builtInPriorities[name])
  if (priority === undefined) {
    throw forbidden(pods, draft.metadata.name, `no PriorityClass with name ${name} was found`)
  }
  mustBeComputed(draft, 'integer value of priority', spec.priority, priority)
  spec.priority = priority
  const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority'
  mustBeComputed(draft, 'string value of PreemptionPolicy', spec.preemptionPolicy, policy)
  spec.preemptionPolicy = policy
}

/** What follows from a pod's class may be said by the pod too, but not otherwise. */
function mustBeComputed<T>(draft: Pod, what: string, given: T | null | undefined, computed: T): void {
  if (given == null || given === computed) return
  const why =
    `the ${what} (${given}) must not be provided in pod spec; ` +
    `priority admission controller computed ${computed} from the given PriorityClass name`
  throw forbidden(pods, draft.metadata.name, why)
}

/** The RuntimeClass plugin: what a pod names must be there, and says what a sandbox costs. */
function admitRuntimeClass(draft: Pod, { reader }: Admission): void {
  const { runtimeClassName: name, overhead = {} } = draft.spec
  const reject = (why: string) => forbidden(pods, draft.metadata.name, `pod rejected: ${why}`)
  if (name != null && !reader.list('runtimeclasses').some(({ metadata }) => metadata.name === name)) {
    throw reject(`RuntimeClass "${name}" not found`)
  }
  if (name == null && Object.keys(overhead).length > 0) {
    throw reject('Pod Overhead set without corresponding RuntimeClass defined Overhead')
  }
}

const tolerationSeconds = 300

/** The DefaultTolerationSeconds plugin: a pod stays on a lost node for five minutes unless it says otherwise. */
function admitTolerations(draft: Pod): void {
  const tolerations = draft.spec.tolerations ?? []
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = tolerations.some(
      (toleration) =>
        (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect),
    )
    if (tolerated) continue
    const added: Toleration = { effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds }
    draft.spec.tolerations = [...(draft.spec.tolerations ?? []), added]
  }
}
