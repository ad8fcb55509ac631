import { addressAt, parseCidr } from '../../model/values/addresses.js'
import { apiServer, type Bootstrap, type BootstrapObject } from './machines.js'

/** The services that every cluster has, on the addresses that everybody expects: `.1` and `.10` of the range. */
export function clusterServices({ settings }: Bootstrap): readonly BootstrapObject[] {
  const range = parseCidr(settings.serviceRange)
  return [
    { resource: 'services', object: kubernetes(addressAt(range, 1)) },
    ...kubernetesEndpoints(),
    { resource: 'services', object: kubeDns(addressAt(range, 10)) },
  ]
}

const common = { apiVersion: 'v1', kind: 'Service' }

/** The API server, which keeps this service itself. */
function kubernetes(clusterIP: string | undefined) {
  const labels = { component: 'apiserver', provider: 'kubernetes' }
  return {
    ...common,
    metadata: { name: 'kubernetes', namespace: 'default', labels },
    spec: { clusterIP, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: apiServer.port }] },
  }
}

/** Written by the API server too, both forms of it, so that nothing needs mirroring. */
function kubernetesEndpoints(): readonly BootstrapObject[] {
  const metadata = { name: 'kubernetes', namespace: 'default' }
  const ports = [{ name: 'https', port: apiServer.port, protocol: 'TCP' }]
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: apiServer.address }], ports }],
  }
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [apiServer.address], conditions: { ready: true } }],
    ports,
  }
  return [
    { resource: 'endpoints', object: endpoints },
    { resource: 'endpointslices', object: slice },
  ]
}

function kubeDns(clusterIP: string | undefined) {
  return {
    ...common,
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    },
    spec: {
      clusterIP,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
      selector: { 'k8s-app': 'kube-dns' },
    },
  }
}
