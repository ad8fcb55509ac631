import { describe, expect, it } from 'vitest'
import {
  applyJsonPatch,
  applyMergePatch,
  conflicts,
  createMergePatch,
  createThreeWayMergePatch,
  createThreeWayPatch,
  patchSchemaOf,
  strategicDiff,
  strategicMerge,
} from '../../src/api/patches/index.js'
import { loadSchemas } from '../../src/kinds/schemas.js'
import { freeze } from './fixture.js'

const schemas = await loadSchemas()
const deployment = patchSchemaOf(schemas, 'io.k8s.api.core.v1.Service')!
const podSpec = patchSchemaOf(schemas, 'core.v1.PodSpec')!
const meta = patchSchemaOf(schemas, 'meta.v1.ObjectMeta')!
const json = (text: string) => freeze(JSON.parse(text))

describe('JSON patch', () => {
  const document = json('{"a":{"b":[1,2,3]},"c":"d","constructor":"x"}')
  it.each([
    ['[{"op":"add","path":"/a/b/1","value":9}]', '{"a":{"b":[1,9,2,3]},"c":"d","constructor":"x"}'],
    ['[{"op":"add","path":"/a/b/-","value":9}]', '{"a":{"b":[1,2,3,9]},"c":"d","constructor":"x"}'],
    ['[{"op":"remove","path":"/a/b/-1"}]', '{"a":{"b":[1,2]},"c":"d","constructor":"x"}'],
    ['[{"op":"replace","path":"/c","value":null}]', '{"a":{"b":[1,2,3]},"c":null,"constructor":"x"}'],
    ['[{"op":"move","from":"/a/b/0","path":"/c"}]', '{"a":{"b":[2,3]},"c":1,"constructor":"x"}'],
    ['[{"op":"copy","from":"/c","path":"/a/e~1f"}]', '{"a":{"b":[1,2,3],"e/f":"d"},"c":"d","constructor":"x"}'],
    ['[{"op":"test","path":"/a","value":{"b":[1,2,3]}},{"op":"remove","path":"/a"}]', '{"c":"d","constructor":"x"}'],
    ['[{"op":"remove","path":"/constructor"}]', '{"a":{"b":[1,2,3]},"c":"d"}'],
    [
      '[{"op":"add","path":"/__proto__","value":{"p":1}},{"op":"remove","path":"/a"}]',
      '{"c":"d","constructor":"x","__proto__":{"p":1}}',
    ],
  ])('%s', (patch, expected) => {
    expect(JSON.stringify(applyJsonPatch(document, JSON.parse(patch)))).toBe(expected)
  })

  it.each([
    '[{"op":"test","path":"/c","value":"e"}]',
    '[{"op":"remove","path":"/nothing"}]',
    '[{"op":"add","path":"/x/y","value":1}]',
    '[{"op":"add","path":"/a/b/9","value":1}]',
    '[{"op":"frobnicate","path":"/a"}]',
    '[{"op":"add","value":1}]',
    '[7]',
    '[{"op":"add","path":"/__proto__/x","value":1}]',
  ])('refuses %s', (patch) => {
    expect(() => applyJsonPatch(document, JSON.parse(patch))).toThrow()
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})

describe('merge patch', () => {
  it('follows the examples of RFC 7386', () => {
    const cases = [
      ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
      ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
      ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
      ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
      ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
      ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
      ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
      ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ] as const
    for (const [target, patch, result] of cases) {
      expect(JSON.stringify(applyMergePatch(json(target), json(patch)))).toBe(result)
    }
  })

  it('takes __proto__ for a key like any other', () => {
    const result = applyMergePatch({}, json('{"__proto__":{"polluted":true},"constructor":"c"}'))
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true},"constructor":"c"}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('is made of two documents, or of three', () => {
    expect(createMergePatch({ a: 1, b: { c: 1, d: 2 } }, { a: 1, b: { c: 2 } })).toEqual({ b: { c: 2, d: null } })
    expect(createMergePatch({ a: [1] }, { a: [1] })).toBeUndefined()
    const patch = createThreeWayMergePatch({ a: 1, gone: 1 }, { a: 2 }, { a: 1, gone: 1, other: 3 })
    expect(patch).toEqual({ a: 2, gone: null })
  })
})

const web = { name: 'web', image: 'nginx:1', env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80 }] }
const log = { name: 'log', image: 'busybox' }
const spec = freeze({ containers: [web, log], restartPolicy: 'Always', tolerations: [{ key: 'a' }] })

