import { UsageError } from '../../../api/contract/errors.js'
import { allContainers, ephemeralContainers } from '../../../model/objects/pods.js'
import type { Container, Pod } from '../../../model/objects/types.js'
import { createRandom } from '../../../simulation/random.js'

/** What the container that is added to a pod is to be. */
export interface DebugContainer {
  /** Empty: a name is made up. */
  readonly name: string
  readonly image: string
  readonly pullPolicy: string
  readonly environment: readonly { readonly name: string; readonly value: string }[]
  readonly words: readonly string[]
  /** The words are arguments of the image's own program. */
  readonly argumentsOnly: boolean
  readonly stdin: boolean
  readonly tty: boolean
  /** The container whose processes are to be seen; empty: none. */
  readonly target: string
  readonly profile: string
}

/** What a profile lets a container do that is added to a pod (kubectl `pkg/cmd/debug/profiles.go`). */
const profiles: Readonly<Record<string, Container['securityContext'] | undefined>> = {
  legacy: undefined,
  baseline: undefined,
  general: { capabilities: { add: ['SYS_PTRACE'] } },
  netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
  restricted: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  sysadmin: { privileged: true },
}

/** Throws what kubectl says of a profile that there is not. */
export function checkProfile(profile: string): void {
  if (!Object.hasOwn(profiles, profile)) throw new UsageError(`unknown profile: ${profile}`)
}

/** The ephemeral container, its fields in the order of the Go structs. */
export function buildContainer(wanted: DebugContainer, name: string): Container {
  const { image, pullPolicy, environment, words, argumentsOnly, stdin, tty, target, profile } = wanted
  const security = profiles[profile]
  return {
    name,
    image,
    ...(words.length === 0 ? {} : argumentsOnly ? { args: words } : { command: words }),
    ...(environment.length === 0 ? {} : { env: environment }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(pullPolicy === '' ? {} : { imagePullPolicy: pullPolicy }),
    ...(security === undefined ? {} : { securityContext: security }),
    ...(stdin ? { stdin } : {}),
    ...(tty ? { tty } : {}),
    ...(target === '' ? {} : { targetContainerName: target }),
  } as Container
}

/** `debugger-` and five characters, drawn for the pod: another one as long as the name is taken. */
export function freeName({ metadata, spec }: Pod): string {
  const all = [...allContainers(spec), ...ephemeralContainers(spec)]
  const random = createRandom(metadata.uid ?? '')
  for (let attempt = all.length; ; attempt++) {
    const name = `debugger-${random(`debugger/${attempt}`).name(5)}`
    if (!all.some((container) => container.name === name)) return name
  }
}
