import type { FieldError } from '../../../api/contract/errors.js'
import { duplicate, invalidValue, required, tooMany } from '../../../api/contract/field-errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { fieldSchema, type JsonSchema } from '../../../model/json/json-schema.js'
import type { DefinitionVersion, PrinterColumn, Subresources } from './types.js'

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']
const mostSelectableFields = 8

export function deprecationErrors({ deprecated, deprecationWarning }: DefinitionVersion, path: string): FieldError[] {
  if (deprecationWarning === undefined) return []
  const wrong = (detail: string) => invalidValue(`${path}.deprecationWarning`, deprecationWarning, detail)
  if (deprecated !== true) return [wrong('can only be set for deprecated versions')]
  const strange = [...deprecationWarning].findIndex((letter) => !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(letter))
  const printable = 'must only contain printable UTF-8 characters; non-printable character found at index'
  return [
    ...(new TextEncoder().encode(deprecationWarning).length > 256 ? [wrong('must be <= 256 characters long')] : []),
    ...(deprecationWarning === '' ? [wrong('must not be an empty string')] : []),
    ...(strange < 0 ? [] : [wrong(`${printable} ${strange}`)]),
  ]
}

/** `ValidateCustomResourceColumnDefinition` */
export function columnErrors(columns: readonly PrinterColumn[] = [], list: string): FieldError[] {
  return columns.flatMap(({ name, type, format = '', jsonPath }, index) => {
    const path = `${list}[${index}]`
    const types = `must be one of ${columnTypes.join(',')}`
    return [
      ...(name === '' ? [required(`${path}.name`)] : []),
      ...(type === '' ? [required(`${path}.type`, types)] : []),
      ...(type !== '' && !columnTypes.includes(type) ? [invalidValue(`${path}.type`, type, types)] : []),
      ...(format !== '' && !columnFormats.includes(format)
        ? [invalidValue(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`)]
        : []),
      ...(jsonPath === '' ? [required(`${path}.JSONPath`)] : pathErrors(jsonPath, `${path}.JSONPath`)),
    ]
  })
}

function pathErrors(text: string, path: string): FieldError[] {
  return text.startsWith('.') ? [] : [invalidValue(path, text, 'must be a simple json path starting with .')]
}

/** `ValidateCustomResourceDefinitionSubresources` */
export function subresourceErrors(subresources: Subresources | undefined, path: string): FieldError[] {
  const scale = subresources?.scale
  if (scale === undefined) return []
  const under = (field: keyof typeof scale, roots: readonly string[], needed: boolean, where: string): FieldError[] => {
    const text = scale[field] ?? ''
    const at = `${path}.scale.${field}`
    if (text === '') return needed ? [required(at)] : []
    const errors = pathErrors(text, at)
    if (errors.length > 0 || roots.some((root) => text.startsWith(root))) return errors
    return [invalidValue(at, text, `should be a json path under ${where}`)]
  }
  return [
    ...under('specReplicasPath', ['.spec.'], true, '.spec'),
    ...under('statusReplicasPath', ['.status.'], true, '.status'),
    ...under('labelSelectorPath', ['.spec.', '.status.'], false, 'either .spec or .status'),
  ]
}

/** `ValidateCustomResourceSelectableFields` */
export function selectableFieldErrors(
  fields: DefinitionVersion['selectableFields'],
  schema: JsonSchema | undefined,
  path: string,
): FieldError[] {
  if (fields === undefined) return []
  const seen = new Set<string>()
  const errors = fields.flatMap(({ jsonPath }, index) => {
    const at = `${path}[${index}].jsonPath`
    if (jsonPath === '') return [required(at)]
    const wrong = (detail: string) => invalidValue(at, jsonPath, detail)
    const found = schemaAt(schema, jsonPath)
    if (typeof found === 'string') return [wrong(`is an invalid path: ${found}`)]
    const repeated = seen.has(jsonPath)
    seen.add(jsonPath)
    return [
      ...(jsonPath.startsWith('.metadata') ? [wrong('must not point to fields in metadata')] : []),
      ...(['string', 'boolean', 'integer'].includes(found.type ?? '')
        ? []
        : [
            wrong(
              'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
            ),
          ]),
      ...(repeated ? [duplicate(at, jsonPath)] : []),
    ]
  })
  return seen.size > mostSelectableFields ? [...errors, tooMany(path, seen.size, mostSelectableFields)] : errors
}

/** Why a text is no path of fields, in the words of `fieldpath`. */
const tokenProblem = (jsonPath: string) =>
  /^[.[]/.test(jsonPath) ? `unexpected token in ${goQuote(jsonPath)}` : `expected [ or . but got: ${jsonPath}`

/** The schema at a path of fields, or what is wrong with the path. */
function schemaAt(schema: JsonSchema | undefined, jsonPath: string): JsonSchema | string {
  if (!/^(\.[A-Za-z_][\w-]*)+$/.test(jsonPath)) return tokenProblem(jsonPath)
  let at = schema
  for (const field of jsonPath.slice(1).split('.')) {
    at = fieldSchema(at, field)
    if (at === undefined) return `does not refer to a valid field`
  }
  return at ?? {}
}
