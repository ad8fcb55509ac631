/** The flags that say what a new cluster shall be like, and what they mean. */
import { UsageError } from '../../../api/contract/errors.js'
import type { NewClusterOptions } from '../../../cluster/cluster.js'
import { releaseOf, releases } from '../../../model/objects/release.js'
import { type ClusterSettings, defaultSettings, type LoadBalancerSettings } from '../../../model/objects/settings.js'
import { parseCidr } from '../../../model/values/addresses.js'
import type { Flag, FlagValues } from '../../command.js'
import { imagesFlag } from '../images.js'

export const settingFlags: readonly Flag[] = [
  imagesFlag,
  { name: 'nodes', type: 'int', default: '3', description: 'Worker nodes, beside the control plane.' },
  {
    name: 'seed',
    type: 'string',
    description: 'What names, addresses and ports are drawn from: the same seed gives the same ones.',
  },
  {
    name: 'pace',
    type: 'string',
    default: 'instant',
    description: 'instant: pulls, starts and stops take no time; realistic: they take plausible time.',
  },
  {
    name: 'clock',
    type: 'string',
    default: 'wall',
    description: "wall: the machine's time; virtual: time stands still until a command waits or `clock advance`.",
  },
  {
    name: 'kubernetes-version',
    type: 'string',
    default: defaultSettings.kubernetesVersion,
    description: `The version that the cluster is of, one of the releases ${Object.keys(releases).join(', ')}.`,
  },
  { name: 'disable', type: 'strings', description: 'Control loops that are off: scheduler, kubelet, deployment, …' },
  {
    name: 'load-balancer',
    type: 'string',
    default: 'localhost',
    description:
      'Addresses of LoadBalancer services: localhost, none (they stay pending), or a range such as 192.0.2.0/24.',
  },
]

export function settingsOf(flags: FlagValues): NewClusterOptions {
  const workers = flags.int('nodes')
  if (workers < 0 || workers > 1000) throw new UsageError('--nodes must be between 0 and 1000')
  return {
    workers,
    pace: oneOf('pace', flags, ['instant', 'realistic'] as const),
    clock: oneOf('clock', flags, ['wall', 'virtual'] as const),
    ...(flags.changed('seed') ? { seed: flags.string('seed') } : {}),
    kubernetesVersion: versionOf(flags.string('kubernetes-version')),
    disabled: flags.strings('disable').flatMap((list) => list.split(',')),
    loadBalancer: loadBalancerOf(flags.string('load-balancer')),
  }
}

function oneOf<T extends string>(name: string, flags: FlagValues, allowed: readonly T[]): T {
  const value = flags.string(name)
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new UsageError(`invalid --${name} "${value}"; must be one of: ${allowed.join(', ')}`)
  return found
}

/** `v1.36`, `1.36`, `1.36.1`: the release must be one whose fields and rules are known. */
function versionOf(text: string): string {
  const [, version = ''] = text.match(/^v?(\d+\.\d+(?:\.\d+)?)$/) ?? []
  const release = releaseOf(version)
  if (!Object.hasOwn(releases, release)) {
    const known = Object.keys(releases).join(' and ')
    throw new UsageError(`Kubernetes ${text} cannot be simulated by this version of kubesim; it knows ${known}`)
  }
  return version === release ? `${release}.${releases[release]}` : version
}

function loadBalancerOf(text: string): LoadBalancerSettings {
  if (text === 'localhost' || text === 'none') return { mode: text }
  try {
    parseCidr(text)
  } catch {
    throw new UsageError(`invalid --load-balancer "${text}"; must be localhost, none, or a range such as 192.0.2.0/24`)
  }
  return { mode: 'pool', range: text }
}

/** Refuses control loops that do not exist: a typo would otherwise disable nothing. */
export async function checkLoops(settings: Pick<ClusterSettings, 'disabled'>): Promise<void> {
  const { controllers } = await import('../../../controllers/index.js')
  const names = controllers.map((controller) => controller.name)
  const unknown = settings.disabled.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`unknown control loop "${unknown}"; must be one of: ${[...names].sort().join(', ')}`)
  }
}
