/**
 * What the OpenAPI does not tell of the Go types behind it.
 *
 * `omitted`: optional fields that are no pointers, so that `""`, `0` and `false` are the same as absent and are never
 * written out. (Optional lists and maps are so without being named here.)
 */
const omitted: Readonly<Record<string, string>> = {
  'apiextensions.v1.CustomResourceColumnDefinition': 'description format priority',
  'apiextensions.v1.CustomResourceDefinitionCondition': 'message reason',
  'apiextensions.v1.CustomResourceDefinitionNames': 'listKind singular',
  'apiextensions.v1.CustomResourceDefinitionSpec': 'preserveUnknownFields',
  'apiextensions.v1.CustomResourceDefinitionVersion': 'deprecated',
  'apiextensions.v1.ExternalDocumentation': 'description url',
  'apiextensions.v1.JSONSchemaProps':
    '$schema description exclusiveMaximum exclusiveMinimum format id nullable pattern title type uniqueItems ' +
    'x-kubernetes-embedded-resource x-kubernetes-int-or-string',
  'apiextensions.v1.ValidationRule': 'fieldPath message messageExpression',
  'apps.v1.DeploymentSpec': 'minReadySeconds paused',
  'apps.v1.ReplicaSetSpec': 'minReadySeconds',
  'apps.v1.StatefulSetSpec': 'minReadySeconds podManagementPolicy serviceName',
  'apps.v1.DaemonSetSpec': 'minReadySeconds',
  'core.v1.ConfigMapKeySelector': 'name',
  'core.v1.ConfigMapProjection': 'name',
  'core.v1.ConfigMapVolumeSource': 'name',
  'core.v1.Container':
    'image imagePullPolicy stdin stdinOnce terminationMessagePath terminationMessagePolicy tty workingDir',
  'core.v1.ContainerPort': 'hostIP hostPort name protocol',
  'core.v1.EmptyDirVolumeSource': 'medium',
  'core.v1.EndpointAddress': 'hostname',
  'core.v1.EndpointPort': 'name protocol',
  'core.v1.EnvFromSource': 'prefix',
  'core.v1.EnvVar': 'value',
  'core.v1.HTTPGetAction': 'host path scheme',
  'core.v1.LocalObjectReference': 'name',
  'core.v1.NodeSpec': 'podCIDR providerID unschedulable',
  'core.v1.ObjectReference': 'apiVersion fieldPath kind name namespace resourceVersion uid',
  'core.v1.PersistentVolumeClaimSpec': 'volumeName',
  'core.v1.PersistentVolumeClaimVolumeSource': 'readOnly',
  'core.v1.PodSpec':
    'dnsPolicy hostIPC hostNetwork hostPID hostname nodeName priorityClassName restartPolicy schedulerName ' +
    'serviceAccount serviceAccountName subdomain',
  'core.v1.Probe': 'failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds',
  'core.v1.ReplicationControllerSpec': 'minReadySeconds',
  'core.v1.Secret': 'type',
  'core.v1.SecretKeySelector': 'name',
  'core.v1.SecretProjection': 'name',
  'core.v1.SecretVolumeSource': 'secretName',
  'core.v1.ServicePort': 'name nodePort protocol',
  'core.v1.ServiceSpec':
    'clusterIP externalName externalTrafficPolicy healthCheckNodePort loadBalancerIP publishNotReadyAddresses ' +
    'sessionAffinity type',
  'core.v1.Taint': 'value',
  'core.v1.Toleration': 'effect key operator value',
  'core.v1.VolumeMount': 'readOnly subPath subPathExpr',
  'authentication.v1.TokenReviewSpec': 'token',
  'authentication.v1.BoundObjectReference': 'apiVersion kind name uid',
  'authorization.v1.NonResourceAttributes': 'path verb',
  'authorization.v1.ResourceAttributes': 'group name namespace resource subresource verb version',
  'authorization.v1.SubjectAccessReviewSpec': 'uid user',
  'rbac.v1.Subject': 'apiGroup namespace',
  'meta.v1.ObjectMeta': 'generateName generation name namespace resourceVersion selfLink uid',
}

/** Fields that Go writes out though the OpenAPI calls them optional (`json:"name"`, without omitempty). */
const written: Readonly<Record<string, string>> = {
  'authentication.v1.TokenRequest': 'spec',
  'authentication.v1.TokenRequestSpec': 'audiences',
  'authentication.v1.TokenRequestStatus': 'expirationTimestamp token',
  'discovery.v1.EndpointSlice': 'endpoints',
  'policy.v1.PodDisruptionBudgetStatus': 'currentHealthy desiredHealthy disruptionsAllowed expectedPods',
  'rbac.v1.RoleRef': 'apiGroup',
}

export function writtenWhenZero(definition: string): ReadonlySet<string> {
  const fields = Object.hasOwn(written, definition) ? written[definition] : undefined
  return new Set(fields?.split(' '))
}

export function omittedWhenZero(definition: string): ReadonlySet<string> {
  const fields = Object.hasOwn(omitted, definition) ? omitted[definition] : undefined
  return new Set(fields?.split(' '))
}

/** Strings that have a type of their own, which decoders name (`of type v1.Protocol`). */
const named: Readonly<Record<string, string>> = {
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'ContainerPort.protocol': 'v1.Protocol',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'HTTPGetAction.scheme': 'v1.URIScheme',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  'ObjectMeta.uid': 'types.UID',
  'OwnerReference.uid': 'types.UID',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'PodStatus.phase': 'v1.PodPhase',
  'Secret.type': 'v1.SecretType',
  'ServicePort.protocol': 'v1.Protocol',
  'ServiceSpec.externalTrafficPolicy': 'v1.ServiceExternalTrafficPolicy',
  'ServiceSpec.sessionAffinity': 'v1.ServiceAffinity',
  'ServiceSpec.type': 'v1.ServiceType',
  'Taint.effect': 'v1.TaintEffect',
  'Toleration.effect': 'v1.TaintEffect',
  'Toleration.operator': 'v1.TolerationOperator',
}

/** `PodSpec`, `restartPolicy` → `v1.RestartPolicy`; undefined where a string is a string. */
export function namedType(struct: string, field: string): string | undefined {
  const key = `${struct}.${field}`
  return Object.hasOwn(named, key) ? named[key] : undefined
}
