import type { Line } from '../../../api/contract/description.js'
import { annotationLines, labelLines, lines } from '../../describe/index.js'
import type { Volume } from '../volumes/volume-defaults.js'

/** `describeVolumes`; inside a template `space` indents by two. */
export function volumeLines(volumes: readonly Volume[] | undefined, space: '' | '  '): Line[] {
  if (!volumes?.length) return lines(0, `${space}Volumes:\t<none>`)
  return [
    ...lines(0, `${space}Volumes:`),
    ...volumes.flatMap((volume) => [...lines(1, `${space === '' ? '' : ' '}${volume.name}:`), ...sourceLines(volume)]),
  ]
}

function sourceLines(volume: Volume): Line[] {
  if (volume.projected) return projectedLines(volume.projected)
  if (volume.downwardAPI) return downwardLines(volume.downwardAPI)
  if (volume.ephemeral) return ephemeralLines(volume.ephemeral)
  for (const { field, type, shows } of sources) {
    const source = volume[field]
    if (source == null) continue
    const values = source as unknown as Readonly<Record<string, unknown>>
    return [
      ...lines(2, `Type:\t${type}`),
      ...shows.flatMap(([label, name, absent]) => lines(2, `${label}\t${shown(values[name], absent)}`)),
    ]
  }
  return lines(1, '<unknown>')
}

/** As Go's `%v` prints a value; `absent` is the zero value's text. */
function shown(value: unknown, absent: string): string {
  if (value == null || value === '') return absent
  if (Array.isArray(value)) return `[${value.join(' ')}]`
  if (typeof value === 'object') return `&LocalObjectReference{Name:${(value as { name?: string }).name ?? ''},}`
  return String(value)
}

interface Source {
  readonly field: keyof Volume
  readonly type: string
  /** Label with its colon, field, and what stands for an absent value. */
  readonly shows: readonly (readonly [label: string, field: string, absent: string])[]
}

const readOnly = ['ReadOnly:', 'readOnly', 'false'] as const
const fsType = ['FSType:', 'fsType', ''] as const
const optional = ['Optional:', 'optional', 'false'] as const
const secretRef = ['SecretRef:', 'secretRef', 'nil'] as const

const sources: readonly Source[] = [
  {
    field: 'hostPath',
    type: 'HostPath (bare host directory volume)',
    shows: [
      ['Path:', 'path', ''],
      ['HostPathType:', 'type', ''],
    ],
  },
  {
    field: 'emptyDir',
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    shows: [
      ['Medium:', 'medium', ''],
      ['SizeLimit:', 'sizeLimit', '<unset>'],
    ],
  },
  {
    field: 'gcePersistentDisk',
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    shows: [['PDName:', 'pdName', ''], fsType, ['Partition:', 'partition', '0'], readOnly],
  },
  {
    field: 'awsElasticBlockStore',
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    shows: [['VolumeID:', 'volumeID', ''], fsType, ['Partition:', 'partition', '0'], readOnly],
  },
  {
    field: 'gitRepo',
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    shows: [
      ['Repository:', 'repository', ''],
      ['Revision:', 'revision', ''],
    ],
  },
  {
    field: 'secret',
    type: 'Secret (a volume populated by a Secret)',
    shows: [['SecretName:', 'secretName', ''], optional],
  },
  {
    field: 'configMap',
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    shows: [['Name:', 'name', ''], optional],
  },
  {
    field: 'nfs',
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    shows: [['Server:', 'server', ''], ['Path:', 'path', ''], readOnly],
  },
  {
    field: 'iscsi',
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    shows: [
      ['TargetPortal:', 'targetPortal', ''],
      ['IQN:', 'iqn', ''],
      ['Lun:', 'lun', '0'],
      ['ISCSIInterface', 'iscsiInterface', ''],
      fsType,
      readOnly,
      ['Portals:', 'portals', '[]'],
      ['DiscoveryCHAPAuth:', 'chapAuthDiscovery', 'false'],
      ['SessionCHAPAuth:', 'chapAuthSession', 'false'],
      secretRef,
      ['InitiatorName:', 'initiatorName', '<none>'],
    ],
  },
  {
    field: 'glusterfs',
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    shows: [['EndpointsName:', 'endpoints', ''], ['Path:', 'path', ''], readOnly],
  },
  {
    field: 'persistentVolumeClaim',
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    shows: [['ClaimName:', 'claimName', ''], readOnly],
  },
  {
    field: 'rbd',
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    shows: [
      ['CephMonitors:', 'monitors', '[]'],
      ['RBDImage:', 'image', ''],
      fsType,
      ['RBDPool:', 'pool', ''],
      ['RadosUser:', 'user', ''],
      ['Keyring:', 'keyring', ''],
      secretRef,
      readOnly,
    ],
  },
  {
    field: 'azureDisk',
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    shows: [
      ['DiskName:', 'diskName', ''],
      ['DiskURI:', 'diskURI', ''],
      ['Kind: ', 'kind', ''],
      fsType,
      ['CachingMode:', 'cachingMode', ''],
      readOnly,
    ],
  },
  {
    field: 'vsphereVolume',
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    shows: [['VolumePath:', 'volumePath', ''], fsType, ['StoragePolicyName:', 'storagePolicyName', '']],
  },
  {
    field: 'cinder',
    type: 'Cinder (a Persistent Disk resource in OpenStack)',
    shows: [['VolumeID:', 'volumeID', ''], fsType, readOnly, secretRef],
  },
  {
    field: 'cephfs',
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    shows: [
      ['Monitors:', 'monitors', '[]'],
      ['Path:', 'path', ''],
      ['User:', 'user', ''],
      ['SecretFile:', 'secretFile', ''],
      secretRef,
      readOnly,
    ],
  },
  {
    field: 'fc',
    type: 'FC (a Fibre Channel disk)',
    shows: [['TargetWWNs:', 'targetWWNs', ''], ['LUN:', 'lun', '<none>'], fsType, readOnly],
  },
  {
    field: 'azureFile',
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    shows: [['SecretName:', 'secretName', ''], ['ShareName:', 'shareName', ''], readOnly],
  },
  {
    field: 'flexVolume',
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    shows: [['Driver:', 'driver', ''], fsType, secretRef, readOnly, ['Options:', 'options', 'map[]']],
  },
  {
    field: 'csi',
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    shows: [['Driver:', 'driver', ''], fsType, readOnly, ['VolumeAttributes:', 'volumeAttributes', '<none>']],
  },
  {
    field: 'image',
    type: 'Image (a container image or OCI artifact)',
    shows: [
      ['Reference:', 'reference', ''],
      ['PullPolicy:', 'pullPolicy', ''],
    ],
  },
]

