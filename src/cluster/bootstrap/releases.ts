import { releaseOf } from '../../model/objects/release.js'

/** What kubeadm of a release puts into a cluster where releases differ (`cmd/kubeadm/app/constants/constants.go`). */
export interface Kubeadm {
  /** `DefaultEtcdVersion` */
  readonly etcd: string
  /** Beyond those of all releases (`getEtcdCommand`); etcd 3.6 has taken `experimental-` off. */
  readonly etcdFlags: readonly string[]
  /** `CoreDNSVersion` */
  readonly coredns: string
  /** The static pods' probes name their port (`ProbePort`). */
  readonly namesProbePort: boolean
}

const kubeadms: Readonly<Record<string, Kubeadm>> = {
  '1.33': {
    etcd: '3.5.21-0',
    etcdFlags: ['experimental-initial-corrupt-check=true', 'experimental-watch-progress-notify-interval=5s'],
    coredns: 'v1.12.0',
    namesProbePort: false,
  },
  '1.36': {
    etcd: '3.6.8-0',
    etcdFlags: ['feature-gates=InitialCorruptCheck=true', 'watch-progress-notify-interval=5s'],
    coredns: 'v1.14.2',
    namesProbePort: true,
  },
}

/** What the cluster's own kubeadm did, or that of the newest release for one that is not known. */
export function kubeadmOf(kubernetesVersion: string): Kubeadm {
  return kubeadms[releaseOf(kubernetesVersion)] ?? kubeadms['1.36']!
}
