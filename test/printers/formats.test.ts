import { describe, expect, test } from 'vitest'
import { formats } from '../../src/printers/formats.js'
import { objectPrinter, type PrintRequest, printObject } from '../../src/printers/index.js'
import { sample } from './fixture.js'

const files: Readonly<Record<string, string>> = {
  'path.txt': '{.metadata.name}',
  'template.txt': '{{.metadata.name}}',
  'columns.txt': 'NAME   IMAGES\nmetadata.name {.spec.containers[*].image}\n',
}

function printer(format: string, options: Partial<PrintRequest> = {}) {
  const request = { format, template: '', allowMissingKeys: true, showManagedFields: false, columns: true, ...options }
  return objectPrinter(request, async (path) => {
    const content = files[path]
    if (content === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    return content
  })
}

const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [sample, sample] }

const every = [
  'json',
  'yaml',
  'kyaml',
  'name',
  'jsonpath={.metadata.name}',
  'jsonpath-as-json={.metadata.name}',
  'jsonpath-file=path.txt',
  'go-template={{.metadata.name}}',
  'template={{.metadata.name}}',
  'go-template-file=template.txt',
  'templatefile=template.txt',
  'custom-columns=NAME:.metadata.name',
  'custom-columns-file=columns.txt',
]

test('they are all tried here', () => {
  const printed = formats.filter(({ load }) => load !== undefined).map(({ name }) => name)
  expect(every.map((format) => format.split('=', 1)[0]).sort()).toEqual(printed.sort())
})

describe.each(every)('every format: %s', (format) => {
  test('prints an object and a list, and leaves both as they were', async () => {
    const before = JSON.stringify(list)
    expect(await (await printer(format))(sample)).toMatch(/\S/)
    expect(typeof (await printer(format))(list)).toBe('string')
    expect(JSON.stringify(list)).toBe(before)
  })

  test('says the same of the same object', async () => {
    expect((await printer(format))(sample)).toBe((await printer(format))(structuredClone(sample)))
  })

  test('does not mind fields named like members of Object', async () => {
    const odd = JSON.parse(`{"__proto__":{"a":1},"constructor":"x",${JSON.stringify(sample).slice(1)}`)
    expect(() => JSON.parse(JSON.stringify(odd))).not.toThrow()
    expect(typeof (await printer(format))(odd)).toBe('string')
  })
})

describe('formats', () => {
  test('JSON is indented by four, sorted, and safe in a page', async () => {
    expect(
      await printObject({ kind: 'B', apiVersion: 'v1', metadata: { name: '<a>&', labels: {} }, e: [] }, 'json'),
    ).toBe(
      '{\n    "apiVersion": "v1",\n    "e": [],\n    "kind": "B",\n    "metadata": {\n        "labels": {},\n        "name": "\\u003ca\\u003e\\u0026"\n    }\n}\n',
    )
    const kept = await printer('json', { keepOrder: true })
    expect(kept({ kind: 'B', apiVersion: 'v1' })).toBe('{\n    "kind": "B",\n    "apiVersion": "v1"\n}\n')
  })

  test('YAML documents are separated', async () => {
    const print = await printer('YAML')
    expect(print({ a: 1 }) + print({ a: 2 })).toBe('a: 1\n---\na: 2\n')
  })

  test('names are kind, group and name', async () => {
    const print = await printer('name')
    expect(print(list)).toBe('pod/x\npod/x\n')
    expect(print({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } })).toBe(
      'deployment.apps/web\n',
    )
    expect(print({ apiVersion: 'v1', kind: 'Pod' })).toBe('pod/<unknown>\n')
  })

  test('managed fields are shown on demand only', async () => {
    const object = { metadata: { name: 'x', managedFields: [{ manager: 'me' }] } }
    expect((await printer('yaml'))(object)).toBe('metadata:\n  name: x\n')
    expect((await printer('yaml', { showManagedFields: true }))(object)).toContain('manager: me')
    expect(object.metadata.managedFields).toHaveLength(1)
  })

  test('custom columns', async () => {
    const print = await printer(
      'custom-columns=NAME:.metadata.name,PORTS:spec.containers[*].ports[*].containerPort,X:.nope',
    )
    expect(print(sample)).toBe('NAME   PORTS    X\nx      80,443   <none>\n')
    expect(print(sample)).toBe('x      80,443   <none>\n')
    const bare = await printer('custom-columns=LABELS:.metadata.labels,NIL:.spec.nil', { noHeaders: true })
    expect(bare(list)).toBe(
      'map[a.b:dot app.kubernetes.io/name:q k:v]   <nil>\nmap[a.b:dot app.kubernetes.io/name:q k:v]   <nil>\n',
    )
    expect((await printer('custom-columns-file=columns.txt'))(sample)).toBe('NAME   IMAGES\nx      i1,i2,i3\n')
  })

  test('--template alone is a Go template, with -o jsonpath a path', async () => {
    expect((await printer('', { template: '{{.kind}}' }))(sample)).toBe('Pod')
    expect((await printer('jsonpath', { template: '{.kind}' }))(sample)).toBe('Pod')
  })
})

const allowed =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml'

describe('errors', () => {
  test.each([
    ['foo', `unable to match a printer suitable for the output format "foo", allowed formats are: ${allowed}`],
    ['json=1', `unable to match a printer suitable for the output format "json=1", allowed formats are: ${allowed}`],
    ['jsonpath', 'template format specified but no template given'],
    ['go-template=', 'template format specified but no template given'],
    ['jsonpath-file=nope', 'error reading --template nope, open nope: no such file or directory'],
    ['jsonpath={.a', 'error parsing jsonpath {.a, unclosed action'],
    ['go-template={{foo}}', 'error parsing template {{foo}}, template: output:1: function "foo" not defined'],
  ])('%s', async (format, message) => {
    await expect(printer(format, { columns: false })).rejects.toThrow(message)
  })

  test.each([
    ['foo', `allowed formats are: custom-columns,custom-columns-file,${allowed.replace(',yaml', ',wide,yaml')}`],
    ['custom-columns', 'custom-columns format specified but no custom columns given'],
    ['custom-columns=A', 'unexpected custom-columns spec: A, expected <header>:<json-path-expr>'],
    ['custom-columns=A:{.b}{.c}', "unexpected path string, expected a 'name1.name2' or '.name1.name2' or"],
    ['custom-columns-file=nope', 'error reading template nope, open nope: no such file or directory'],
    ['custom-columns-file=path.txt', 'invalid template, missing spec line.'],
  ])('of get: %s', async (format, message) => {
    await expect(printer(format)).rejects.toThrow(message)
  })

  test('a template that cannot be applied shows itself and the object', async () => {
    const print = await printer('jsonpath={.a[3]}')
    expect(() => print({ a: [1], b: { c: null } })).toThrow(
      'error executing jsonpath "{.a[3]}": Error executing template: array index out of bounds: index 3, length 1. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.a[3]}\n\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"a":[]interface {}{1}, "b":map[string]interface {}{"c":interface {}(nil)}}\n\n\n',
    )
  })
})
