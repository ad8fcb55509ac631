/** How fast goes what the simulator itself makes up: pulls, starts, stops, provisioning. */
export type Pace = 'instant' | 'realistic'

/** How a Service of type LoadBalancer gets its address; `none` leaves it `<pending>`. */
export type LoadBalancerSettings =
  | { readonly mode: 'localhost' }
  | { readonly mode: 'pool'; readonly range: string }
  | { readonly mode: 'none' }

/** What a cluster was created with; plain data in the state file. */
export interface ClusterSettings {
  readonly name: string
  /** Where commands look that name no namespace; `default` without. */
  readonly namespace?: string
  readonly seed: string
  /**
   * What tokens are signed with: 32 bytes of the machine's chance, in base64. Absent where the seed was chosen (and in files
   * that are older than this field): then it follows from the seed, and whoever knows that can sign what he likes.
   */
  readonly tokenKey?: string
  readonly pace: Pace
  readonly clock: 'wall' | 'virtual'
  /** `1.36.2`, without the v. */
  readonly kubernetesVersion: string
  /** Names of control loops that are off. */
  readonly disabled: readonly string[]
  readonly loadBalancer: LoadBalancerSettings
  /** `10.96.0.0/12` */
  readonly serviceRange: string
  /** `10.244.0.0/16`, of which each node gets a /24. */
  readonly podRange: string
  readonly nodePortRange: { readonly first: number; readonly last: number }
}

export const defaultSettings: ClusterSettings = {
  name: 'default',
  seed: 'kubesim',
  pace: 'instant',
  clock: 'wall',
  kubernetesVersion: '1.36.2',
  disabled: [],
  loadBalancer: { mode: 'localhost' },
  serviceRange: '10.96.0.0/12',
  podRange: '10.244.0.0/16',
  nodePortRange: { first: 30000, last: 32767 },
}
