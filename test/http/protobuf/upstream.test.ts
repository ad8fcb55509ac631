/**
 * Objects with every field set, in JSON and in protobuf, as Kubernetes keeps them beside its types: name a checkout of
 * kubernetes/kubernetes in KUBERNETES_SOURCE to compare.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeProtobuf } from '../../../src/http/protobuf/decode.js'
import { encodeObject, isBinary } from '../../../src/http/protobuf/encode.js'
import { readJson } from '../../../src/model/json/exact-json.js'

const checkout = process.env.KUBERNETES_SOURCE
const folder = join(checkout ?? '', 'staging/src/k8s.io/api/testdata/HEAD')
const names = checkout === undefined ? [] : readdirSync(folder).filter((each) => each.endsWith('.json'))
const objects = names
  .map((name) => ({ name: name.replace('.json', ''), object: readJson(readFileSync(join(folder, name), 'utf8')) }))
  .map(({ name, object }) => ({ name, object: object as { apiVersion: string; kind: string } }))

describe.runIf(checkout)('objects of Kubernetes itself', () => {
  // One or two say no kind.
  const known = objects.filter(({ object }) => object.kind !== undefined && isBinary(object))

  test('are there', () => expect(known.length).toBeGreaterThan(20))

  test.each(known)('$name', ({ name, object }) => {
    const bytes = readFileSync(join(folder, `${name}.pb`)).toString('hex')
    const read = decodeProtobuf(Buffer.from(bytes, 'hex')) as typeof object
    expect(encodeObject(object).toString('hex')).toBe(bytes)
    expect(encodeObject(read).toString('hex')).toBe(bytes)
  })
})
