import type { HttpDocument, ImageDocument, ListenDocument } from '../document.js'

const json: readonly (readonly [string, string])[] = [['Content-Type', 'application/json']]
const text: readonly (readonly [string, string])[] = [['Content-Type', 'text/plain; charset=utf-8']]
const goHeaders: HttpDocument['headers'] = [
  ['Content-Type', ''],
  ['Date', '{time.http}'],
  ['Content-Length', ''],
]
const notFound = {
  status: 404,
  headers: [...text, ['X-Content-Type-Options', 'nosniff'] as const],
  body: '404 page not found\n',
}
const healthz = { path: '/healthz', headers: text, body: 'ok' }
const livez = { path: '/livez', headers: text, body: 'ok' }
const readyz = { path: '/readyz', headers: text, body: 'ok' }

function component(name: string, port: number, extra: Partial<ImageDocument> = {}): ImageDocument {
  return {
    names: [`registry.k8s.io/${name}`],
    sizeBytes: 25_000_000,
    entrypoint: ['/go-runner'],
    command: [name],
    environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    base: 'scratch',
    files: { '/go-runner': 'exec "$@"\n' },
    programs: {
      [name]: {
        listens: [{ port, tls: true }],
        onTerminate: { after: 0, code: 0 },
        http: { headers: goHeaders, routes: [healthz, livez, readyz], notFound },
      },
    },
    ...extra,
  }
}

const forbidden = `{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "forbidden: User \\"system:anonymous\\" cannot get path \\"{path}\\"",
  "reason": "Forbidden",
  "details": {},
  "code": 403
}
`

const apiServer = component('kube-apiserver', 6443, {
  sizeBytes: 30_100_000,
  programs: {
    'kube-apiserver': {
      listens: [{ port: 6443, tls: true }],
      onTerminate: { after: 0, code: 0 },
      http: {
        api: true,
        headers: goHeaders,
        routes: [
          healthz,
          livez,
          readyz,
          {
            path: '/version',
            headers: json,
            body: '{\n  "major": "1",\n  "minor": "{kubernetes.minor}",\n  "gitVersion": "{kubernetes.version}",\n  "platform": "linux/amd64"\n}',
          },
          { path: '*', status: 403, headers: json, body: forbidden },
        ],
        notFound,
      },
    },
  },
})

const dnsListens: readonly ListenDocument[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53 },
  { port: 8080 },
  { port: 8181 },
  { port: 9153 },
]

/** Version → what it was built with, and from which commit: what CoreDNS says of itself. */
const corednsBuilds: Readonly<Record<string, string>> = {
  '1.14.7': 'go1.26.6, 427fc80',
  '1.14.2': 'go1.26.1, dd1df4f',
  '1.13.1': 'go1.25.2, 1db4568',
  '1.12.1': 'go1.24.1, 707c7c1',
  '1.12.0': 'go1.23.3, 51e11f1',
  '1.11.3': 'go1.21.8, a7ed346',
}

const corednsReleases = { '1.14': 7, '1.13': 2, '1.12': 4, '1.11': 4, '1.10': 1, '1.9': 4 }

const coredns: ImageDocument = {
  names: ['registry.k8s.io/coredns/coredns', 'coredns/coredns'],
  releases: corednsReleases,
  tags: Object.fromEntries(
    Object.entries(corednsReleases).flatMap(([series, newest]) =>
      Array.from({ length: newest + 1 }, (_, patch) => [`v${series}.${patch}`, `${series}.${patch}`]),
    ),
  ),
  builds: corednsBuilds,
  sizeBytes: 20_900_000,
  entrypoint: ['/coredns'],
  base: 'scratch',
  programs: {
    '/coredns': {
      listens: dnsListens,
      output: [
        { text: '.:53' },
        {
          text: '[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908',
        },
        { text: 'CoreDNS-{version}' },
        { text: 'linux/amd64, {build}' },
      ],
      onTerminate: { after: 0, code: 0 },
      http: {
        headers: goHeaders,
        routes: [
          { path: '/health', headers: text, body: 'OK' },
          { path: '/ready', headers: text, body: 'OK' },
        ],
        notFound,
      },
    },
  },
}

const pause: ImageDocument = {
  names: ['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause'],
  sizeBytes: 320_000,
  entrypoint: ['/pause'],
  environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  base: 'scratch',
  programs: { '/pause': { onTerminate: { after: 0, code: 0 } } },
}

/** What a kubeadm cluster runs in kube-system, and the container that holds a pod's network. */
export const controlPlane: readonly ImageDocument[] = [
  component('etcd', 2379, {
    entrypoint: [],
    command: ['etcd'],
    sizeBytes: 58_900_000,
    programs: {
      etcd: {
        listens: [
          { port: 2379, tls: true },
          { port: 2380, tls: true },
          { port: 2381, loopback: true },
        ],
        onTerminate: { after: 0, code: 0 },
        http: {
          headers: goHeaders,
          routes: [{ path: '/health', headers: json, body: '{"health":"true","reason":""}' }, livez, readyz],
          notFound,
        },
      },
    },
  }),
  apiServer,
  component('kube-controller-manager', 10257),
  component('kube-scheduler', 10259),
  component('kube-proxy', 10256, {
    entrypoint: [],
    command: ['/usr/local/bin/kube-proxy'],
    programs: {
      'kube-proxy': {
        listens: [{ port: 10256 }, { port: 10249, loopback: true }],
        onTerminate: { after: 0, code: 0 },
        http: { headers: goHeaders, routes: [healthz], notFound },
      },
    },
  }),
  coredns,
  pause,
]
