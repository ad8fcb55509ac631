/** CustomResourceDefinition: kinds that users bring (`pkg/registry/customresourcedefinition` of apiextensions-apiserver). */
import type { Kind } from '../../../api/contract/kind.js'
import { timestamp } from '../../../model/objects/time.js'
import { nameColumn } from '../../columns.js'
import { customKinds } from '../customresource/index.js'
import { withCondition } from './conditions.js'
import { setDefinitionDefaults } from './defaults.js'
import type { CustomResourceDefinition, DefinitionStatus } from './types.js'
import { validateDefinition } from './validation.js'

/** Keeps a definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

export const customResourceDefinition: Kind<CustomResourceDefinition> = {
  names: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    singular: 'customresourcedefinition',
    short: ['crd', 'crds'],
    categories: ['api-extensions'],
  },
  scope: 'Cluster',
  storedAs: 'v1beta1',
  definition: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  example: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com',
      names: { plural: 'crontabs', kind: 'CronTab' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
        },
      ],
    },
    status: { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: ['v1'] },
  },
  subresources: ['status'],
  setDefaults: setDefinitionDefaults,
  prepare(draft, previous) {
    const status: DefinitionStatus =
      previous === undefined
        ? { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: [] }
        : previous.status
    draft.status = withStored(status, draft)
  },
  validate: validateDefinition,
  openFinalizers: true,
  needsRevision: true,
  hasGeneration: true,
  deletedAsItIs: true,
  defines: customKinds,
  holdsDeletion: ({ metadata }) =>
    metadata.deletionTimestamp === undefined || metadata.finalizers?.includes(cleanupFinalizer) === true,
  markDeleting(draft) {
    const { deletionTimestamp, finalizers = [] } = draft.metadata
    delete draft.metadata.deletionGracePeriodSeconds
    if (finalizers.includes(cleanupFinalizer)) return
    draft.metadata.finalizers = [...finalizers, cleanupFinalizer]
    const condition = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    } as const
    draft.status = withCondition(draft.status, condition, deletionTimestamp ?? timestamp(0))
  },
  columns: [
    nameColumn,
    {
      name: 'Created At',
      type: 'date',
      description:
        'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
      value: ({ metadata }) => metadata.creationTimestamp ?? null,
    },
  ],
  describe: async (object, view) => (await import('../../describe/generic.js')).describeGeneric(object, view),
  capabilities: {},
}

/** The storage version belongs to those that objects may have been stored in. */
function withStored(status: DefinitionStatus, { spec }: CustomResourceDefinition): DefinitionStatus {
  const stored = spec.versions?.find(({ storage }) => storage)?.name
  if (stored === undefined || status.storedVersions?.includes(stored)) return status
  return { ...status, storedVersions: [...(status.storedVersions ?? []), stored] }
}
