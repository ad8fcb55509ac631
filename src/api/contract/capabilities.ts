import type { KubeObject } from '../../model/objects/object.js'
import type { Container, Pod, PodTemplate } from '../../model/objects/types.js'
import type { Client } from './client.js'

/** What commands may do with a kind. A missing capability is the command's error message. */
export interface Capabilities<T extends KubeObject = KubeObject> {
  /** `set image/env/resources`, `rollout restart`, `logs`, describe. */
  readonly podTemplate?: {
    get(object: T): PodTemplate
    with(object: T, template: PodTemplate): T
  }
  /** Pods that belong to it, as a label selector text: `logs deploy/x`, `exec deploy/x`, `port-forward`. */
  podSelector?(object: T): string
  /** `expose`: the selector of the new service (throws UsageError when it cannot be expressed) and the ports it may take. */
  readonly expose?: {
    selector(object: T): Record<string, string>
    ports(object: T): { port: number; protocol: string; name?: string }[]
  }
  /** `port-forward TYPE/NAME`: what a port of the object is, and where it leads in a pod; a pod's own ports otherwise. */
  readonly forward?: {
    /** The number of a port given by name; throws UsageError. */
    named(object: T, name: string): number
    target(object: T, port: number, pod: Pod): number
    ports(object: T): readonly { readonly port: number; readonly protocol?: string }[]
  }
  readonly containers?: (object: T) => readonly Container[]
  readonly rollout?: Rollout<T>
  /** What `auth reconcile` brings into line: the rules of a role, the subjects of a binding. `set subject` adds to these. */
  readonly grants?: 'rules' | 'subjects'
}

/** `rollout` verbs (kubectl `polymorphichelpers`). */
export interface Rollout<T extends KubeObject = KubeObject> {
  /** The line `rollout status` prints, without its newline, and whether the rollout is over; throws when it failed. */
  status(object: T, revision: number | bigint): { message: string; done: boolean }
  history(object: T, client: Client): Promise<readonly Revision[]>
  /** The object as it must be patched to go back to a revision's template; `from` is the revision's own object. */
  withTemplate(object: T, template: PodTemplate, from?: KubeObject): T
  /** Absent: kubectl's "pausing is not supported". */
  readonly paused?: { is(object: T): boolean; with(object: T, paused: boolean): T }
}

export interface Revision {
  readonly number: number | bigint
  readonly changeCause: string | undefined
  readonly template: PodTemplate
  /** The object that keeps the revision, as `rollout history -o yaml` prints it. */
  readonly object?: KubeObject
}
