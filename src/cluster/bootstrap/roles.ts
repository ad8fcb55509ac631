/**
 * Roles of namespaces: those of the API server (`bootstrappolicy/namespace_policy.go`), then those of kubeadm. In the
 * notation of bootstrap-rules.ts, each name behind its namespace.
 */
export const defaultRoles = `
kube-public/system:controller:bootstrap-signer
  read core: configmaps
  update core: configmaps = cluster-info
  events

kube-system/extension-apiserver-authentication-reader
  read core: configmaps = extension-apiserver-authentication

kube-system/system::leader-locking-kube-controller-manager
  create,get,list,update,watch coordination.k8s.io: leases
  create,get,list,update,watch coordination.k8s.io: leasecandidates

kube-system/system::leader-locking-kube-scheduler
  create,get,list,update,watch coordination.k8s.io: leases
  create,get,list,update,watch coordination.k8s.io: leasecandidates

kube-system/system:controller:bootstrap-signer
  read core: secrets

kube-system/system:controller:cloud-provider
  create,get,list,watch core: configmaps

kube-system/system:controller:token-cleaner
  delete,get,list,watch core: secrets
  events
`

export const kubeadmRoles = `
kube-public/kubeadm:bootstrap-signer-clusterinfo
  get core: configmaps = cluster-info

kube-system/kube-proxy
  get core: configmaps = kube-proxy

kube-system/kubeadm:kubelet-config
  get core: configmaps = kubelet-config

kube-system/kubeadm:nodes-kubeadm-config
  get core: configmaps = kubeadm-config
`

/** Who is bound to which role: `binding -> role: subjects`; the role has the binding's name where none is told. */
export const defaultRoleBindings = `
kube-public/system:controller:bootstrap-signer: account:bootstrap-signer
kube-system/system::extension-apiserver-authentication-reader -> extension-apiserver-authentication-reader: user:system:kube-controller-manager user:system:kube-scheduler
kube-system/system::leader-locking-kube-controller-manager: user:system:kube-controller-manager account:kube-controller-manager
kube-system/system::leader-locking-kube-scheduler: user:system:kube-scheduler account:kube-scheduler
kube-system/system:controller:bootstrap-signer: account:bootstrap-signer
kube-system/system:controller:cloud-provider: account:cloud-provider
kube-system/system:controller:token-cleaner: account:token-cleaner
`

export const kubeadmRoleBindings = `
kube-public/kubeadm:bootstrap-signer-clusterinfo: user:system:anonymous
kube-system/kube-proxy: group:system:bootstrappers:kubeadm:default-node-token
kube-system/kubeadm:kubelet-config: group:system:nodes group:system:bootstrappers:kubeadm:default-node-token
kube-system/kubeadm:nodes-kubeadm-config: group:system:bootstrappers:kubeadm:default-node-token group:system:nodes
`

export const defaultClusterRoleBindings = `
cluster-admin: group:system:masters
system:basic-user: group:system:authenticated
system:discovery: group:system:authenticated
system:kube-controller-manager: user:system:kube-controller-manager
system:kube-dns: account:kube-dns
system:kube-scheduler: user:system:kube-scheduler
system:monitoring: group:system:monitoring
system:node:
system:node-proxier: user:system:kube-proxy
system:public-info-viewer: group:system:authenticated group:system:unauthenticated
system:service-account-issuer-discovery: group:system:serviceaccounts
system:volume-scheduler: user:system:kube-scheduler
`

export const kubeadmClusterRoleBindings = `
kubeadm:cluster-admins -> cluster-admin: group:kubeadm:cluster-admins
kubeadm:get-nodes: group:system:bootstrappers:kubeadm:default-node-token
kubeadm:kubelet-bootstrap -> system:node-bootstrapper: group:system:bootstrappers:kubeadm:default-node-token
kubeadm:node-autoapprove-bootstrap -> system:certificates.k8s.io:certificatesigningrequests:nodeclient: group:system:bootstrappers:kubeadm:default-node-token
kubeadm:node-autoapprove-certificate-rotation -> system:certificates.k8s.io:certificatesigningrequests:selfnodeclient: group:system:nodes
kubeadm:node-proxier -> system:node-proxier: account:kube-proxy
system:coredns: account:coredns
`
