import { requestTypes } from '../../api/registry/request-types.js'
import type { SchemaSource } from '../../api/schema/structure.js'
import { loadSchemas } from '../../kinds/schemas.js'

/** Structures of what is answered beside objects, and of values that are a message of their own for what JSON has as one. */
const answerTypes: Readonly<Record<string, string>> = {
  'meta.v1.ListMeta': 'selfLink:s resourceVersion:s continue:s remainingItemCount:l',
  'meta.v1.Status': 'metadata:@meta.v1.ListMeta status:s message:s reason:s details:@meta.v1.StatusDetails code:i',
  'meta.v1.StatusDetails': 'name:s group:s kind:s causes:[@meta.v1.StatusCause retryAfterSeconds:i uid:s',
  'meta.v1.StatusCause': 'reason:s message:s field:s',
  'meta.v1.PartialObjectMetadata': 'metadata:@meta.v1.ObjectMeta',
  'meta.v1.WatchEvent': 'type:s object:y',
  'meta.v1.ServerAddressByClientCIDR': 'clientCIDR:s serverAddress:s',
  'meta.v1.APIVersions': 'versions:[s serverAddressByClientCIDRs:[@meta.v1.ServerAddressByClientCIDR',
  'meta.v1.APIGroupList': 'groups:[@meta.v1.APIGroup',
  'meta.v1.APIGroup':
    'name:s versions:[@meta.v1.GroupVersionForDiscovery preferredVersion:@meta.v1.GroupVersionForDiscovery ' +
    'serverAddressByClientCIDRs:[@meta.v1.ServerAddressByClientCIDR',
  'meta.v1.GroupVersionForDiscovery': 'groupVersion:s version:s',
  'meta.v1.APIResourceList': 'groupVersion:s resources:[@meta.v1.APIResource',
  'meta.v1.APIResource':
    'name:s namespaced:b kind:s verbs:|meta.v1.Verbs shortNames:[s singularName:s categories:[s group:s version:s ' +
    'storageVersionHash:s',
  'meta.v1.Verbs': 'items:[s',
  'meta.v1.GroupVersionKind': 'group:s version:s kind:s',
  'apiextensions.v1.JSONSchemaPropsOrArray':
    'Schema:@apiextensions.v1.JSONSchemaProps JSONSchemas:[@apiextensions.v1.JSONSchemaProps',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'Allows:b Schema:@apiextensions.v1.JSONSchemaProps',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'Schema:@apiextensions.v1.JSONSchemaProps Property:[s',
  ...aggregated('v2'),
  ...aggregated('v2beta1'),
}

/** Discovery of everything at once, of which both versions are alike. */
function aggregated(version: string): Record<string, string> {
  const named = (kind: string) => `apidiscovery.${version}.${kind}`
  return {
    [named('APIGroupDiscovery')]: `metadata:@meta.v1.ObjectMeta versions:[@${named('APIVersionDiscovery')}`,
    [named('APIVersionDiscovery')]: `version:s resources:[@${named('APIResourceDiscovery')} freshness:s`,
    [named('APIResourceDiscovery')]:
      'resource:s responseKind:@meta.v1.GroupVersionKind scope:s singularResource:s verbs:[s shortNames:[s ' +
      `categories:[s subresources:[@${named('APISubresourceDiscovery')}`,
    [named('APISubresourceDiscovery')]:
      'subresource:s responseKind:@meta.v1.GroupVersionKind acceptedTypes:[@meta.v1.GroupVersionKind verbs:[s',
  }
}

let known: SchemaSource | undefined

/** Of all that may come and go: objects, and what is sent about them. */
export async function messageTypes(): Promise<SchemaSource> {
  known ??= {
    definitions: { ...requestTypes.definitions, ...(await loadSchemas()).definitions, ...answerTypes },
  }
  return known
}
