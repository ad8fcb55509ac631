/** The table of Go's types: what is read of Kubernetes' sources, and what is refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import kept from '../../../src/kinds/go-types.json'

const script = join(import.meta.dirname, '../../../go-types.config.mjs')
const { deriveGoTypes } = (await import(pathToFileURL(script).href)) as {
  deriveGoTypes(checkout: string, release: string): Record<string, string>
}

const directory = mkdtempSync(join(tmpdir(), 'kubesim-go-types-'))
afterAll(() => rmSync(directory, { recursive: true }))

const core = 'api/core/v1'
const meta = 'apimachinery/pkg/apis/meta/v1'
const version = 'component-base/version/base.go'
const quantity = 'apimachinery/pkg/api/resource/generated.proto'

const proto = (folder: string, ...messages: string[]) =>
  `syntax = "proto2";\n\npackage k8s.io.${folder.replaceAll('/', '.').replaceAll('-', '_')};\n\n${messages.join('\n\n')}\n`
const message = (name: string, ...fields: string[]) =>
  `// Of a thing.\nmessage ${name} {\n${fields.map((each) => `  // 7 = 8;\n  ${each};\n\n`).join('')}}`

/** A checkout with little in it: folders and files of `staging/src/k8s.io`. */
const files: Readonly<Record<string, string>> = {
  [version]: 'package version\n\nconst (\n\tDefaultKubeBinaryVersion = "1.36"\n)\n',
  [quantity]: proto('apimachinery/pkg/api/resource', message('Quantity', 'optional string string = 1')),
  'apimachinery/pkg/util/intstr/generated.proto': proto(
    'apimachinery/pkg/util/intstr',
    message('IntOrString', 'optional int64 type = 1', 'optional int32 intVal = 2', 'optional string strVal = 3'),
  ),
  'apimachinery/pkg/runtime/generated.proto': proto(
    'apimachinery/pkg/runtime',
    message('RawExtension', 'optional bytes raw = 1'),
  ),
  [`${meta}/generated.proto`]: proto(
    meta,
    message('Time', 'optional int64 seconds = 1', 'optional int32 nanos = 2'),
    message('MicroTime', 'optional int64 seconds = 1', 'optional int32 nanos = 2'),
    message('FieldsV1', 'optional bytes Raw = 1'),
    message('ListMeta', 'optional int64 remaining = 4'),
  ),
  [`${meta}/types.go`]:
    'type ListMeta struct {\n\tRemaining *int64 `json:"remaining,omitempty" protobuf:"bytes,4,opt,name=remaining"`\n}\n',
  'apiextensions-apiserver/pkg/apis/apiextensions/v1/generated.proto': proto(
    'apiextensions-apiserver/pkg/apis/apiextensions/v1',
    message('JSON', 'optional bytes raw = 1'),
  ),
  'kube-aggregator/pkg/apis/apiregistration/v1/generated.proto': proto('kube-aggregator/pkg/apis/apiregistration/v1'),
  'api/apidiscovery/v2beta1/generated.proto': proto('api/apidiscovery/v2beta1'),
  [`${core}/generated.proto`]: proto(
    core,
    message(
      'Thing',
      'optional string name = 1',
      'optional Part part = 3',
      'repeated Part parts = 2',
      'map<string, ExtraValue> extra = 4',
      'optional ThingSource thingSource = 5',
      'optional .k8s.io.apimachinery.pkg.apis.meta.v1.Time when = 6',
      'optional int32 count = 7',
      'optional int64 size = 8',
      'optional double share = 9',
      'map<string, bytes> data = 10',
      'repeated .k8s.io.apimachinery.pkg.api.resource.Quantity amounts = 11',
      'optional bool xWise = 12',
    ),
    message('ExtraValue', 'repeated string items = 1'),
    message('ThingSource', 'optional Part inner = 1'),
    message('Part'),
    message(
      'ThingList',
      'optional .k8s.io.apimachinery.pkg.apis.meta.v1.ListMeta metadata = 1',
      'repeated Thing items = 2',
    ),
  ),
  [`${core}/types.go`]: `package v1

// Thing has all there is.
type Thing struct {
\tmetav1.TypeMeta \`json:",inline"\`
\t// Name is never left out. // +required
\tName string \`json:"name" protobuf:"bytes,1,opt,name=name"\`
\tParts []Part \`json:"parts" protobuf:"bytes,2,rep,name=parts"\`
\tPart Part \`json:"part,omitempty" protobuf:"bytes,3,opt,name=part"\`
\tExtra map[string]ExtraValue \`json:"extra,omitempty" protobuf:"bytes,4,rep,name=extra"\`
\tThingSource \`json:",inline" protobuf:"bytes,5,opt,name=thingSource"\`
\tWhen metav1.Time \`json:"when,omitempty,omitzero" protobuf:"bytes,6,opt,name=when"\`
\tCount *int32 \`json:"count" protobuf:"varint,7,opt,name=count"\`
\tSize *int64 \`json:"size,omitempty" protobuf:"varint,8,opt,name=size"\`
\tShare float64 \`json:"share,omitempty" protobuf:"bytes,9,opt,name=share"\`
\tData map[string][]byte \`json:"data,omitempty" protobuf:"bytes,10,rep,name=data"\`
\tAmounts []resource.Quantity \`json:"amounts,omitempty" protobuf:"bytes,11,rep,name=amounts"\`
\tXWise bool \`json:"x-wise,omitempty" protobuf:"bytes,12,opt,name=xWise"\`
}

type ThingSource struct {
\tInner *Part \`json:"inner,omitempty" protobuf:"bytes,1,opt,name=inner"\`
}

type Part struct{}

type ExtraValue []string
`,
}

