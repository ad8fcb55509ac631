import { isPlainObject } from '../../model/values/json-values.js'
import { compareKeys } from '../../model/values/order.js'
import { goPrint } from '../patches/directives.js'
import { type FieldSet, FieldSetBuilder } from './field-set.js'
import { elementText, fieldElement } from './path-element.js'
import { itemsByElement, listOf, namesOf, objectOf, resolved, type Shape } from './shapes.js'

/** What is wrong with a configuration, each `path: message` as structured-merge-diff tells it. */
export class ShapeError extends Error {
  constructor(errors: readonly string[]) {
    super(errors.length === 1 ? errors[0] : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n'))
  }
}

/** Checks a configuration against its shape (`typed/validate.go`); throws a ShapeError. */
export function checkShape(shape: Shape, value: unknown): void {
  const errors = [...faults(shape, value, '')]
  if (errors.length > 0) throw new ShapeError(errors)
}

function* faults(shape: Shape, value: unknown, path: string): Iterable<string> {
  const at = (message: string) => (path === '' ? message : `${path}: ${message}`)
  if (value === null || value === undefined) return
  const type = resolved(shape, value)
  if (type.type === 'scalar') {
    const wrong = scalarFault(type.of, value)
    if (wrong !== undefined) yield at(wrong)
    return
  }
  if (type.type === 'object') {
    if (!isPlainObject(value)) {
      yield at(`expected map, got &{${goPrint(value)}}`)
      return
    }
    for (const name of namesOf(value, undefined).sort(compareKeys)) {
      const field = type.field(name)
      if (field !== undefined) yield* faults(field, value[name], `${path}.${name}`)
      else yield `${path}.${name}: field not declared in schema`
    }
    return
  }
  if (!Array.isArray(value)) {
    yield at(`expected list, got &{${goPrint(value)}}`)
    return
  }
  const seen = new Set<string>()
  for (const [index, item] of value.entries()) {
    const element = type.atomic ? `i:${index}` : elementOf(() => type.identify(item))
    if (element instanceof Error) {
      yield at(`element ${index}: ${element.message}`)
      return
    }
    if (seen.has(element)) yield at(`duplicate entries for key ${elementText(element)}`)
    seen.add(element)
    yield* faults(type.element, item, `${path}${elementText(element)}`)
  }
}

function elementOf(identify: () => string): string | Error {
  try {
    return identify()
  } catch (error) {
    return error as Error
  }
}

function scalarFault(of: string, value: unknown): string | undefined {
  const type = typeof value
  if (of === 'numeric' && type !== 'number' && type !== 'bigint')
    return `expected numeric (int or float), got ${goTypeOf(value)}`
  if (of === 'string' && type !== 'string') {
    return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`
  }
  if (of === 'boolean' && type !== 'boolean') return `expected boolean, got &{${goPrint(value)}}`
  if (of === 'untyped' && type === 'object') return `expected any scalar, got &{${goPrint(value)}}`
  return undefined
}

function goTypeOf(value: unknown): string {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** `%#v` of a decoded JSON value. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isPlainObject(value)) return String(value)
  const fields = Object.keys(value)
    .sort(compareKeys)
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`)
  return `map[string]interface {}{${fields.join(', ')}}`
}

/** The fields that a configuration names (`typed/tofieldset.go`): leaves, entries of maps, elements of lists. */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
  const builder = new FieldSetBuilder()
  gather(shape, value, [], builder)
  return builder.set
}

function gather(shape: Shape, value: unknown, path: string[], builder: FieldSetBuilder): void {
  const type = resolved(shape, value)
  const at = (element: string, inner: Shape, item: unknown, counts: boolean) => {
    path.push(element)
    gather(inner, item, path, builder)
    if (counts) builder.insert(path)
    path.pop()
  }
  if (type.type === 'scalar' || type.atomic) {
    builder.insert(path)
  } else if (type.type === 'object') {
    const object = objectOf(value)
    for (const name of namesOf(object, undefined)) {
      const field = object![name]
      const empty = field === null || (isPlainObject(field) && namesOf(field, undefined).length === 0)
      at(fieldElement(name), type.field(name) ?? shape, field, empty || !type.declares(name))
    }
  } else {
    for (const [element, items] of itemsByElement(type, listOf(value))) {
      if (items.length > 1) builder.insert([...path, element])
      else at(element, type.element, items[0], true)
    }
  }
}

/** The set with every declared field on the way to its paths (`EnsureNamedFieldsAreMembers`). */
export function withNamedFields(shape: Shape, set: FieldSet): FieldSet {
  const result = new Map(set)
  const type = shape.type === 'deduced' ? resolved(shape, {}) : shape
  for (const [element, { owned, children }] of set) {
    if (children.size === 0) continue
    const name = element.slice(2)
    const isField = element.startsWith('f:') && type.type === 'object'
    const inner = isField ? type.field(name) : type.type === 'list' ? type.element : undefined
    result.set(element, {
      owned: owned || (isField && type.declares(name)),
      children: inner === undefined ? children : withNamedFields(inner, children),
    })
  }
  return result
}
