import { timestamp } from '../../model/objects/time.js'
import { apiServer, type Bootstrap, type BootstrapObject, controlPlaneName } from './machines.js'
import { type Kubeadm, kubeadmOf } from './releases.js'

interface Component {
  readonly name: string
  readonly image: string
  readonly flags: readonly string[]
  readonly requests: Readonly<Record<string, string>>
  readonly probe: { readonly port: number; readonly scheme: 'HTTP' | 'HTTPS'; readonly host: string }
  /** Its `healthz` predates `livez`. */
  readonly liveness: string
  readonly readiness?: string
  /** Name → path on the machine, mounted at the same place. */
  readonly mounts: Readonly<Record<string, string>>
}

/**
 * What the control plane's kubelet runs from the manifests on its disk, as the API server shows it. kubeadm's startup
 * probes are left out: a new cluster would not be ready before their first period is over.
 */
export function staticPods(bootstrap: Bootstrap): readonly BootstrapObject[] {
  const kubeadm = kubeadmOf(bootstrap.settings.kubernetesVersion)
  return components(bootstrap, kubeadm).map((component) => staticPod(component, kubeadm, bootstrap))
}

function staticPod(component: Component, kubeadm: Kubeadm, { now, random }: Bootstrap): BootstrapObject {
  const { name, requests, mounts } = component
  const probe = probeOf(component, kubeadm)
  const hash = random(`static-pod/${name}`).uuid().replaceAll('-', '')
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${controlPlaneName}`,
      namespace: 'kube-system',
      annotations: {
        'kubernetes.io/config.hash': hash,
        'kubernetes.io/config.mirror': hash,
        'kubernetes.io/config.seen': timestamp(now),
        'kubernetes.io/config.source': 'file',
        ...endpointAnnotation(name),
      },
      labels: { component: name, tier: 'control-plane' },
    },
    spec: {
      containers: [
        {
          name,
          image: `registry.k8s.io/${component.image}`,
          imagePullPolicy: 'IfNotPresent',
          command: [name, ...component.flags.map((flag) => `--${flag}`)],
          livenessProbe: probe(component.liveness, { failureThreshold: 8, initialDelaySeconds: 10 }),
          ...portsOf(component, kubeadm),
          ...(component.readiness === undefined
            ? {}
            : { readinessProbe: probe(component.readiness, { failureThreshold: 3, periodSeconds: 1 }) }),
          resources: { requests },
          volumeMounts: Object.entries(mounts).map(([volume, path]) => ({
            mountPath: path,
            name: volume,
            ...(volume === 'etcd-data' ? {} : { readOnly: true }),
          })),
        },
      ],
      hostNetwork: true,
      nodeName: controlPlaneName,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
      volumes: Object.entries(mounts).map(([volume, path]) => ({
        hostPath: { path, type: /\.[a-z]+$/.test(path) ? 'FileOrCreate' : 'DirectoryOrCreate' },
        name: volume,
      })),
    },
  }
  return { resource: 'pods', object }
}

function endpointAnnotation(name: string): Record<string, string> {
  if (name === 'etcd')
    return { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${apiServer.address}:2379` }
  if (name !== 'kube-apiserver') return {}
  return { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${apiServer.address}:${apiServer.port}` }
}

/** The port that is probed has a name since 1.34. */
function probeOf({ probe: { host, port: number, scheme } }: Component, { namesProbePort }: Kubeadm) {
  const port = namesProbePort ? 'probe-port' : number
  return (path: string, more: object) => ({ httpGet: { host, path, port, scheme }, timeoutSeconds: 15, ...more })
}

function portsOf({ probe }: Component, { namesProbePort }: Kubeadm) {
  return namesProbePort ? { ports: [{ containerPort: probe.port, name: 'probe-port', protocol: 'TCP' }] } : {}
}

const pki = '/etc/kubernetes/pki'
const certificates = { 'ca-certs': '/etc/ssl/certs', 'k8s-certs': pki }
const local = '127.0.0.1'

function components({ settings }: Bootstrap, kubeadm: Kubeadm): readonly Component[] {
  const { kubernetesVersion: version, podRange, serviceRange } = settings
  return [
    etcd(kubeadm),
    {
      name: 'kube-apiserver',
      image: `kube-apiserver:v${version}`,
      flags: apiServerFlags(serviceRange),
      requests: { cpu: '250m' },
      probe: { host: apiServer.address, port: apiServer.port, scheme: 'HTTPS' },
      liveness: '/livez',
      readiness: '/readyz',
      mounts: certificates,
    },
    {
      name: 'kube-controller-manager',
      image: `kube-controller-manager:v${version}`,
      flags: controllerManagerFlags(podRange, serviceRange),
      requests: { cpu: '200m' },
      probe: { host: local, port: 10257, scheme: 'HTTPS' },
      liveness: '/healthz',
      mounts: { ...certificates, kubeconfig: '/etc/kubernetes/controller-manager.conf' },
    },
    {
      name: 'kube-scheduler',
      image: `kube-scheduler:v${version}`,
      flags: [...kubeconfigFlags('scheduler'), 'bind-address=127.0.0.1', 'leader-elect=true'],
      requests: { cpu: '100m' },
      probe: { host: local, port: 10259, scheme: 'HTTPS' },
      liveness: '/livez',
      readiness: '/readyz',
      mounts: { kubeconfig: '/etc/kubernetes/scheduler.conf' },
    },
  ]
}

const etcd = ({ etcd: version, etcdFlags }: Kubeadm): Component => ({
  name: 'etcd',
  image: `etcd:${version}`,
  flags: [
    `advertise-client-urls=https://${apiServer.address}:2379`,
    `cert-file=${pki}/etcd/server.crt`,
    'client-cert-auth=true',
    'data-dir=/var/lib/etcd',
    ...etcdFlags,
    `initial-advertise-peer-urls=https://${apiServer.address}:2380`,
    `initial-cluster=${controlPlaneName}=https://${apiServer.address}:2380`,
    `key-file=${pki}/etcd/server.key`,
    `listen-client-urls=https://127.0.0.1:2379,https://${apiServer.address}:2379`,
    'listen-metrics-urls=http://127.0.0.1:2381',
    `listen-peer-urls=https://${apiServer.address}:2380`,
    `name=${controlPlaneName}`,
    `peer-cert-file=${pki}/etcd/peer.crt`,
    'peer-client-cert-auth=true',
    `peer-key-file=${pki}/etcd/peer.key`,
    `peer-trusted-ca-file=${pki}/etcd/ca.crt`,
    'snapshot-count=10000',
    `trusted-ca-file=${pki}/etcd/ca.crt`,
  ].sort(),
  requests: { cpu: '100m', memory: '100Mi' },
  probe: { host: local, port: 2381, scheme: 'HTTP' },
  liveness: '/livez',
  readiness: '/readyz',
  mounts: { 'etcd-data': '/var/lib/etcd', 'etcd-certs': `${pki}/etcd` },
})

