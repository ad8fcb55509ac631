import { describe, expect, test } from 'vitest'
import type { Container, Pod } from '../../../src/model/objects/types.js'
import { rootProblem, userOf } from '../../../src/runtime/containers/user.js'

type Shared = NonNullable<Pod['spec']['securityContext']>
type Own = NonNullable<Container['securityContext']>

function of(shared: Shared, own?: Own): [Pod, Container] {
  const container = { name: 'c', ...(own === undefined ? {} : { securityContext: own }) } as Container
  const metadata = { name: 'p', namespace: 'default', uid: 'u' }
  return [{ metadata, spec: { containers: [container], securityContext: shared } } as unknown as Pod, container]
}

test.each<[Shared, Own | undefined, ReturnType<typeof userOf>]>([
  [{}, undefined, { uid: 0, gid: 0, groups: [0] }],
  [{ runAsUser: 5, fsGroup: 7 }, { runAsUser: 6 }, { uid: 6, gid: 0, groups: [0, 7] }],
  [
    { runAsUser: 5, runAsGroup: 6, fsGroup: 7, supplementalGroups: [8, 6] },
    undefined,
    { uid: 5, gid: 6, groups: [6, 7, 8] },
  ],
])('%j, of the container %j', (shared, own, user) => {
  expect(userOf(...of(shared, own))).toEqual(user)
})

describe('whoever is not to be root', () => {
  const where = '(pod: "p_default(u)", container: c)'
  test.each<[Shared, Own | undefined, string | undefined]>([
    [{ runAsNonRoot: true }, undefined, `container has runAsNonRoot and image will run as root ${where}`],
    [{ runAsNonRoot: true }, { runAsUser: 0 }, `container's runAsUser breaks non-root policy ${where}`],
    [{ runAsNonRoot: true }, { runAsUser: 1 }, undefined],
    [{ runAsNonRoot: true }, { runAsNonRoot: false }, undefined],
  ])('%j, of the container %j', (shared, own, problem) => {
    expect(rootProblem(...of(shared, own))).toBe(problem)
  })
})
