/**
 * The fields of a pod's spec as Kubernetes' internal types have them (`pkg/apis/core/types.go`): their Go names, in the order
 * of the structs. `Name` is a string, `Name=0` another scalar with its zero, `Name*` what may be null (a pointer, a list, a
 * map), `Name*Type` a pointer to a struct, `Name*[]Type` a list of them, `Name.Type` a struct, `+Type` the fields of another.
 * In the API a field is called the same but for capitals, or as the parentheses say.
 */
export const internalTypes: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource: 'VolumeID FSType Partition=0 ReadOnly=false',
  Affinity: 'NodeAffinity*NodeAffinity PodAffinity*PodAffinity PodAntiAffinity*PodAntiAffinity',
  AppArmorProfile: 'Type LocalhostProfile*',
  AzureDiskVolumeSource: 'DiskName DataDiskURI(diskURI) CachingMode* FSType* ReadOnly* Kind*',
  AzureFileVolumeSource: 'SecretName ShareName ReadOnly=false',
  CSIVolumeSource: 'Driver ReadOnly* FSType* VolumeAttributes* NodePublishSecretRef*LocalObjectReference',
  Capabilities: 'Add* Drop*',
  CephFSVolumeSource: 'Monitors* Path User SecretFile SecretRef*LocalObjectReference ReadOnly=false',
  CinderVolumeSource: 'VolumeID FSType ReadOnly=false SecretRef*LocalObjectReference',
  ClusterTrustBundleProjection: 'Name* SignerName* LabelSelector*LabelSelector Optional* Path',
  ConfigMapEnvSource: '+LocalObjectReference Optional*',
  ConfigMapKeySelector: '+LocalObjectReference Key Optional*',
  ConfigMapProjection: '+LocalObjectReference Items*[]KeyToPath Optional*',
  ConfigMapVolumeSource: '+LocalObjectReference Items*[]KeyToPath DefaultMode* Optional*',
  Container:
    'Name Image Command* Args* WorkingDir Ports*[]ContainerPort EnvFrom*[]EnvFromSource Env*[]EnvVar ' +
    'Resources.ResourceRequirements ResizePolicy*[]ContainerResizePolicy RestartPolicy* ' +
    'RestartPolicyRules*[]ContainerRestartRule VolumeMounts*[]VolumeMount VolumeDevices*[]VolumeDevice ' +
    'LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe Lifecycle*Lifecycle TerminationMessagePath ' +
    'TerminationMessagePolicy ImagePullPolicy SecurityContext*SecurityContext Stdin=false StdinOnce=false ' +
    'TTY=false',
  ContainerPort: 'Name HostPort=0 ContainerPort=0 Protocol HostIP',
  ContainerResizePolicy: 'ResourceName RestartPolicy',
  ContainerRestartRule: 'Action ExitCodes*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator Values*',
  DownwardAPIProjection: 'Items*[]DownwardAPIVolumeFile',
  DownwardAPIVolumeFile: 'Path FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector Mode*',
  DownwardAPIVolumeSource: 'Items*[]DownwardAPIVolumeFile DefaultMode*',
  EmptyDirVolumeSource: 'Medium SizeLimit*',
  EnvFromSource: 'Prefix ConfigMapRef*ConfigMapEnvSource SecretRef*SecretEnvSource',
  EnvVar: 'Name Value ValueFrom*EnvVarSource',
  EnvVarSource:
    'FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector ConfigMapKeyRef*ConfigMapKeySelector ' +
    'SecretKeyRef*SecretKeySelector FileKeyRef*FileKeySelector',
  EphemeralContainer: '+Container TargetContainerName',
  EphemeralVolumeSource: 'VolumeClaimTemplate*PersistentVolumeClaimTemplate',
  ExecAction: 'Command*',
  FCVolumeSource: 'TargetWWNs* Lun* FSType ReadOnly=false WWIDs*',
  FileKeySelector: 'VolumeName Path Key Optional*',
  FlexVolumeSource: 'Driver FSType SecretRef*LocalObjectReference ReadOnly=false Options*',
  FlockerVolumeSource: 'DatasetName DatasetUUID',
  GCEPersistentDiskVolumeSource: 'PDName FSType Partition=0 ReadOnly=false',
  GRPCAction: 'Port=0 Service*',
  GitRepoVolumeSource: 'Repository Revision Directory',
  GlusterfsVolumeSource: 'EndpointsName(endpoints) Path ReadOnly=false',
  HTTPGetAction: 'Path Port=0 Host Scheme HTTPHeaders*[]HTTPHeader',
  HTTPHeader: 'Name Value',
  HostAlias: 'IP Hostnames*',
  HostPathVolumeSource: 'Path Type*',
  ISCSIVolumeSource:
    'TargetPortal IQN Lun=0 ISCSIInterface FSType ReadOnly=false Portals* ' +
    'DiscoveryCHAPAuth(chapAuthDiscovery)=false SessionCHAPAuth(chapAuthSession)=false ' +
    'SecretRef*LocalObjectReference InitiatorName*',
  ImageVolumeSource: 'Reference PullPolicy',
  KeyToPath: 'Key Path Mode*',
  Lifecycle: 'PostStart*LifecycleHandler PreStop*LifecycleHandler StopSignal*',
  LifecycleHandler: 'Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction Sleep*SleepAction',
  LocalObjectReference: 'Name',
  NFSVolumeSource: 'Server Path ReadOnly=false',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution*NodeSelector ' +
    'PreferredDuringSchedulingIgnoredDuringExecution*[]PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms*[]NodeSelectorTerm',
  NodeSelectorRequirement: 'Key Operator Values*',
  NodeSelectorTerm: 'MatchExpressions*[]NodeSelectorRequirement MatchFields*[]NodeSelectorRequirement',
  ObjectFieldSelector: 'APIVersion FieldPath',
  PersistentVolumeClaimSpec:
    'AccessModes* Selector*LabelSelector Resources.VolumeResourceRequirements VolumeName StorageClassName* ' +
    'VolumeMode* DataSource*TypedLocalObjectReference DataSourceRef*TypedObjectReference ' +
    'VolumeAttributesClassName*',
  PersistentVolumeClaimTemplate: '+ObjectMeta Spec.PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName ReadOnly=false',
  PhotonPersistentDiskVolumeSource: 'PdID FSType',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution*[]PodAffinityTerm ' +
    'PreferredDuringSchedulingIgnoredDuringExecution*[]WeightedPodAffinityTerm',
  PodAffinityTerm:
    'LabelSelector*LabelSelector Namespaces* TopologyKey NamespaceSelector*LabelSelector MatchLabelKeys* ' +
    'MismatchLabelKeys*',
  PodAntiAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution*[]PodAffinityTerm ' +
    'PreferredDuringSchedulingIgnoredDuringExecution*[]WeightedPodAffinityTerm',
  PodCertificateProjection:
    'SignerName KeyType MaxExpirationSeconds* CredentialBundlePath KeyPath CertificateChainPath UserAnnotations*',
  PodDNSConfig: 'Nameservers* Searches* Options*[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name Value*',
  PodOS: 'Name',
  PodReadinessGate: 'ConditionType',
  PodResourceClaim: 'Name ResourceClaimName* ResourceClaimTemplateName*',
  PodSchedulingGate: 'Name',
  PodSchedulingGroup: 'PodGroupName*',
  PodSecurityContext:
    'HostNetwork=false HostPID=false HostIPC=false ShareProcessNamespace* HostUsers* ' +
    'SELinuxOptions*SELinuxOptions WindowsOptions*WindowsSecurityContextOptions RunAsUser* RunAsGroup* ' +
    'RunAsNonRoot* SupplementalGroups* SupplementalGroupsPolicy* FSGroup* FSGroupChangePolicy* Sysctls*[]Sysctl ' +
    'SeccompProfile*SeccompProfile AppArmorProfile*AppArmorProfile SELinuxChangePolicy*',
  PodSpec:
    'Volumes*[]Volume InitContainers*[]Container Containers*[]Container EphemeralContainers*[]EphemeralContainer ' +
    'RestartPolicy TerminationGracePeriodSeconds* ActiveDeadlineSeconds* DNSPolicy NodeSelector* ' +
    'ServiceAccountName AutomountServiceAccountToken* NodeName SecurityContext*PodSecurityContext ' +
    'ImagePullSecrets*[]LocalObjectReference Hostname Subdomain SetHostnameAsFQDN* Affinity*Affinity ' +
    'SchedulerName Tolerations*[]Toleration HostAliases*[]HostAlias PriorityClassName Priority* PreemptionPolicy* ' +
    'DNSConfig*PodDNSConfig ReadinessGates*[]PodReadinessGate RuntimeClassName* Overhead* EnableServiceLinks* ' +
    'TopologySpreadConstraints*[]TopologySpreadConstraint OS*PodOS SchedulingGates*[]PodSchedulingGate ' +
    'ResourceClaims*[]PodResourceClaim Resources*ResourceRequirements HostnameOverride* ' +
    'SchedulingGroup*PodSchedulingGroup',
  PortworxVolumeSource: 'VolumeID FSType ReadOnly=false',
  PreferredSchedulingTerm: 'Weight=0 Preference.NodeSelectorTerm',
  Probe:
    '+ProbeHandler InitialDelaySeconds=0 TimeoutSeconds=0 PeriodSeconds=0 SuccessThreshold=0 FailureThreshold=0 ' +
    'TerminationGracePeriodSeconds*',
  ProbeHandler: 'Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction GRPC*GRPCAction',
  ProjectedVolumeSource: 'Sources*[]VolumeProjection DefaultMode*',
  QuobyteVolumeSource: 'Registry Volume ReadOnly=false User Group Tenant',
  RBDVolumeSource:
    'CephMonitors(monitors)* RBDImage(image) FSType RBDPool(pool) RadosUser(user) Keyring ' +
    'SecretRef*LocalObjectReference ReadOnly=false',
  ResourceClaim: 'Name Request',
  ResourceFieldSelector: 'ContainerName Resource Divisor="0"',
  ResourceRequirements: 'Limits* Requests* Claims*[]ResourceClaim',
  SELinuxOptions: 'User Role Type Level',
  ScaleIOVolumeSource:
    'Gateway System SecretRef*LocalObjectReference SSLEnabled=false ProtectionDomain StoragePool StorageMode ' +
    'VolumeName FSType ReadOnly=false',
  SeccompProfile: 'Type LocalhostProfile*',
  SecretEnvSource: '+LocalObjectReference Optional*',
  SecretKeySelector: '+LocalObjectReference Key Optional*',
  SecretProjection: '+LocalObjectReference Items*[]KeyToPath Optional*',
  SecretVolumeSource: 'SecretName Items*[]KeyToPath DefaultMode* Optional*',
  SecurityContext:
    'Capabilities*Capabilities Privileged* SELinuxOptions*SELinuxOptions ' +
    'WindowsOptions*WindowsSecurityContextOptions RunAsUser* RunAsGroup* RunAsNonRoot* ReadOnlyRootFilesystem* ' +
    'AllowPrivilegeEscalation* ProcMount* SeccompProfile*SeccompProfile AppArmorProfile*AppArmorProfile',
  ServiceAccountTokenProjection: 'Audience ExpirationSeconds=0 Path',
  SleepAction: 'Seconds=0',
  StorageOSVolumeSource: 'VolumeName VolumeNamespace FSType ReadOnly=false SecretRef*LocalObjectReference',
  Sysctl: 'Name Value',
  TCPSocketAction: 'Port=0 Host',
  Toleration: 'Key Operator Value Effect TolerationSeconds*',
  TopologySpreadConstraint:
    'MaxSkew=0 TopologyKey WhenUnsatisfiable LabelSelector*LabelSelector MinDomains* NodeAffinityPolicy* ' +
    'NodeTaintsPolicy* MatchLabelKeys*',
  TypedLocalObjectReference: 'APIGroup* Kind Name',
  TypedObjectReference: 'APIGroup* Kind Name Namespace*',
  Volume: 'Name +VolumeSource',
  VolumeDevice: 'Name DevicePath',
  VolumeMount: 'Name ReadOnly=false RecursiveReadOnly* MountPath SubPath MountPropagation* SubPathExpr',
  VolumeProjection:
    'Secret*SecretProjection DownwardAPI*DownwardAPIProjection ConfigMap*ConfigMapProjection ' +
    'ServiceAccountToken*ServiceAccountTokenProjection ClusterTrustBundle*ClusterTrustBundleProjection ' +
    'PodCertificate*PodCertificateProjection',
  VolumeResourceRequirements: 'Limits* Requests*',
  VolumeSource:
    'HostPath*HostPathVolumeSource EmptyDir*EmptyDirVolumeSource GCEPersistentDisk*GCEPersistentDiskVolumeSource ' +
    'AWSElasticBlockStore*AWSElasticBlockStoreVolumeSource GitRepo*GitRepoVolumeSource Secret*SecretVolumeSource ' +
    'NFS*NFSVolumeSource ISCSI*ISCSIVolumeSource Glusterfs*GlusterfsVolumeSource ' +
    'PersistentVolumeClaim*PersistentVolumeClaimVolumeSource RBD*RBDVolumeSource Quobyte*QuobyteVolumeSource ' +
    'FlexVolume*FlexVolumeSource Cinder*CinderVolumeSource CephFS*CephFSVolumeSource Flocker*FlockerVolumeSource ' +
    'DownwardAPI*DownwardAPIVolumeSource FC*FCVolumeSource AzureFile*AzureFileVolumeSource ' +
    'ConfigMap*ConfigMapVolumeSource VsphereVolume*VsphereVirtualDiskVolumeSource AzureDisk*AzureDiskVolumeSource ' +
    'PhotonPersistentDisk*PhotonPersistentDiskVolumeSource Projected*ProjectedVolumeSource ' +
    'PortworxVolume*PortworxVolumeSource ScaleIO*ScaleIOVolumeSource StorageOS*StorageOSVolumeSource ' +
    'CSI*CSIVolumeSource Ephemeral*EphemeralVolumeSource Image*ImageVolumeSource',
  VsphereVirtualDiskVolumeSource: 'VolumePath FSType StoragePolicyName StoragePolicyID',
  WeightedPodAffinityTerm: 'Weight=0 PodAffinityTerm.PodAffinityTerm',
  WindowsSecurityContextOptions: 'GMSACredentialSpecName* GMSACredentialSpec* RunAsUserName* HostProcess*',
}
