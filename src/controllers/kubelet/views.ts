import type { ContainerRun, Sandbox } from '../../model/objects/machine.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { ContainerRole, Waiting } from './sync.js'

/** What one look at one container has found. */
export interface ContainerView {
  readonly container: Container
  readonly role: ContainerRole
  readonly run: ContainerRun | undefined
  /** Why it is not running; absent when its run speaks for itself. */
  readonly waiting?: Waiting
  readonly started: boolean
  readonly ready: boolean
}

/** What one look at a pod has found: its status is made of it. */
export interface PodView {
  readonly pod: Pod
  readonly sandbox: Sandbox | undefined
  readonly containers: readonly ContainerView[]
  readonly hostIP: string
  /** The network is there. */
  readonly sandboxReady: boolean
  /** Why it has failed as a whole, whatever its containers say. */
  readonly expired?: { readonly reason: string; readonly message: string }
}
