import type { ImageDocument } from '../document.js'

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const netshootCommands = ['bash', 'curl', 'dig', 'host', 'jq', 'ncat', 'redis-cli', 'traceroute', 'zsh']

export const busybox: ImageDocument = {
  names: ['busybox', 'registry.k8s.io/busybox', 'k8s.gcr.io/busybox', 'gcr.io/google-containers/busybox'],
  releases: {
    '1.37': 0,
    '1.36': 1,
    '1.35': 0,
    '1.34': 1,
    '1.33': 1,
    '1.32': 1,
    '1.31': 1,
    '1.30': 1,
    '1.29': 3,
    '1.28': 4,
    '1.27': 2,
  },
  tags: { stable: '1.37.0', unstable: '1.37.0' },
  flavours: ['glibc', 'musl', 'uclibc'],
  sizeBytes: 2_160_000,
  command: ['sh'],
  environment: { PATH: path },
  base: 'busybox',
}

export const alpine: ImageDocument = {
  names: ['alpine'],
  releases: {
    '3.22': 0,
    '3.21': 3,
    '3.20': 6,
    '3.19': 7,
    '3.18': 12,
    '3.17': 10,
    '3.16': 9,
    '3.15': 11,
    '3.14': 10,
    '3.13': 12,
    '3.12': 12,
    '3.11': 13,
    '3.10': 9,
  },
  tags: { edge: '3.22.0' },
  sizeBytes: 3_640_000,
  command: ['/bin/sh'],
  environment: { PATH: path },
  base: 'alpine',
}

export const debian: ImageDocument = {
  names: ['debian'],
  releases: { '12': 11, '11': 11, '10': 13 },
  tags: {
    latest: '12.11',
    stable: '12.11',
    bookworm: '12.11',
    bullseye: '11.11',
    buster: '10.13',
    trixie: '13',
    testing: '13',
    sid: 'sid',
  },
  flavours: ['slim'],
  sizeBytes: 48_500_000,
  command: ['bash'],
  environment: { PATH: path },
  base: 'debian',
}

export const ubuntu: ImageDocument = {
  names: ['ubuntu'],
  tags: {
    latest: '24.04',
    noble: '24.04',
    jammy: '22.04',
    focal: '20.04',
    bionic: '18.04',
    plucky: '25.04',
    '24.04': '24.04',
    '25.04': '25.04',
    '22.04': '22.04',
    '20.04': '20.04',
    '18.04': '18.04',
    '16.04': '16.04',
    '14.04': '14.04',
  },
  sizeBytes: 29_700_000,
  command: ['/bin/bash'],
  environment: { PATH: path },
  base: 'ubuntu',
}

export const netshoot: ImageDocument = {
  names: ['nicolaka/netshoot', 'bretfisher/netshoot', 'netshoot'],
  sizeBytes: 202_000_000,
  command: ['zsh'],
  environment: { PATH: path, TERM: 'xterm-256color' },
  workingDirectory: '/',
  base: 'alpine',
  commands: netshootCommands,
  gnu: ['nslookup', 'ping'],
}

/** curl and nothing else. */
export const curl: ImageDocument = {
  names: ['curlimages/curl', 'curl', 'radial/busyboxplus'],
  sizeBytes: 9_600_000,
  entrypoint: ['/entrypoint.sh'],
  command: ['curl'],
  environment: { PATH: path, CURL_CA_BUNDLE: '/cacert.pem' },
  base: 'alpine',
  commands: ['curl', 'entrypoint.sh'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's, not ours
  files: { '/entrypoint.sh': '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then set -- curl "$@"; fi\nexec "$@"\n' },
}

/** BIND's tools on Alpine, as courses on service discovery have it. */
export const dnstools: ImageDocument = {
  names: ['infoblox/dnstools'],
  sizeBytes: 15_300_000,
  entrypoint: ['/bin/sh'],
  environment: { PATH: path, PS1: 'dnstools# ' },
  base: 'alpine',
  commands: ['bash', 'curl', 'dig', 'host'],
  gnu: ['nslookup'],
}

/** What names resolve to, as the Kubernetes documentation debugs it. */
export const dnsutils: ImageDocument = {
  names: [
    'registry.k8s.io/e2e-test-images/agnhost',
    'registry.k8s.io/e2e-test-images/jessie-dnsutils',
    'k8s.gcr.io/e2e-test-images/jessie-dnsutils',
    'gcr.io/kubernetes-e2e-test-images/dnsutils',
    'gcr.io/kubernetes-e2e-test-images/jessie-dnsutils',
    'tutum/dnsutils',
  ],
  sizeBytes: 112_000_000,
  command: ['sleep', 'infinity'],
  environment: { PATH: path },
  base: 'debian',
  commands: ['curl', 'dig', 'host', 'nslookup', 'ping', 'wget'],
}
