import { describe, expect, test } from 'vitest'
import type { FileOptions } from '../../../src/commands/manifests/manifest.js'
import { openManifests, readManifests } from '../../../src/commands/selection/from-files.js'
import { type Tree, testContext } from '../context.js'

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`

/** What comes of the files: `kind/name` of each object, and the messages of errors. */
async function read(tree: Tree, filenames: string[], options: Partial<FileOptions> = {}): Promise<string[]> {
  const lines: string[] = []
  const messages = (error: unknown): string[] =>
    error instanceof AggregateError ? error.errors.flatMap(messages) : [(error as Error).message]
  try {
    const manifests = await openManifests(
      { filenames, kustomize: '', recursive: false, ...options },
      testContext([], tree),
    )
    for await (const next of manifests.documents()) {
      if ('error' in next) lines.push(...messages(next.error))
      else lines.push(`${next.source}: ${next.object.kind}/${next.object.metadata?.name}`)
    }
  } catch (error) {
    lines.push(...messages(error))
  }
  return lines
}

describe('files', () => {
  const tree: Tree = {
    'a.yaml': pod('a'),
    'dir/b.yaml': pod('b'),
    'dir/a.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"j"}}',
    'dir/notes.txt': 'x',
    'dir/deep/c.yml': pod('c'),
    'none/readme.md': 'x',
    'https://example.com/p.yaml': pod('web'),
    '-': pod('in'),
  }

  test.each<[string, string[], Partial<FileOptions>, string[]]>([
    ['a file', ['a.yaml'], {}, ['a.yaml: Pod/a']],
    [
      'any extension when it is named',
      ['dir/notes.txt'],
      {},
      [expect.stringContaining('unable to decode')] as string[],
    ],
    ['a directory', ['dir'], {}, ['dir/a.json: Pod/j', 'dir/b.yaml: Pod/b']],
    [
      'a directory and below',
      ['./dir/'],
      { recursive: true },
      ['dir/a.json: Pod/j', 'dir/b.yaml: Pod/b', 'dir/deep/c.yml: Pod/c'],
    ],
    ['a pattern', ['dir/*.yaml'], {}, ['dir/b.yaml: Pod/b']],
    ['standard input', ['-'], {}, ['STDIN: Pod/in']],
    ['a URL', ['https://example.com/p.yaml'], {}, ['https://example.com/p.yaml: Pod/web']],
    ['several', ['a.yaml', 'dir/b.yaml'], {}, ['a.yaml: Pod/a', 'dir/b.yaml: Pod/b']],
    ['nothing there', ['nosuch.yaml'], {}, ['the path "nosuch.yaml" does not exist']],
    ['two that are not there', ['x', 'y'], {}, ['the path "x" does not exist', 'the path "y" does not exist']],
    ['no match', ['*.nope'], {}, ['the path "*.nope" does not exist']],
    [
      'a directory without manifests',
      ['none'],
      {},
      ['error reading [none]: recognized file extensions are [.json .yaml .yml]'],
    ],
  ])('%s', async (_, filenames, options, lines) => {
    expect(await read(tree, filenames, options)).toEqual(lines)
  })

  test('the flags exclude each other', async () => {
    await expect(readManifests({ filenames: ['a'], kustomize: 'b', recursive: false }, testContext())).rejects.toThrow(
      'only one of -f or -k can be specified',
    )
    await expect(readManifests({ filenames: [], kustomize: 'b', recursive: true }, testContext())).rejects.toThrow(
      "the -k flag can't be used with -f or -R",
    )
  })

  test('one file is printed alone, a directory or standard input as a list', async () => {
    const single = async (name: string) =>
      (await openManifests({ filenames: [name], kustomize: '', recursive: false }, testContext([], tree))).singleItem
    expect(await single('a.yaml')).toBe(true)
    expect(await single('dir')).toBe(false)
    expect(await single('-')).toBe(false)
  })
})

describe('documents', () => {
  const one = (content: string, options: Partial<FileOptions> = {}) => read({ 'x.yaml': content }, ['x.yaml'], options)

  test.each<[string, string[]]>([
    [`# c\n---\n${pod('a')}---\n\n---\n# d\n---\n${pod('b')}`, ['x.yaml: Pod/a', 'x.yaml: Pod/b']],
    [pod('a').replaceAll('\n', '\r\n'), ['x.yaml: Pod/a']],
    [`\ufeff${pod('a')}`, ['x.yaml: Pod/a']],
    ['', []],
    ['null\n', []],
    [
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}{"apiVersion":"v1","kind":"B","metadata":{"name":"b"}}',
      ['x.yaml: A/a', 'x.yaml: B/b'],
    ],
    [
      '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}\n---\n{"apiVersion":"v1","kind":"B","metadata":{"name":"b"}}\n',
      ['x.yaml: A/a', 'x.yaml: B/b'],
    ],
    ['{"apiVersion":"v1",kind: A, metadata: {name: flow,},}', ['x.yaml: A/flow']],
    [
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {kind: Pod}\n',
      [
        'x.yaml: Pod/a',
        `unable to get type info from the object "*unstructured.Unstructured": Object 'apiVersion' is missing in 'object has no apiVersion field'`,
      ],
    ],
    ['apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n', ['x.yaml: Pod/a']],
    ['kind: Pod\nmetadata: {name: a}\n', ['x.yaml: Pod/a']],
    [
      'apiVersion: v1\nmetadata: {name: "<x>"}\n',
      [
        `unable to decode "x.yaml": Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"\\u003cx\\u003e"}}'`,
      ],
    ],
    [`a: b\n---\n${pod('a')}`, [`unable to decode "x.yaml": Object 'Kind' is missing in '{"a":"b"}'`, 'x.yaml: Pod/a']],
    [
      'hello\n',
      ['unable to decode "x.yaml": json: cannot unmarshal string into Go value of type unstructured.detector'],
    ],
    ['[]\n', ['unable to decode "x.yaml": json: cannot unmarshal array into Go value of type unstructured.detector']],
    [
      'apiVersion: v1\nkind: Pod\nmetadata: [1]\n',
      [
        'unable to decode "x.yaml": json: cannot unmarshal array into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta',
      ],
    ],
    [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: 1, labels: {a: 1}}\n',
      [
        'unable to decode "x.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
      ],
    ],
    [`${pod('a')}--- foo\n`, ['x.yaml: Pod/a', 'error parsing x.yaml: invalid Yaml document separator: foo']],
    [
      `${pod('a')}---\na: b: c\n`,
      [
        'x.yaml: Pod/a',
        'error parsing x.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
      ],
    ],
    ['{"apiVersion":"v1","kind":"Pod"', ['error parsing x.yaml: unexpected EOF']],
    ['{"a": "x" "b": 2}', [`error parsing x.yaml: json: offset 11: invalid character '"' after object key:value pair`]],
  ])('%j', async (content, lines) => {
    expect(await one(content)).toEqual(lines)
  })

  test.each<[string, string]>([
    ['kind: Pod\n', 'apiVersion not set'],
    ['apiVersion: v1\n', 'kind not set'],
    ['a: 1\n', '[apiVersion not set, kind not set]'],
    ['apiVersion: a/b/c\nkind: 1\n', "[unexpected GroupVersion string: a/b/c, kind isn't string type]"],
    ['hello\n', 'invalid object to validate'],
  ])('validation of %j says %s', async (content, what) => {
    expect(await one(content, { validate: true })).toEqual([
      `error validating "x.yaml": error validating data: ${what}; if you choose to ignore these errors, turn validation off with --validate=false`,
    ])
  })

  test('a large file is read', async () => {
    const content = Array.from({ length: 2000 }, (_, at) => pod(`p${at}`)).join('---\n')
    expect(await read({ 'big.yaml': content }, ['big.yaml'])).toHaveLength(2000)
  })
})

