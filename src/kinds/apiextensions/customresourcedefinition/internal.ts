/**
 * Definitions as they are validated: what all versions say alike is said once for all of them
 * (`pkg/apis/apiextensions/v1/conversion.go`), so that errors are told there.
 */
import { GoStruct } from '../../../api/contract/go-values.js'
import { deepEqual } from '../../../model/values/json-values.js'
import type { CustomResourceDefinition, DefinitionVersion } from './types.js'

type Shared = Pick<DefinitionVersion, 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields'>

export interface InternalSpec extends Shared {
  readonly versions: readonly DefinitionVersion[]
}

const shareable = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const

export function internalSpec({ spec }: CustomResourceDefinition): InternalSpec {
  const versions = spec.versions ?? []
  const first = versions[0]
  if (first === undefined) return { versions }
  const alike = shareable.filter((field) => versions.every((version) => deepEqual(version[field], first[field])))
  const shared = Object.fromEntries(
    alike.flatMap((field) => (first[field] === undefined ? [] : [[field, first[field]]])),
  )
  return {
    ...shared,
    versions: versions.map((version) =>
      Object.fromEntries(Object.entries(version).filter(([field]) => !alike.includes(field as 'schema'))),
    ) as unknown as DefinitionVersion[],
  }
}

/** The versions as errors show them; schemas in their short form. */
export function goVersions(versions: readonly DefinitionVersion[]): readonly GoStruct[] {
  return versions.map(
    (version) =>
      new GoStruct({
        Name: version.name,
        Served: version.served,
        Storage: version.storage,
        Deprecated: version.deprecated ?? false,
        DeprecationWarning: version.deprecationWarning,
        Schema: version.schema && new GoStruct({ OpenAPIV3Schema: version.schema.openAPIV3Schema }),
        Subresources: version.subresources && goSubresources(version.subresources),
        AdditionalPrinterColumns: version.additionalPrinterColumns?.map(goColumn),
        SelectableFields: version.selectableFields?.map(({ jsonPath }) => new GoStruct({ JSONPath: jsonPath })),
      }),
  )
}

function goSubresources({ status, scale }: NonNullable<DefinitionVersion['subresources']>): GoStruct {
  const paths =
    scale &&
    new GoStruct({
      SpecReplicasPath: scale.specReplicasPath,
      StatusReplicasPath: scale.statusReplicasPath,
      LabelSelectorPath: scale.labelSelectorPath,
    })
  return new GoStruct({ Status: status, Scale: paths })
}

const goColumn = (column: NonNullable<DefinitionVersion['additionalPrinterColumns']>[number]) =>
  new GoStruct({
    Name: column.name,
    Type: column.type,
    Format: column.format ?? '',
    Description: column.description ?? '',
    Priority: column.priority ?? 0,
    JSONPath: column.jsonPath,
  })