const kubeconfigFlags = (component: string) =>
  ['authentication-kubeconfig', 'authorization-kubeconfig', 'kubeconfig'].map(
    (flag) => `${flag}=/etc/kubernetes/${component}.conf`,
  )

const apiServerFlags = (serviceRange: string) => [
  `advertise-address=${apiServer.address}`,
  'allow-privileged=true',
  'authorization-mode=Node,RBAC',
  `client-ca-file=${pki}/ca.crt`,
  'enable-admission-plugins=NodeRestriction',
  'enable-bootstrap-token-auth=true',
  `etcd-cafile=${pki}/etcd/ca.crt`,
  `etcd-certfile=${pki}/apiserver-etcd-client.crt`,
  `etcd-keyfile=${pki}/apiserver-etcd-client.key`,
  'etcd-servers=https://127.0.0.1:2379',
  `kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
  `kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
  'kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
  `proxy-client-cert-file=${pki}/front-proxy-client.crt`,
  `proxy-client-key-file=${pki}/front-proxy-client.key`,
  'requestheader-allowed-names=front-proxy-client',
  `requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
  'requestheader-extra-headers-prefix=X-Remote-Extra-',
  'requestheader-group-headers=X-Remote-Group',
  'requestheader-username-headers=X-Remote-User',
  `secure-port=${apiServer.port}`,
  'service-account-issuer=https://kubernetes.default.svc.cluster.local',
  `service-account-key-file=${pki}/sa.pub`,
  `service-account-signing-key-file=${pki}/sa.key`,
  `service-cluster-ip-range=${serviceRange}`,
  `tls-cert-file=${pki}/apiserver.crt`,
  `tls-private-key-file=${pki}/apiserver.key`,
]

const controllerManagerFlags = (podRange: string, serviceRange: string) => [
  'allocate-node-cidrs=true',
  ...kubeconfigFlags('controller-manager'),
  'bind-address=127.0.0.1',
  `client-ca-file=${pki}/ca.crt`,
  `cluster-cidr=${podRange}`,
  'cluster-name=kubernetes',
  `cluster-signing-cert-file=${pki}/ca.crt`,
  `cluster-signing-key-file=${pki}/ca.key`,
  'controllers=*,bootstrapsigner,tokencleaner',
  'leader-elect=true',
  `requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
  `root-ca-file=${pki}/ca.crt`,
  `service-account-private-key-file=${pki}/sa.key`,
  `service-cluster-ip-range=${serviceRange}`,
  'use-service-account-credentials=true',
]
