import type { SchemaSource } from '../../../src/api/schema/contract.js'

/** Types made up for these tests: keyed lists, sets, atomic lists and maps, and maps that are shared. */
export const schemas: SchemaSource & { readonly listTypes: Readonly<Record<string, string>> } = {
  definitions: {
    'example.v1.Box':
      'apiVersion:s kind:s metadata+:@meta.v1.ObjectMeta spec+:@example.v1.BoxSpec status+:@example.v1.BoxStatus',
    'meta.v1.ObjectMeta':
      'annotations:{s creationTimestamp:t finalizers:[s generateName:s generation:l labels:{s managedFields:[o name:s namespace:s resourceVersion:s uid:s',
    'example.v1.BoxSpec':
      'colour:s replicas?:i size?:i items:[@example.v1.Item tags:[s steps:[s selector:{s notes:{s anything:o',
    'example.v1.Item': 'name!+:s count:i note:s',
    'example.v1.BoxStatus': 'phase:s',
  },
  listTypes: {
    'example.v1.BoxSpec': 'items:name tags selector=atomic',
    'meta.v1.ObjectMeta': 'finalizers',
  },
}
