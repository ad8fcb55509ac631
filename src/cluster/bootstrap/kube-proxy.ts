import type { Bootstrap, BootstrapObject } from './machines.js'

/** One kube-proxy on each node. They have no owner as long as there is no DaemonSet to own them. */
export function kubeProxyPods({ settings }: Bootstrap, nodes: readonly string[]): readonly BootstrapObject[] {
  return nodes.map((node) => kubeProxyPod(node, settings.kubernetesVersion))
}

/** The kube-proxy of a node, after kubeadm's manifest (`cmd/kubeadm/app/phases/addons/proxy/manifests.go`). */
export function kubeProxyPod(nodeName: string, version: string): BootstrapObject {
  const metadata = {
    generateName: 'kube-proxy-',
    namespace: 'kube-system',
    labels: { 'k8s-app': 'kube-proxy', 'pod-template-generation': '1' },
  }
  const spec = {
    containers: [container(version)],
    hostNetwork: true,
    nodeName,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'kube-proxy',
    tolerations: [{ operator: 'Exists' }],
    volumes: [
      { configMap: { name: 'kube-proxy' }, name: 'kube-proxy' },
      { hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' }, name: 'xtables-lock' },
      { hostPath: { path: '/lib/modules' }, name: 'lib-modules' },
    ],
  }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '', ...metadata }, spec }
  return { resource: 'pods', object }
}

const container = (version: string) => ({
  name: 'kube-proxy',
  image: `registry.k8s.io/kube-proxy:v${version}`,
  imagePullPolicy: 'IfNotPresent',
  command: [
    '/usr/local/bin/kube-proxy',
    '--config=/var/lib/kube-proxy/config.conf',
    '--hostname-override=$(NODE_NAME)',
  ],
  env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
  securityContext: { privileged: true },
  volumeMounts: [
    { mountPath: '/var/lib/kube-proxy', name: 'kube-proxy' },
    { mountPath: '/run/xtables.lock', name: 'xtables-lock' },
    { mountPath: '/lib/modules', name: 'lib-modules', readOnly: true },
  ],
})
