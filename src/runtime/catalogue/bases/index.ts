/** The systems that images are built on, as data. A new one is one entry here. */
import type { Base } from './base.js'
import { busyboxExtras, core, networkTools } from './commands.js'

export type { Base, ShellFlavour } from './base.js'

const small = ['bin', 'dev', 'etc', 'home', 'lib', 'lib64', 'proc', 'root', 'sys', 'tmp', 'usr', 'var']
const large = [...small, 'boot', 'media', 'mnt', 'opt', 'run', 'sbin', 'srv']

const accounts = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
}

const busybox: Base = {
  name: 'busybox',
  shells: { sh: 'ash', ash: 'ash' },
  commands: [...core, ...busyboxExtras],
  files: accounts,
  directories: small,
  tools: 'busybox',
}

const alpine: Base = {
  name: 'alpine',
  shells: { sh: 'ash', ash: 'ash' },
  commands: [...core, ...busyboxExtras],
  files: {
    ...accounts,
    '/etc/alpine-release': '3.22.0\n',
    '/etc/os-release':
      'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n',
  },
  directories: [...large.filter((name) => name !== 'boot' && name !== 'lib64')],
  tools: 'busybox',
}

const debian: Base = {
  name: 'debian',
  shells: { sh: 'dash', dash: 'dash', bash: 'bash' },
  commands: [...core, 'bash', 'sh'],
  files: {
    ...accounts,
    '/etc/debian_version': '12.11\n',
    '/etc/os-release':
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n',
  },
  directories: large,
  tools: 'gnu',
}

const ubuntu: Base = {
  ...debian,
  name: 'ubuntu',
  files: {
    ...accounts,
    '/etc/debian_version': 'trixie/sid\n',
    '/etc/os-release':
      'PRETTY_NAME="Ubuntu 24.04.2 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.2 LTS (Noble Numbat)"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nSUPPORT_URL="https://help.ubuntu.com/"\nUBUNTU_CODENAME=noble\n',
  },
}

/** A node of the cluster, for `kubesim ssh`. */
const node: Base = {
  ...ubuntu,
  name: 'node',
  commands: [...debian.commands, ...networkTools, 'curl', 'dig', 'host', 'service', 'systemctl'],
}

/** Nothing but the program: no shell, no commands. */
const scratch: Base = {
  name: 'scratch',
  shells: {},
  commands: [],
  files: {},
  directories: ['dev', 'etc', 'proc', 'sys'],
  tools: 'gnu',
}

export const bases: readonly Base[] = [busybox, alpine, debian, ubuntu, node, scratch]

export function baseNamed(name: string): Base {
  return bases.find((base) => base.name === name) ?? scratch
}
