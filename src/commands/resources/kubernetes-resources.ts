/**
 * The resources of the API groups that Kubernetes 1.36 itself serves, those that are off by default included, as its API
 * server tells in discovery (`pkg/registry/…/storage`). A singular is the kind in small letters.
 */
export interface KubernetesResource {
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly string[]
  readonly namespaced: boolean
  readonly kind: string
  readonly plural: string
  readonly shortNames: readonly string[]
}

/** Group (a dash: the core group), versions, scope, kind, plural, short names. A text, since most starts do without it. */
const table = `
- v1 namespaced Binding bindings
- v1 cluster ComponentStatus componentstatuses cs
- v1 namespaced ConfigMap configmaps cm
- v1 namespaced Endpoints endpoints ep
- v1 namespaced Event events ev
- v1 namespaced LimitRange limitranges limits
- v1 cluster Namespace namespaces ns
- v1 cluster Node nodes no
- v1 cluster PersistentVolume persistentvolumes pv
- v1 namespaced PersistentVolumeClaim persistentvolumeclaims pvc
- v1 namespaced Pod pods po
- v1 namespaced PodTemplate podtemplates
- v1 namespaced ReplicationController replicationcontrollers rc
- v1 namespaced ResourceQuota resourcequotas quota
- v1 namespaced Secret secrets
- v1 namespaced Service services svc
- v1 namespaced ServiceAccount serviceaccounts sa
admissionregistration.k8s.io v1,v1beta1,v1alpha1 cluster MutatingAdmissionPolicy mutatingadmissionpolicies
admissionregistration.k8s.io v1,v1beta1,v1alpha1 cluster MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings
admissionregistration.k8s.io v1 cluster MutatingWebhookConfiguration mutatingwebhookconfigurations
admissionregistration.k8s.io v1 cluster ValidatingAdmissionPolicy validatingadmissionpolicies
admissionregistration.k8s.io v1 cluster ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings
admissionregistration.k8s.io v1 cluster ValidatingWebhookConfiguration validatingwebhookconfigurations
apiextensions.k8s.io v1 cluster CustomResourceDefinition customresourcedefinitions crd,crds
apiregistration.k8s.io v1 cluster APIService apiservices
apps v1 namespaced ControllerRevision controllerrevisions
apps v1 namespaced DaemonSet daemonsets ds
apps v1 namespaced Deployment deployments deploy
apps v1 namespaced ReplicaSet replicasets rs
apps v1 namespaced StatefulSet statefulsets sts
authentication.k8s.io v1 cluster SelfSubjectReview selfsubjectreviews
authentication.k8s.io v1 cluster TokenReview tokenreviews
authorization.k8s.io v1 namespaced LocalSubjectAccessReview localsubjectaccessreviews
authorization.k8s.io v1 cluster SelfSubjectAccessReview selfsubjectaccessreviews
authorization.k8s.io v1 cluster SelfSubjectRulesReview selfsubjectrulesreviews
authorization.k8s.io v1 cluster SubjectAccessReview subjectaccessreviews
autoscaling v2,v1 namespaced HorizontalPodAutoscaler horizontalpodautoscalers hpa
batch v1 namespaced CronJob cronjobs cj
batch v1 namespaced Job jobs
certificates.k8s.io v1 cluster CertificateSigningRequest certificatesigningrequests csr
certificates.k8s.io v1beta1,v1alpha1 cluster ClusterTrustBundle clustertrustbundles
certificates.k8s.io v1beta1 namespaced PodCertificateRequest podcertificaterequests
coordination.k8s.io v1 namespaced Lease leases
coordination.k8s.io v1beta1,v1alpha2 namespaced LeaseCandidate leasecandidates
discovery.k8s.io v1 namespaced EndpointSlice endpointslices
events.k8s.io v1 namespaced Event events ev
flowcontrol.apiserver.k8s.io v1 cluster FlowSchema flowschemas
flowcontrol.apiserver.k8s.io v1 cluster PriorityLevelConfiguration prioritylevelconfigurations
internal.apiserver.k8s.io v1alpha1 cluster StorageVersion storageversions
networking.k8s.io v1,v1beta1 cluster IPAddress ipaddresses ip
networking.k8s.io v1 namespaced Ingress ingresses ing
networking.k8s.io v1 cluster IngressClass ingressclasses
networking.k8s.io v1 namespaced NetworkPolicy networkpolicies netpol
networking.k8s.io v1,v1beta1 cluster ServiceCIDR servicecidrs
node.k8s.io v1 cluster RuntimeClass runtimeclasses
policy v1 namespaced PodDisruptionBudget poddisruptionbudgets pdb
rbac.authorization.k8s.io v1 cluster ClusterRole clusterroles
rbac.authorization.k8s.io v1 cluster ClusterRoleBinding clusterrolebindings
rbac.authorization.k8s.io v1 namespaced Role roles
rbac.authorization.k8s.io v1 namespaced RoleBinding rolebindings
resource.k8s.io v1,v1beta2,v1beta1 cluster DeviceClass deviceclasses
resource.k8s.io v1beta2,v1alpha3 cluster DeviceTaintRule devicetaintrules
resource.k8s.io v1,v1beta2,v1beta1 namespaced ResourceClaim resourceclaims
resource.k8s.io v1,v1beta2,v1beta1 namespaced ResourceClaimTemplate resourceclaimtemplates
resource.k8s.io v1alpha3 cluster ResourcePoolStatusRequest resourcepoolstatusrequests
resource.k8s.io v1,v1beta2,v1beta1 cluster ResourceSlice resourceslices
scheduling.k8s.io v1alpha2 namespaced PodGroup podgroups
scheduling.k8s.io v1 cluster PriorityClass priorityclasses pc
scheduling.k8s.io v1alpha2 namespaced Workload workloads
storage.k8s.io v1 cluster CSIDriver csidrivers
storage.k8s.io v1 cluster CSINode csinodes
storage.k8s.io v1 namespaced CSIStorageCapacity csistoragecapacities
storage.k8s.io v1 cluster StorageClass storageclasses sc
storage.k8s.io v1 cluster VolumeAttachment volumeattachments
storage.k8s.io v1,v1beta1 cluster VolumeAttributesClass volumeattributesclasses vac
storagemigration.k8s.io v1beta1 cluster StorageVersionMigration storageversionmigrations
`

export function kubernetesResources(): readonly KubernetesResource[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [group = '', versions = '', scope, kind = '', plural = '', shortNames] = line.split(' ')
      return {
        group: group === '-' ? '' : group,
        versions: versions.split(','),
        namespaced: scope === 'namespaced',
        kind,
        plural,
        shortNames: shortNames?.split(',') ?? [],
      }
    })
}
