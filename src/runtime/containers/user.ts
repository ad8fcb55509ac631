import { podTitle } from '../../model/objects/pods.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { User } from '../processes/process.js'

/**
 * Whom a container's processes run as: its own security context, then its pod's, then root, as which the images run. Its groups
 * are its own first, then the volumes' and those that the pod adds (`determineEffectiveSecurityContext`).
 */
export function userOf(pod: Pod, container: Container): User {
  const own = container.securityContext
  const { runAsUser, runAsGroup, fsGroup, supplementalGroups = [] } = pod.spec.securityContext ?? {}
  const uid = own?.runAsUser ?? runAsUser ?? 0
  const gid = own?.runAsGroup ?? runAsGroup ?? 0
  const added = fsGroup === undefined ? supplementalGroups : [fsGroup, ...supplementalGroups]
  return { uid, gid, groups: [...new Set([gid, ...added])] }
}

/** Why a container must not start that is not to run as root (`verifyRunAsNonRoot`); undefined when it may. */
export function rootProblem(pod: Pod, container: Container): string | undefined {
  const own = container.securityContext
  const shared = pod.spec.securityContext
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true || userOf(pod, container).uid !== 0) return undefined
  const where = `(pod: ${JSON.stringify(podTitle(pod))}, container: ${container.name})`
  return (own?.runAsUser ?? shared?.runAsUser) === 0
    ? `container's runAsUser breaks non-root policy ${where}`
    : `container has runAsNonRoot and image will run as root ${where}`
}
