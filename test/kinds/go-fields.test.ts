/**
 * What `go-fields.json` says of fields against Kubernetes' own types, which this repository does not hold: name a checkout
 * of kubernetes/kubernetes in KUBERNETES_SOURCE to compare.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import facts from '../../src/kinds/go-fields.json'

const checkout = process.env.KUBERNETES_SOURCE

interface Field {
  readonly name: string
  readonly type: string
  readonly options: readonly string[]
}

/** `core.v1.Pod` → its fields, of all stable versions; and named types that are no structs → what they are. */
function goTypes(staging: string) {
  const structs = new Map<string, Field[]>()
  const named = new Map<string, string>()
  const groups = readdirSync(join(staging, 'api')).map((group) => join('api', group))
  const versions = groups.flatMap((group) => ['v1', 'v2'].map((version) => join(group, version)))
  const others = [
    'apimachinery/pkg/apis/meta/v1',
    'apiextensions-apiserver/pkg/apis/apiextensions/v1',
    'kube-aggregator/pkg/apis/apiregistration/v1',
  ]
  const folders = [...versions, ...others].map((each) => join(staging, each)).filter((each) => existsSync(each))
  for (const file of folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))) {
    if (!/(?<!_test)\.go$/.test(file) || file.includes('generated')) continue
    const folder = dirname(file)
    const version = `${basename(dirname(folder))}.${basename(folder)}`
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/gm, '')
    for (const [, name, body = ''] of text.matchAll(/^type (\w+) struct \{([\s\S]*?)^\}/gm)) {
      const fields = [...body.matchAll(/^\s*(?:\w+\s+)?(\S+)\s+`.*?json:"([^"]*)"/gm)]
      structs.set(
        `${version}.${name}`,
        fields.map(([, type = '', tag = '']) => {
          const [name = '', ...options] = tag.split(',')
          return { name, type, options }
        }),
      )
    }
    for (const [, name, type = ''] of text.matchAll(/^type (\w+) ((?:\[\]|map\[\w+\])?\w+)$/gm)) {
      if (type !== 'struct') named.set(`${version}.${name}`, type)
    }
  }
  return { structs, named }
}

const scalar = /^(string|bool|u?int\d*|float64|\[\]byte|types\.\w+)$/

describe.runIf(checkout)('fields of Go types', () => {
  const nothing = { structs: new Map<string, Field[]>(), named: new Map<string, string>() }
  const { structs, named } = checkout === undefined ? nothing : goTypes(join(checkout, 'staging/src/k8s.io'))

  test.each(Object.entries(facts))('%s', (definition, text) => {
    const version = definition.slice(0, definition.lastIndexOf('.'))
    const underlying = (type: string): string => {
      const short = type.slice(type.indexOf('.') + 1)
      const places = type.includes('.') ? ['core.v1', 'meta.v1'] : [version]
      const found = places.map((place) => named.get(`${place}.${short}`)).find((each) => each !== undefined)
      return found === undefined ? type : underlying(found)
    }
    const marks = new Map(text.split(' ').map((each) => [each.slice(0, -1), each.at(-1)]))
    const fields = structs.get(definition) ?? []
    for (const { name, type, options } of fields) {
      if (options.includes('inline') || name === '') continue
      const omitted = options.includes('omitempty') || options.includes('omitzero')
      const mark = marks.get(name)
      marks.delete(name)
      if (type.startsWith('*')) {
        const keeps = scalar.test(underlying(type.slice(1)))
        expect(mark, name).toBe(omitted ? (keeps ? '?' : undefined) : '~')
      } else if (omitted && (scalar.test(underlying(type)) || /^(\[\]|map\[)/.test(underlying(type)))) {
        expect(mark, name).toBeUndefined()
      } else if (mark !== undefined) {
        expect(mark, name).toBe('+')
      }
    }
    // What is left comes from structs within.
    for (const name of marks.keys())
      expect(
        structs.get(definition)?.some(({ options }) => options.includes('inline')),
        name,
      ).toBe(true)
  })

  test('none is missing', () => {
    const pointers = [...structs].filter(
      ([definition, fields]) =>
        /^(core|apps|batch|rbac|policy|networking|discovery|events|coordination|storage|autoscaling|apiextensions)\./.test(
          definition,
        ) && fields.some(({ type, options }) => options.includes('omitempty') && /^\*(string|bool|int\d+)$/.test(type)),
    )
    expect(pointers.length).toBeGreaterThan(50)
    expect(pointers.map(([definition]) => definition).filter((each) => !Object.hasOwn(facts, each))).toEqual([])
  })
})
