import type { Rollout } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { wholeNumber } from '../../../model/json/exact-json.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Deployment, PodTemplate } from '../../../model/objects/types.js'
import { deploymentHistory, withoutHash } from './history.js'

/** `rollout status`, `history`, `undo`, `pause` and `resume` of a deployment (kubectl's `polymorphichelpers`). */
export const deploymentRollout: Rollout<Deployment> = {
  status,
  history: deploymentHistory,
  withTemplate,
  paused: {
    is: ({ spec }) => spec.paused === true,
    with(object, paused) {
      const { paused: _, ...spec } = object.spec
      return { ...object, spec: paused ? { ...spec, paused: true } : spec }
    },
  },
}

function status(deployment: Deployment, revision: number | bigint): { message: string; done: boolean } {
  const { metadata, spec } = deployment
  checkRevision(deployment, revision)
  const {
    observedGeneration = 0,
    conditions,
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
  } = deployment.status ?? {}
  const waiting = (message: string) => ({ message, done: false })
  if ((metadata.generation ?? 0) > observedGeneration)
    return waiting('Waiting for deployment spec update to be observed...')
  const name = goQuote(metadata.name)
  const progressing = conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    throw new UsageError(`deployment ${name} exceeded its progress deadline`)
  }
  const rollout = `Waiting for deployment ${name} rollout to finish`
  if (updatedReplicas < (spec.replicas ?? 1)) {
    return waiting(`${rollout}: ${updatedReplicas} out of ${spec.replicas ?? 1} new replicas have been updated...`)
  }
  if (replicas > updatedReplicas) {
    return waiting(`${rollout}: ${replicas - updatedReplicas} old replicas are pending termination...`)
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${rollout}: ${availableReplicas} of ${updatedReplicas} updated replicas are available...`)
  }
  return { message: `deployment ${name} successfully rolled out`, done: true }
}

function checkRevision({ metadata }: Deployment, revision: number | bigint): void {
  if (revision <= 0) return
  const running = wholeNumber(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '0')
  if (revision === running) return
  throw new UsageError(`desired revision (${revision}) is different from the running revision (${running})`)
}

/** Annotations that tell of the deployment itself, and so stay when it goes back to another revision. */
const ownAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]

/** Takes over the template, and from the replica set that had it its annotations. */
function withTemplate(deployment: Deployment, template: PodTemplate, from?: KubeObject): Deployment {
  const result = { ...deployment, spec: { ...deployment.spec, template: withoutHash(template) } }
  if (from === undefined) return result
  const isOwn = ([key]: [string, string]) => ownAnnotations.includes(key)
  const kept = Object.entries(deployment.metadata.annotations ?? {}).filter(isOwn)
  const taken = Object.entries(from.metadata.annotations ?? {}).filter((entry) => !isOwn(entry))
  return { ...result, metadata: { ...deployment.metadata, annotations: Object.fromEntries([...kept, ...taken]) } }
}
