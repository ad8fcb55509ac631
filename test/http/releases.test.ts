import { expect, test } from 'vitest'
import { loadDescriptions, loadSchemas } from '../../src/kinds/schemas.js'
import { releases } from '../../src/model/objects/release.js'
import { startTestServer } from './test-server.js'

const open = (kubernetesVersion: string) => startTestServer({ create: { clock: 'virtual', kubernetesVersion } })
const versions = Object.entries(releases).map(([release, patch]) => `${release}.${patch}`)

/** Fields that came after 1.33, one of each kind of place: where they lie, and how a strict decoder tells of them. */
const newer: readonly [field: string, spec: object, path: string][] = [
  ['pod.spec.hostnameOverride', { hostnameOverride: 'a' }, 'spec.hostnameOverride'],
  [
    'pod.spec.containers.restartPolicyRules',
    { containers: [{ name: 'a', image: 'nginx', restartPolicyRules: [] }] },
    'spec.containers[0].restartPolicyRules',
  ],
  [
    'pod.spec.containers.env.valueFrom.fileKeyRef',
    {
      containers: [
        {
          name: 'a',
          image: 'nginx',
          env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } } }],
        },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
    'spec.containers[0].env[0].valueFrom.fileKeyRef',
  ],
]

test.each(newer)('%s is unknown to a 1.33 cluster and known to a 1.36 one', async (field, spec, path) => {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'nginx' }], ...spec },
  }
  for (const version of ['1.33.2', '1.36.2']) {
    const server = await open(version)
    const made = await server.call('POST', '/api/v1/namespaces/default/pods?fieldValidation=Strict', { body: object })
    const explained = await server.cluster.run(['explain', field])
    if (version === '1.33.2') {
      expect(made.json.message).toContain(`strict decoding error: unknown field "${path}"`)
      expect(explained).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('does not exist') })
    } else {
      expect(made.status === 201 || !made.json.message.includes('unknown field')).toBe(true)
      expect(explained).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('DESCRIPTION:') })
    }
    await server.close()
  }
})

test('the documents of a release show its fields and texts', async () => {
  const shown = async (version: string) => {
    const server = await open(version)
    const { text } = await server.call('GET', '/openapi/v3/api/v1')
    await server.close()
    return text
  }
  const [old, young] = [await shown('1.33.2'), await shown('1.36.2')]
  expect(old).not.toContain('"hostnameOverride"')
  expect(young).toContain('"hostnameOverride"')
  expect(old).not.toContain('"enum":[]')
})

test.each(versions)(
  'of %s, every definition that another one names is there, with a text for each field',
  async (version) => {
    const [{ definitions }, { descriptions, enums }] = [await loadSchemas(version), await loadDescriptions(version)]
    const fields = Object.entries(definitions).flatMap(([definition, text]) =>
      text
        .split(' ')
        .filter((field) => field !== '')
        .map((field) => ({ definition, name: field.slice(0, field.indexOf(':')).replace(/[!?+~]+$/, ''), field })),
    )
    const named = fields.flatMap(({ field }) => [...field.matchAll(/[@|]([\w.]+)/g)].map(([, name]) => name!))
    expect(named.filter((name) => !Object.hasOwn(definitions, name))).toEqual([])
    expect(fields.filter(({ definition, name }) => descriptions[definition]?.[name] === undefined)).toEqual([])
    const known = new Set(fields.map(({ definition, name }) => `${definition}.${name}`))
    expect(Object.entries(enums).filter(([key, values]) => known.has(key) && values.length === 0)).toEqual([])
  },
)

test('numbers have the kind that they have in Go', async () => {
  const { definitions } = await loadSchemas()
  expect(definitions['apiextensions.v1.JSONSchemaProps']).toMatch(/ maxItems\?:l .* maximum\?:d .* multipleOf\?:d /)
  expect(definitions['core.v1.PodSpec']).toMatch(/activeDeadlineSeconds\?:l .* priority\?:i /)
})

test('fields that Go always writes have its zero values for defaults, others what their types declare', async () => {
  const server = await open('1.36.2')
  const { json } = await server.call('GET', '/openapi/v3/api/v1')
  await server.close()
  const of = (kind: string, field: string) =>
    json.components.schemas[`io.k8s.api.core.v1.${kind}`].properties[field].default
  expect(of('Pod', 'metadata')).toEqual({})
  expect(of('Container', 'name')).toBe('')
  expect(of('ContainerPort', 'containerPort')).toBe(0)
  expect(of('ContainerStatus', 'ready')).toBe(false)
  expect(of('ContainerPort', 'protocol')).toBe('TCP')
  expect(of('ReplicationControllerSpec', 'replicas')).toBe(1)
  for (const [kind, field] of [
    ['PodSpec', 'affinity'],
    ['PodSpec', 'containers'],
    ['PodSpec', 'nodeName'],
    ['ContainerStateRunning', 'startedAt'],
    ['ServicePort', 'targetPort'],
  ] as const) {
    expect([kind, field, of(kind, field)]).toEqual([kind, field, undefined])
  }
})
