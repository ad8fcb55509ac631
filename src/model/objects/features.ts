import { releaseNumber } from './release.js'

/** Feature gates (`pkg/features/kube_features.go`) that were switched on after the oldest release that a cluster can be of. */
const since = {
  AuthorizePodWebsocketUpgradeCreatePermission: '1.35',
  ContainerRestartRules: '1.35',
  DeploymentReplicaSetTerminatingReplicas: '1.35',
  DynamicResourceAllocation: '1.34',
  EnvFiles: '1.35',
  HostnameOverride: '1.35',
  ImageVolume: '1.35',
  InPlacePodLevelResourcesVerticalScaling: '1.36',
  KubeletEnsureSecretPulledImages: '1.35',
  MatchLabelKeysInPodTopologySpreadSelectorMerge: '1.34',
  NodeDeclaredFeatures: '1.36',
  PodLevelResources: '1.34',
  PodObservedGenerationTracking: '1.34',
  PodTopologyLabelsAdmission: '1.35',
  PreferSameTrafficDistribution: '1.34',
  RelaxedServiceNameValidation: '1.36',
  ServiceExternalIPsWarning: '1.36',
  // What has changed without a gate: events of containers do not repeat their names (#134043), a pod that backs off is looked
  // at when that ends (#133066), and its sandbox is told to be ready before images are pulled (#134660).
  EventsWithoutContainerNames: '1.35',
  RequeuesAtEndOfBackOff: '1.34',
  SandboxReadyBeforePulls: '1.36',
} as const

export type Feature = keyof typeof since

/** Tells whether a feature is on in a cluster. */
export type Features = (feature: Feature) => boolean

/** As the newest release has them. */
export const newestFeatures: Features = () => true

export function featuresOf(kubernetesVersion: string): Features {
  const release = releaseNumber(kubernetesVersion)
  return (feature) => release >= releaseNumber(since[feature])
}
