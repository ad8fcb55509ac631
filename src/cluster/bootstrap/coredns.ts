import type { Bootstrap, BootstrapObject } from './machines.js'
import { kubeadmOf } from './releases.js'

const labels = { 'k8s-app': 'kube-dns' }

/** kubeadm's CoreDNS add-on (`cmd/kubeadm/app/phases/addons/dns/manifests.go`). */
export function coredns({ settings }: Bootstrap): readonly BootstrapObject[] {
  const image = `registry.k8s.io/coredns/coredns:${kubeadmOf(settings.kubernetesVersion).coredns}`
  const metadata = { name: 'coredns', namespace: 'kube-system', labels }
  const spec = {
    replicas: 2,
    selector: { matchLabels: labels },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    template: { metadata: { labels }, spec: { ...podSpec, containers: [{ ...container, image }] } },
  }
  return [{ resource: 'deployments', object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec } }]
}

const container = {
  name: 'coredns',
  imagePullPolicy: 'IfNotPresent',
  args: ['-conf', '/etc/coredns/Corefile'],
  ports: [
    { containerPort: 53, name: 'dns', protocol: 'UDP' },
    { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
    { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
    { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' },
    { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
  ],
  livenessProbe: {
    failureThreshold: 5,
    httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' },
    initialDelaySeconds: 60,
    timeoutSeconds: 5,
  },
  readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
  resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
  volumeMounts: [{ mountPath: '/etc/coredns', name: 'config-volume', readOnly: true }],
}

const podSpec = {
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          podAffinityTerm: {
            labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
            topologyKey: 'kubernetes.io/hostname',
          },
          weight: 100,
        },
      ],
    },
  },
  dnsPolicy: 'Default',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  priorityClassName: 'system-cluster-critical',
  serviceAccountName: 'coredns',
  tolerations: [
    { key: 'CriticalAddonsOnly', operator: 'Exists' },
    { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' },
  ],
  volumes: [{ configMap: { items: [{ key: 'Corefile', path: 'Corefile' }], name: 'coredns' }, name: 'config-volume' }],
}
