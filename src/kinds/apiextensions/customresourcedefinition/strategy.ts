import type { Strategy } from '../../../api/contract/strategy.js'
import type { ObjectMeta } from '../../../model/objects/object.js'
import { timestamp } from '../../../model/objects/time.js'
import { withCondition } from './conditions.js'
import { setDefinitionDefaults } from './defaults.js'
import type { CustomResourceDefinition, DefinitionStatus } from './types.js'
import { validateDefinition } from './validation.js'

/** How definitions are made, changed and deleted (`pkg/registry/customresourcedefinition/strategy.go` of apiextensions-apiserver). */
export const customResourceDefinitionStrategy: Strategy<CustomResourceDefinition> = {
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
  setDefaults: setDefinitionDefaults,
  prepare(draft, previous) {
    const status: DefinitionStatus =
      previous === undefined
        ? { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: [] }
        : previous.status
    draft.status = withStored(status, draft)
  },
  withStatus: ({ metadata, status }, previous) => ({
    ...previous,
    metadata: withOpenFields(previous.metadata, metadata),
    status: status ?? {},
  }),
  validate: validateDefinition,
  openFinalizers: true,
  needsRevision: true,
  hasGeneration: true,
  deletedAsItIs: true,
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
}

/** Upstream's status strategy means to take nothing of the metadata, but compares the new one with itself: all of it passes. */
function withOpenFields(previous: ObjectMeta, sent: ObjectMeta): ObjectMeta {
  const { annotations, finalizers, labels, ownerReferences } = sent
  const fields = Object.entries({ ...previous, annotations, finalizers, labels, ownerReferences })
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as ObjectMeta
}

/** Keeps a definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

/** The storage version belongs to those that objects may have been stored in. */
function withStored(status: DefinitionStatus, { spec }: CustomResourceDefinition): DefinitionStatus {
  const stored = spec.versions?.find(({ storage }) => storage)?.name
  if (stored === undefined || status.storedVersions?.includes(stored)) return status
  return { ...status, storedVersions: [...(status.storedVersions ?? []), stored] }
}
