/** Who issues tokens, and whom they are for without a word (`--service-account-issuer` of kubeadm). */
export const issuer = 'https://kubernetes.default.svc.cluster.local'
