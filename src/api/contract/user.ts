/** Who makes a request, as authentication has found out (`k8s.io/apiserver/pkg/authentication/user`). */
export interface User {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** Who uses the admin.conf of kubeadm; the ClusterRoleBinding `kubeadm:cluster-admins` gives the group its rights. */
export const administrator: User = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
}

/** Who shows nothing. */
export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

/** Whom somebody asks to be taken for. */
export interface Impersonation {
  /** Empty when only the rest was told, which is an error. */
  readonly user: string
  readonly groups: readonly string[]
  readonly uid: string
  readonly extra: Readonly<Record<string, readonly string[]>>
}