describe('strategic merge', () => {
  const merge = (patch: unknown) => strategicMerge(spec, freeze(patch) as Record<string, unknown>, podSpec)

  it('merges lists by their keys and replaces the others', () => {
    expect(merge({ containers: [{ name: 'log', image: 'alpine' }], tolerations: [{ key: 'b' }] })).toEqual({
      containers: [web, { name: 'log', image: 'alpine' }],
      restartPolicy: 'Always',
      tolerations: [{ key: 'b' }],
    })
    expect(merge({ containers: [{ name: 'web', env: [{ name: 'B', value: '2' }] }] }).containers).toEqual([
      {
        ...web,
        env: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
      log,
    ])
  })

  it('puts new elements first, or where the order says', () => {
    const added = { name: 'new', image: 'x' }
    expect(merge({ containers: [added] }).containers).toEqual([added, web, log])
    const order = { '$setElementOrder/containers': [{ name: 'new' }, { name: 'log' }, { name: 'web' }] }
    expect(merge({ ...order, containers: [added] }).containers).toEqual([added, log, web])
  })

  it('obeys its directives', () => {
    expect(merge({ containers: [{ name: 'web', $patch: 'delete' }] }).containers).toEqual([log])
    expect(merge({ containers: [{ $patch: 'replace' }, { name: 'x' }] }).containers).toEqual([{ name: 'x' }])
    expect(merge({ $patch: 'replace', containers: [log] })).toEqual({ containers: [log] })
    expect(merge({ $retainKeys: ['containers'] })).toEqual({ containers: [web, log] })
    const object = freeze({ finalizers: ['a', 'b', 'c'] })
    expect(strategicMerge(object, { '$deleteFromPrimitiveList/finalizers': ['b'] }, meta)).toEqual({
      finalizers: ['a', 'c'],
    })
    expect(strategicMerge(object, { finalizers: ['d', 'a'] }, meta).finalizers).toEqual(['d', 'a', 'b', 'c'])
  })

  it('refuses what contradicts itself', () => {
    expect(() => merge({ containers: [{ image: 'x' }] })).toThrow(
      'map: map[image:x] does not contain declared merge key: name',
    )
    expect(() => merge({ $patch: 'explode' })).toThrow('unknown patch type: explode in map: map[$patch:explode]')
    expect(() => merge({ $retainKeys: 'containers' })).toThrow('invalid patch format of retainKeys')
    expect(() => merge({ containers: [[1]] })).toThrow('list element types are not identical')
    expect(() => merge({ containers: ['x'] })).toThrow('list element types are not identical')
    expect(() => merge({ '$setElementOrder/containers': 'x' })).toThrow('invalid patch format of setElementOrder list')
  })

  it('removes by null, and takes nothing from nulls where nothing was', () => {
    expect(merge({ restartPolicy: null, dnsPolicy: null, securityContext: { runAsUser: null } })).toEqual({
      containers: [web, log],
      tolerations: [{ key: 'a' }],
      securityContext: {},
    })
  })
})

describe('strategic diff', () => {
  const diff = (modified: Record<string, unknown>) => strategicDiff(spec, freeze(modified), podSpec)

  it('says what differs, and in which order', () => {
    expect(diff({ ...spec })).toEqual({})
    expect(diff({ ...spec, containers: [{ ...web, image: 'nginx:2' }, log] })).toEqual({
      '$setElementOrder/containers': [{ name: 'web' }, { name: 'log' }],
      containers: [{ name: 'web', image: 'nginx:2' }],
    })
    expect(diff({ containers: [log, web], restartPolicy: 'Never' })).toEqual({
      '$setElementOrder/containers': [{ name: 'log' }, { name: 'web' }],
      restartPolicy: 'Never',
      tolerations: null,
    })
    expect(diff({ ...spec, containers: [web] }).containers).toEqual([{ name: 'log', $patch: 'delete' }])
  })

  it('keeps what must be kept of a volume', () => {
    const before = { volumes: [{ name: 'v', emptyDir: {} }] }
    const after = { volumes: [{ name: 'v', configMap: { name: 'c' } }] }
    const patch = strategicDiff(before, after, podSpec)
    expect(patch.volumes).toEqual([
      { name: 'v', configMap: { name: 'c' }, emptyDir: null, $retainKeys: ['configMap', 'name'] },
    ])
    expect(strategicMerge(before, patch, podSpec)).toEqual(after)
  })

  it('leads from the one to the other', () => {
    const targets = [
      { ...spec, containers: [log, { name: 'n', image: 'n' }, { ...web, ports: [{ containerPort: 81 }] }] },
      { containers: [] },
      { ...spec, hostAliases: [{ ip: '1.1.1.1', hostnames: ['a'] }] },
    ]
    for (const target of targets) expect(strategicMerge(spec, diff(target), podSpec)).toEqual(target)
  })
})

describe('three-way patch', () => {
  const original = { containers: [{ name: 'web', image: 'nginx:1', env: [{ name: 'OLD', value: '1' }] }] }
  const modified = { containers: [{ name: 'web', image: 'nginx:2' }] }
  const current = {
    ...original,
    nodeName: 'worker-1',
    containers: [...original.containers, { name: 'sidecar', image: 's' }],
  }

  it('deletes what was applied, changes what is wanted, and lets the rest be', () => {
    const patch = createThreeWayPatch({ original, modified, current }, podSpec)
    expect(strategicMerge(current, patch, podSpec)).toEqual({
      nodeName: 'worker-1',
      containers: [
        { name: 'web', image: 'nginx:2' },
        { name: 'sidecar', image: 's' },
      ],
    })
  })

  it('is empty when all is as wanted', () => {
    expect(
      createThreeWayPatch({ original: modified, modified, current: { ...modified, nodeName: 'n' } }, podSpec),
    ).toEqual({})
  })

  it('knows what it would overwrite', () => {
    const live = { containers: [{ name: 'web', image: 'nginx:other' }] }
    const before = { containers: [{ name: 'web', image: 'nginx:1' }] }
    const patch = createThreeWayPatch({ original: before, modified, current: live }, podSpec)
    expect(conflicts({ original: before, current: live }, patch, podSpec)).toBe(true)
    expect(conflicts({ original: before, current: before }, patch, podSpec)).toBe(false)
  })
})

it('knows a service by its ports', () => {
  const service = { spec: { ports: [{ port: 80, nodePort: 30080 }] } }
  const patched = strategicMerge(service, { spec: { ports: [{ port: 80, name: 'http' }, { port: 81 }] } }, deployment)
  expect(patched.spec).toEqual({ ports: [{ port: 80, nodePort: 30080, name: 'http' }, { port: 81 }] })
})

describe('elements of one key', () => {
  const stream = { name: 'stream', protocol: 'TCP', port: 5000 }
  const dgram = { name: 'dgram', protocol: 'UDP', port: 5000 }
  const service = (...ports: object[]) => ({ spec: { ports } })
  const applied = (before: object[], after: object[]) => {
    const [original, modified] = [service(...before), service(...after)]
    const patch = createThreeWayPatch({ original, modified, current: original }, deployment)
    return (strategicMerge(original, freeze(patch), deployment).spec as { ports: object[] }).ports
  }

  it('are two to a diff and one to a merge, so that one of them is lost', () => {
    expect(applied([dgram], [stream, dgram])).toEqual([stream])
    expect(applied([stream], [stream, dgram])).toEqual([stream])
  })

  it('go together when one of them is to go', () => {
    expect(applied([stream, dgram], [stream])).toEqual([])
    expect(applied([stream, dgram], [stream, dgram])).toEqual([stream, dgram])
  })

  it('are the first of them to a patch', () => {
    const patch = { spec: { ports: [{ port: 5000, nodePort: 30_000 }] } }
    expect(strategicMerge(service(stream, dgram), patch, deployment)).toEqual(
      service({ ...stream, nodePort: 30_000 }, dgram),
    )
  })
})
