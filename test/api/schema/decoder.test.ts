import { describe, expect, it } from 'vitest'
import { decode } from '../../../src/api/schema/decoder.js'
import { decodeScalar } from '../../../src/api/schema/scalars.js'
import { goTypeName, structureOf, zeroObject } from '../../../src/api/schema/structure.js'
import { loadSchemas } from '../../../src/kinds/schemas.js'

const schemas = await loadSchemas()
const structure = (name: string) => structureOf(schemas, name)!
const container = { name: 'c', image: 'nginx', resources: {} }
const pod = (spec: object, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec })
/** A pod as it comes out: Go always writes structs that are no pointers. */
const decoded = (spec: object, metadata: object = {}) => ({ ...pod(spec, metadata), status: {} })
const decodePod = (object: unknown) => decode(schemas, structure('io.k8s.api.core.v1.Pod'), object)

describe('unknown fields', () => {
  it('are told by their paths, in the order of the keys', () => {
    const { value, unknownFields } = decodePod(
      pod(
        { replicsa: 1, containers: [{ ...container, foo: 'bar', ports: [{ x: 1 }, { containerPort: 1, y: 2 }] }] },
        { lables: {} },
      ),
    )
    expect(unknownFields).toEqual([
      'metadata.lables',
      'spec.containers[0].foo',
      'spec.containers[0].ports[0].x',
      'spec.containers[0].ports[1].y',
      'spec.replicsa',
    ])
    expect(value).toEqual(
      decoded({ containers: [{ ...container, ports: [{ containerPort: 0 }, { containerPort: 1 }] }] }),
    )
  })

  it('are only those of structs, never keys of maps', () => {
    const labels = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}')
    const { value, unknownFields } = decodePod(pod({ containers: [] }, { labels }))
    expect(unknownFields).toEqual([])
    expect(JSON.stringify((value.metadata as { labels: unknown }).labels)).toBe(JSON.stringify(labels))
    expect(decodePod(JSON.parse('{"__proto__":{"x":1},"constructor":1}')).unknownFields).toEqual([
      '__proto__',
      'constructor',
    ])
  })
})

describe('wrong types', () => {
  it.each([
    [
      { containers: [{ name: 1 }] },
      'json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
    ],
    [
      { containers: 'x' },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      { containers: ['x'] },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container',
    ],
    [
      { nodeSelector: { a: true } },
      'json: cannot unmarshal bool into Go struct field PodSpec.spec.nodeSelector of type string',
    ],
    [
      { nodeSelector: ['a'] },
      'json: cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type map[string]string',
    ],
    [
      { hostNetwork: 'yes' },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    [{ priority: 1.5 }, 'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32'],
    [
      { priority: 99999999999 },
      'json: cannot unmarshal number 99999999999 into Go struct field PodSpec.spec.priority of type int32',
    ],
    [
      { priority: -1e30 },
      'json: cannot unmarshal number -1e+30 into Go struct field PodSpec.spec.priority of type int32',
    ],
    [
      { securityContext: [] },
      'json: cannot unmarshal array into Go struct field PodSpec.spec.securityContext of type v1.PodSecurityContext',
    ],
    [
      { containers: [{ env: [{ name: 'A', value: 1 }] }] },
      'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      { containers: [{ resources: { requests: { cpu: 'abc' } } }] },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [{ containers: [{ resources: { limits: { memory: '1GiK' } } }] }, "unable to parse quantity's suffix"],
    [
      { restartPolicy: 5 },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      { containers: [{ livenessProbe: { httpGet: { port: true } } }] },
      'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
    ],
    [
      { volumes: [{ hostPath: { type: 5 } }] },
      'json: cannot unmarshal number into Go struct field HostPathVolumeSource.spec.volumes.VolumeSource.hostPath.type of type v1.HostPathType',
    ],
    [
      { containers: [{ securityContext: { capabilities: { add: 'X' } } }] },
      'json: cannot unmarshal string into Go struct field Capabilities.spec.containers.securityContext.capabilities.add of type []v1.Capability',
    ],
    [
      { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 5 } } }] }] },
      'json: cannot unmarshal number into Go struct field SecretKeySelector.spec.containers.env.valueFrom.secretKeyRef.LocalObjectReference.name of type string',
    ],
    ['x', 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
  ])('%j', (spec, message) => {
    expect(() => decodePod(pod(spec as object))).toThrow(message)
  })

  it('are told before unknown fields, the first of them alone', () => {
    expect(() => decodePod(pod({ zzz: 1, hostNetwork: 1, containers: 1 }))).toThrow(/spec\.containers of type/)
  })

  it('are told otherwise by the converter of patches', () => {
    const service = structure('core.v1.Service')
    const convert = (spec: unknown) => () => decode(schemas, service, { spec }, 'converter')
    expect(convert({ publishNotReadyAddresses: 'x' })).toThrow('unrecognized type: bool')
    expect(convert({ healthCheckNodePort: 'x' })).toThrow('unrecognized type: int32')
    expect(convert({ healthCheckNodePort: 1.5 })).toThrow('cannot convert float64 to int32')
    expect(convert({ clusterIP: 1 })).toThrow('cannot convert int64 to string')
    expect(convert({ ports: {} })).toThrow('cannot restore slice from map')
    expect(convert({ selector: [] })).toThrow('cannot restore map from slice')
    expect(convert('x')).toThrow('cannot restore struct from: string')
  })
})

