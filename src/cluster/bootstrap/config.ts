import { timestamp } from '../../model/objects/time.js'
import { addressAt, parseCidr } from '../../model/values/addresses.js'
import { apiServer, type Bootstrap, type BootstrapObject } from './machines.js'

/** The configuration that kubeadm leaves in the cluster, as far as people look at it. */
export function configMaps(bootstrap: Bootstrap): readonly BootstrapObject[] {
  const system = (name: string, data: Record<string, string>, labels?: Record<string, string>) =>
    configMap(name, 'kube-system', data, labels)
  return [
    system('coredns', { Corefile: corefile }),
    system(
      'kube-proxy',
      { 'config.conf': proxyConfig(bootstrap), 'kubeconfig.conf': proxyKubeconfig },
      { app: 'kube-proxy' },
    ),
    system('kubeadm-config', { ClusterConfiguration: clusterConfiguration(bootstrap) }),
    system('kubelet-config', { kubelet: kubeletConfig(bootstrap) }),
    system('kube-apiserver-legacy-service-account-token-tracking', { since: timestamp(bootstrap.now).slice(0, 10) }),
    configMap('cluster-info', 'kube-public', { kubeconfig: publicKubeconfig }),
  ]
}

function configMap(
  name: string,
  namespace: string,
  data: Record<string, string>,
  labels?: Record<string, string>,
): BootstrapObject {
  const metadata = { name, namespace, ...(labels === undefined ? {} : { labels }) }
  return { resource: 'configmaps', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } }
}

const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

const proxyConfig = ({ settings }: Bootstrap) => `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: ${settings.podRange}
kind: KubeProxyConfiguration
mode: ""
`

const server = `https://${apiServer.address}:${apiServer.port}`

const proxyKubeconfig = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: ${server}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`

const clusterConfiguration = ({ settings }: Bootstrap) => `apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v${settings.kubernetesVersion}
networking:
  dnsDomain: cluster.local
  podSubnet: ${settings.podRange}
  serviceSubnet: ${settings.serviceRange}
proxy: {}
scheduler: {}
`

const kubeletConfig = ({ settings }: Bootstrap) => `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
authorization:
  mode: Webhook
cgroupDriver: systemd
clusterDNS:
- ${addressAt(parseCidr(settings.serviceRange), 10)}
clusterDomain: cluster.local
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`

const publicKubeconfig = `apiVersion: v1
clusters:
- cluster:
    server: ${server}
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
`
