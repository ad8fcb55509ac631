import type { JsonSchema } from '../../../model/json/json-schema.js'
import type { KubeObject, ObjectMeta } from '../../../model/objects/object.js'

export interface DefinitionNames {
  readonly plural: string
  readonly singular?: string
  readonly kind: string
  readonly listKind?: string
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
}

export interface PrinterColumn {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly description?: string
  readonly priority?: number
  readonly jsonPath: string
}

export interface ScalePaths {
  readonly specReplicasPath: string
  readonly statusReplicasPath: string
  readonly labelSelectorPath?: string
}

export interface Subresources {
  readonly status?: object
  readonly scale?: ScalePaths
}

export interface DefinitionVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated?: boolean
  readonly deprecationWarning?: string
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema }
  readonly subresources?: Subresources
  readonly additionalPrinterColumns?: readonly PrinterColumn[]
  readonly selectableFields?: readonly { readonly jsonPath: string }[]
}

export interface DefinitionCondition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly lastTransitionTime?: string
  readonly reason?: string
  readonly message?: string
}

export interface DefinitionStatus {
  conditions: DefinitionCondition[] | null
  acceptedNames: DefinitionNames
  storedVersions: string[]
}

/** `apiextensions.k8s.io/v1` CustomResourceDefinition. */
export interface CustomResourceDefinition extends KubeObject {
  metadata: ObjectMeta
  spec: {
    group: string
    names: DefinitionNames
    scope: 'Namespaced' | 'Cluster'
    versions: DefinitionVersion[]
    conversion?: { strategy: string; webhook?: { clientConfig?: object; conversionReviewVersions?: string[] } }
    preserveUnknownFields?: boolean
  }
  status: DefinitionStatus
}

export function isConditionTrue({ status }: CustomResourceDefinition, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
}