describe('what is kept', () => {
  it('has no nulls, but zero values where a list or map holds them', () => {
    const { value } = decodePod(
      pod(
        { containers: [null], nodeSelector: { a: null }, priority: null },
        { creationTimestamp: null, finalizers: [null] },
      ),
    )
    expect(value).toEqual(
      decoded({ containers: [{ name: '', resources: {} }], nodeSelector: { a: '' } }, { finalizers: [''] }),
    )
  })

  it('has no zero values where Go writes none, and keeps those that say something', () => {
    const { value } = decodePod(
      pod(
        {
          containers: [{ ...container, env: [], args: [], tty: false, securityContext: { privileged: false } }],
          hostNetwork: false,
          nodeName: '',
          nodeSelector: {},
          priority: 0,
          securityContext: {},
          terminationGracePeriodSeconds: 0,
          volumes: [{ name: 'v', emptyDir: {} }],
        },
        { labels: {}, finalizers: [] },
      ),
    )
    expect(value).toEqual(
      decoded({
        containers: [{ ...container, securityContext: { privileged: false } }],
        priority: 0,
        securityContext: {},
        terminationGracePeriodSeconds: 0,
        volumes: [{ name: 'v', emptyDir: {} }],
      }),
    )
  })

  it('is in canonical form', () => {
    const { value } = decodePod(
      pod(
        {
          containers: [
            { ...container, resources: { requests: { cpu: 0.5, memory: '1024Mi' }, limits: { cpu: '1000m' } } },
          ],
        },
        { creationTimestamp: '2026-01-02T03:04:05.678+02:00' },
      ),
    )
    expect(value).toMatchObject({
      metadata: { creationTimestamp: '2026-01-02T01:04:05Z' },
      spec: { containers: [{ resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1' } } }] },
    })
  })

  it('shares nothing with what was given', () => {
    const given = pod({ containers: [{ ...container }] }, { labels: { a: 'b' } })
    const { value } = decodePod(given)
    expect(value).toEqual({ ...given, status: {} })
    expect(value.spec).not.toBe(given.spec)
    expect((value.metadata as { labels: object }).labels).not.toBe((given.metadata as { labels: object }).labels)
  })
})

describe('of every definition', () => {
  const names = Object.keys(schemas.definitions)
  const zeros: Readonly<Record<string, unknown>> = { s: '', y: '', b: false, i: 0, l: 0, d: 0 }
  const emptyOf = (type: string) => zeros[type] ?? (type.startsWith('[') ? [] : type.startsWith('{') ? {} : undefined)

  it('an empty value is the same as none, but where Go writes it', () => {
    for (const name of names) {
      const { fields, ...whole } = structure(name)
      const said = Object.fromEntries(
        [...fields].flatMap(([field, { type }]) => {
          const empty = emptyOf(type)
          return empty === undefined ? [] : [[field, empty]]
        }),
      )
      const { value } = decode(schemas, structure(name), said)
      const kept = Object.keys(said).filter((field) => !fields.get(field)!.omitsZero)
      const none = zeroObject(schemas, { fields, ...whole })
      expect(value, name).toEqual({ ...none, ...Object.fromEntries(kept.map((field) => [field, said[field]])) })
      // What has been decoded is decoded to itself.
      expect(decode(schemas, structure(name), value).value, name).toEqual(value)
    }
  })

  it.each([
    ['core.v1.ServiceAccountTokenProjection', 'audience', false],
    ['core.v1.ServiceAccountTokenProjection', 'expirationSeconds', true],
    ['core.v1.SELinuxOptions', 'level', false],
    ['core.v1.SecurityContext', 'privileged', true],
    ['core.v1.SecretVolumeSource', 'optional', true],
    ['core.v1.SecretVolumeSource', 'secretName', false],
    ['core.v1.PodSpec', 'hostNetwork', false],
    ['core.v1.PodSpec', 'shareProcessNamespace', true],
    ['apps.v1.DeploymentSpec', 'replicas', true],
    ['apps.v1.DeploymentSpec', 'minReadySeconds', false],
    ['discovery.v1.EndpointPort', 'name', true],
    ['core.v1.EndpointPort', 'name', false],
    ['coordination.v1.LeaseSpec', 'holderIdentity', true],
    ['core.v1.Event', 'reportingInstance', true],
  ] as const)('%s.%s: what is empty stays: %j', (name, field, stays) => {
    const { value } = decode(schemas, structure(name), { [field]: emptyOf(structure(name).fields.get(field)!.type) })
    expect(Object.hasOwn(value, field)).toBe(stays)
  })

  it('structs that are no pointers, times and lists are there', () => {
    expect(decode(schemas, structure('core.v1.Event'), {}).value).toEqual({
      metadata: {},
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    })
    // A list that is empty comes back as none from where it is stored in protobuf; definitions of resources are not.
    expect(decode(schemas, structure('rbac.v1.Role'), { rules: [] }).value).toEqual({ metadata: {}, rules: null })
    const status = structure('apiextensions.v1.CustomResourceDefinitionStatus')
    expect(decode(schemas, status, { conditions: [] }).value).toMatchObject({ conditions: [], storedVersions: null })
    expect(decode(schemas, structure('rbac.v1.Role'), {}).value).toEqual({ metadata: {}, rules: null })
    const [first, second] = [0, 1].map(() => decode(schemas, structure('core.v1.Container'), {}).value)
    expect(first!.resources).not.toBe(second!.resources)
  })
})

describe('scalars', () => {
  it.each([
    ['y', '%%%', 'illegal base64 data at input byte 0'],
    ['y', 'YWJj!', 'illegal base64 data at input byte 4'],
    ['y', 'YWJ', 'illegal base64 data at input byte 0'],
    ['y', 'Y=', 'illegal base64 data at input byte 1'],
    ['y', 'YWI=x', 'illegal base64 data at input byte 4'],
    ['t', 'yesterday', 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'],
    ['t', '2026-01-02', 'parsing time "2026-01-02" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['t', 7, 'json: cannot unmarshal number into Go value of type string'],
    ['x', {}, 'json: cannot unmarshal object into Go value of type int32'],
    ['x', 2 ** 40, 'json: cannot unmarshal number 1099511627776 into Go value of type int32'],
    ['q', [], 'quantities must match'],
  ])('%s %j', (type, value, message) => {
    expect(() => decodeScalar(type, value)).toThrow(message)
  })

  it('are kept as the server writes them', () => {
    expect(decodeScalar('y', 'YW\nJj')).toBe('YWJj')
    expect(decodeScalar('x', '80%')).toBe('80%')
    expect(decodeScalar('u', '2026-01-02T03:04:05.120000+00:00')).toBe('2026-01-02T03:04:05.120000Z')
    expect(decodeScalar('q', 2)).toBe('2')
  })
})

it('names Go types as decoders do', () => {
  expect(['[s', '{s', '{y', '@core.v1.PodSpec', '[@core.v1.Container', '{q'].map(goTypeName)).toEqual([
    '[]string',
    'map[string]string',
    'map[string][]uint8',
    'v1.PodSpec',
    '[]v1.Container',
    'v1.ResourceList',
  ])
})