describe('kustomizations', () => {
  const base: Tree = {
    'base/kustomization.yaml': 'resources: [all.yaml]\ncommonAnnotations: {note: base}\n',
    'base/all.yaml': [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: "nginx:1", envFrom: [{configMapRef: {name: settings}}]}]}}}',
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: lab}',
    ].join('\n---\n'),
    'over/kustomization.yml':
      'resources: [../base]\nnamePrefix: x-\nnamespace: lab\ncommonLabels: {team: t}\nimages: [{name: nginx, newTag: "2"}]\nreplicas: [{name: web, count: 4}]\n',
  }

  const build = (tree: Tree, kustomize: string) =>
    readManifests({ filenames: [], kustomize, recursive: false }, testContext([], tree))

  test('change names, labels, images and counts, and come in the order of need', async () => {
    const objects = (await build(base, 'over')).map(({ object }) => object)
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'Namespace undefined/lab',
      'ConfigMap lab/x-settings',
      'Service lab/x-web',
      'Deployment lab/x-web',
    ])
    const deployment = objects[3]!
    expect(deployment.spec.replicas).toBe(4)
    expect(deployment.spec.selector.matchLabels).toEqual({ app: 'web', team: 't' })
    expect(deployment.spec.template.metadata).toEqual({
      labels: { app: 'web', team: 't' },
      annotations: { note: 'base' },
    })
    expect(deployment.spec.template.spec.containers[0]).toMatchObject({
      image: 'nginx:2',
      envFrom: [{ configMapRef: { name: 'x-settings' } }],
    })
    expect(objects[2]!.spec.selector).toEqual({ app: 'web', team: 't' })
  })

  test.each<[Tree, string]>([
    [
      { 'over/x.txt': '' },
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/over'",
    ],
    [
      { 'over/kustomization.yaml': 'helmCharts: []\n' },
      'the fields helmCharts of /over/kustomization.yaml are not supported',
    ],
    [{ 'over/kustomization.yaml': 'resources: [nope.yaml]\n' }, 'over/nope.yaml'],
    [
      { 'over/kustomization.yaml': 'resources: [../over]\n' },
      "cycle detected: candidate root '/over' contains visited root '/over",
    ],
    [{ 'over/kustomization.yaml': 'a: b: c\n' }, 'mapping values are not allowed in this context'],
  ])('%j is refused', async (tree, message) => {
    await expect(build(tree, 'over')).rejects.toThrow(message)
  })
})
