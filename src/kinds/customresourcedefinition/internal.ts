/**
 * Definitions as they are validated: what all versions say alike is said once for all of them
 * (`pkg/apis/apiextensions/v1/conversion.go`), so that errors are told there.
 */
import { GoSyntax } from '../../api/go-syntax.js'
import { deepEqual } from '../../model/paths.js'
import { goQuote } from '../../model/quote.js'
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

/** The versions as Go prints them; what they point at stays an address. */
export function goVersions(versions: readonly DefinitionVersion[]): GoSyntax {
  const text = versions.map(goVersion).join(', ')
  return new GoSyntax(`[]apiextensions.CustomResourceDefinitionVersion{${text}}`, versions)
}

function goVersion(version: DefinitionVersion): string {
  const pointer = (type: string, value: unknown) => `(*${type})(${value === undefined ? 'nil' : '0xc000000000'})`
  const list = (type: string, items: readonly unknown[] | undefined) =>
    `[]apiextensions.${type}${items === undefined ? '(nil)' : '{…}'}`
  const fields = [
    `Name:${goQuote(version.name)}`,
    `Served:${version.served}`,
    `Storage:${version.storage}`,
    `Deprecated:${version.deprecated ?? false}`,
    `DeprecationWarning:${pointer('string', version.deprecationWarning)}`,
    `Schema:${pointer('apiextensions.CustomResourceValidation', version.schema)}`,
    `Subresources:${pointer('apiextensions.CustomResourceSubresources', version.subresources)}`,
    `AdditionalPrinterColumns:${list('CustomResourceColumnDefinition', version.additionalPrinterColumns)}`,
    `SelectableFields:${list('SelectableField', version.selectableFields)}`,
  ]
  return `apiextensions.CustomResourceDefinitionVersion{${fields.join(', ')}}`
}