type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number]

function projectedLines(projected: NonNullable<Volume['projected']>): Line[] {
  return [
    ...lines(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)'),
    ...(projected.sources ?? []).flatMap(projectionLines),
  ]
}

function projectionLines({ secret, downwardAPI, configMap, serviceAccountToken }: Projection): Line[] {
  if (secret) return [...lines(2, `SecretName:\t${secret.name ?? ''}`), ...optionalLines(secret)]
  if (downwardAPI) return lines(2, 'DownwardAPI:\ttrue')
  if (configMap) return [...lines(2, `ConfigMapName:\t${configMap.name ?? ''}`), ...optionalLines(configMap)]
  if (serviceAccountToken) return lines(2, `TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}`)
  return []
}

function optionalLines({ optional = false }: { optional?: boolean }): Line[] {
  return lines(2, `Optional:\t${optional}`)
}

function downwardLines(downward: NonNullable<Volume['downwardAPI']>): Line[] {
  return [
    ...lines(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)'),
    ...lines(2, 'Items:'),
    ...(downward.items ?? []).flatMap((item) => [
      ...(item.fieldRef ? lines(3, `${item.fieldRef.fieldPath} -> ${item.path}`) : []),
      ...(item.resourceFieldRef ? lines(3, `${item.resourceFieldRef.resource} -> ${item.path}`) : []),
    ]),
  ]
}

/** The claim that the pod will get, as `describe pvc` shows one that does not exist yet. */
function ephemeralLines(ephemeral: NonNullable<Volume['ephemeral']>): Line[] {
  const type = 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)'
  const template = ephemeral.volumeClaimTemplate
  if (template == null) return lines(2, `Type:\t${type}`)
  const { storageClassName = '', volumeName = '', volumeMode } = template.spec
  return [
    ...lines(2, `Type:\t${type}`),
    ...lines(2, `StorageClass:\t${storageClassName}`),
    ...lines(2, `Volume:\t${volumeName}`),
    ...labelLines('    Labels', template.metadata?.labels),
    ...annotationLines('    Annotations', template.metadata?.annotations),
    ...lines(2, 'Capacity:\t'),
    ...lines(2, 'Access Modes:\t'),
    ...(volumeMode === undefined ? [] : lines(2, `VolumeMode:\t${volumeMode}`)),
  ]
}
