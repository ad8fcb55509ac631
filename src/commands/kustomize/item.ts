/** An object on its way through a kustomization. */
import type { KubeObject } from '../../model/objects/object.js'

export type Labels = Readonly<Record<string, string>>

export interface Item {
  /** Changed in place, from step to step. */
  object: KubeObject
  /** Names that it has had before, by which patches may still call it. */
  readonly formerNames: string[]
  /** Whether a hash of its data is put behind its name in the end. */
  hashed: boolean
}

/** Whether an object is, or was, called by this name. */
export const isCalled = ({ object, formerNames }: Item, name: string) =>
  object.metadata.name === name || formerNames.includes(name)

/** Gives an object another name. */
export function rename(item: Item, name: string): void {
  item.formerNames.push(item.object.metadata.name)
  item.object.metadata.name = name
}

const clusterWide = new Set(
  (
    'Namespace Node PersistentVolume ClusterRole ClusterRoleBinding StorageClass PriorityClass CustomResourceDefinition ' +
    'IngressClass ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService CSIDriver CSINode RuntimeClass ' +
    'VolumeAttachment CertificateSigningRequest FlowSchema PriorityLevelConfiguration PodSecurityPolicy ' +
    'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding'
  ).split(' '),
)

/** Kustomizations are built without asking a server: what kustomize does not know belongs to a namespace. */
export const isNamespaced = ({ kind }: KubeObject) => !clusterWide.has(kind)