let count = 0

/** The definitions of a checkout with some of the files otherwise, or (undefined) not there. */
function derive(changes: Readonly<Record<string, string | undefined>> = {}) {
  const checkout = join(directory, `${count++}`)
  for (const [path, text] of Object.entries({ ...files, ...changes })) {
    if (text === undefined) continue
    const file = join(checkout, 'staging/src/k8s.io', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return deriveGoTypes(checkout, '1.36')
}

function changed(path: string, what: string, by: string): Record<string, string> {
  const text = files[path]!.replace(what, by)
  expect(text).not.toBe(files[path])
  return { [path]: text }
}

test('a message is told in the order of its numbers, with what Go has behind a pointer and always writes', () => {
  expect(derive()).toEqual({
    'core.v1.Part': '',
    'core.v1.Thing':
      '1:name+:s 2:parts+:[@core.v1.Part 3:part+:@core.v1.Part 4:extra:{=[s 5:~:@core.v1.ThingSource 6:when:t ' +
      '7:count*+:i 8:size*:l 9:share:d 10:data:{y 11:amounts:[q 12:x-wise:b',
    'core.v1.ThingSource': '1:inner*:@core.v1.Part',
    'meta.v1.ListMeta': '4:remaining*:l',
  })
})

const [protos, types] = [`${core}/generated.proto`, `${core}/types.go`]

describe('what is not found, or not known, is refused by its name', () => {
  test.each<[string, Record<string, string | undefined>, RegExp]>([
    ['another release', changed(version, '1.36', '1.35'), /is of Kubernetes 1\.35, not 1\.36/],
    ['no release', changed(version, 'DefaultKubeBinaryVersion', 'Other'), /base\.go says no release/],
    ['no version', { [version]: undefined }, /there is no .*component-base\/version\/base\.go/],
    ['no messages', { [`${meta}/generated.proto`]: undefined }, /there is no .*meta\/v1\/generated\.proto/],
    ['no such value', { [quantity]: proto('apimachinery/pkg/api/resource') }, /has no message .*Quantity/],
    [
      'a value of other fields',
      changed(quantity, 'string string = 1', 'bytes string = 1'),
      /Quantity is "1:string:bytes", not "1:string:string"/,
    ],
    [
      'a scalar without a letter',
      changed(protos, 'int32 count', 'uint32 count'),
      /core\.v1\.Thing\.count is of the type uint32/,
    ],
    [
      'an unknown message',
      changed(protos, 'optional Part part', 'optional Piece part'),
      /core\.v1\.Thing\.part is of the type Piece/,
    ],
    [
      'a map by numbers',
      changed(protos, 'map<string, bytes>', 'map<int32, bytes>'),
      /core\.v1\.Thing\.data is a map by int32/,
    ],
    [
      'another statement',
      changed(protos, 'optional string name', 'oneof string name'),
      /cannot read "oneof string name = 1" .*Thing/,
    ],
    [
      'another scalar in Go',
      changed(types, 'Size *int64', 'Size *int32'),
      /core\.v1\.Thing\.size is int64 in protobuf, \*int32 in Go/,
    ],
    [
      'a list in Go alone',
      changed(types, 'Name string', 'Name []string'),
      /core\.v1\.Thing\.name is string in protobuf, \[\]string in Go/,
    ],
    ['no struct in Go', changed(types, 'type Part struct', 'type Piece struct'), /Part has no struct in Go/],
    ['no tag for a number', changed(types, 'varint,7,', 'varint,77,'), /number of core\.v1\.Thing\.count/],
    [
      'a number of another name',
      changed(types, 'name=count', 'name=account'),
      /number of core\.v1\.Thing\.count is that of account in Go/,
    ],
    [
      'a field without a number',
      changed(types, '\tXWise', '\tZeal string `json:"zeal"`\n\tXWise'),
      /core\.v1\.Thing\.zeal has no number/,
    ],
    [
      'a list unlike others',
      changed(protos, 'Thing items = 2', 'Thing items = 3'),
      /ThingList is a list unlike others/,
    ],
  ])('%s', (_, changes, why) => {
    expect(() => derive(changes)).toThrow(why)
  })
})

/** Name a checkout of kubernetes/kubernetes to compare. */
const checkout = process.env.KUBERNETES_SOURCE

test.runIf(checkout)('the table is what the sources say', () => {
  expect(kept.definitions).toEqual(deriveGoTypes(checkout!, kept.release))
})
