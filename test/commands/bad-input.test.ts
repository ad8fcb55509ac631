/** What nobody should type: each is refused in kubectl's words, on standard error, and changes nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from './cluster.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-bad-input-'))
let typed: Typed

beforeAll(async () => {
  typed = await openCluster()
  await typed.type('create deployment web --image=nginx')
  await typed.type('create configmap c --from-literal=a=b')
})
afterAll(async () => {
  await typed.cluster.close()
  rmSync(directory, { recursive: true, force: true })
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const revision = () => typed.cluster.read((reader) => reader.revision)

/** Exit code 1, the message on standard error, nothing on standard output, nothing changed. */
async function expectRefusal(words: readonly string[], message: string | RegExp, stdin?: string): Promise<void> {
  const before = await revision()
  const result = await typed.cluster.run(words, stdin === undefined ? {} : { stdin })
  expect(result.stderr).toMatch(message instanceof RegExp ? message : new RegExp(literal(message)))
  expect({ stdout: result.stdout, exitCode: result.exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(result.stderr).not.toMatch(/has a bug|\n +at /)
  expect(await revision()).toBe(before)
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const meta = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'
const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: ${spec}\n`
const container = (fields: string) => pod(`{containers: [{name: c, image: nginx, ${fields}}]}`)
const deployment = (replicas: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: ${replicas}, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}\n`
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const bomb = ['x', ...'abcdefgh'].reduce(
  (text, name, at, all) =>
    at === 0 ? text : `${text}${name}: &${name} [${Array(9).fill(at === 1 ? 'x' : `*${all[at - 1]}`)}]\n`,
  meta,
)

const decoding = 'cannot be handled as a'

describe('manifests', () => {
  test.each<[why: string, content: string | Uint8Array, message: string]>([
    ['empty', '', 'error: no objects passed to apply'],
    ['only separators', '---\n---\n# nothing\n', 'error: no objects passed to apply'],
    ['a word', 'hello\n', 'error validating data: invalid object to validate'],
    ['a number', '5\n', 'error validating data: invalid object to validate'],
    ['a list', '- a\n', 'error validating data: invalid object to validate'],
    ['no type', 'metadata: {name: x}\n', 'error validating data: [apiVersion not set, kind not set]'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: x}\n', 'error validating data: kind not set'],
    ['a number as version', 'apiVersion: 1\nkind: Pod\n', "error validating data: apiVersion isn't string type"],
    ['three parts in the version', 'apiVersion: a/b/c\nkind: Pod\n', 'unexpected GroupVersion string: a/b/c'],
    [
      'an unknown kind',
      'apiVersion: v1\nkind: Podd\nmetadata: {name: x}\n',
      'no matches for kind "Podd" in version "v1"',
    ],
    ['an unknown version', 'apiVersion: apps/v9\nkind: Deployment\nmetadata: {name: x}\n', 'in version "apps/v9"'],
    ['no syntax', 'a: b: c\n', 'error converting YAML to JSON: yaml: mapping values are not allowed in this context'],
    ['tabs', 'a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
    ['an open bracket', `${meta}data: [\n`, 'yaml: line 4: did not find expected node content'],
    ['an open quote', `${meta}data: {a: "b\n`, 'found unexpected end of stream'],
    ['control characters', `${meta}data: {a: "\u0007"}\n`, 'yaml: control characters are not allowed'],
    ['an unknown anchor', `${meta}data: *x\n`, "yaml: unknown anchor 'x' referenced"],
    ['an anchor in itself', `${meta}data: &d {a: *d}\n`, "yaml: anchor 'd' value contains itself"],
    ['a bomb of anchors', bomb, 'yaml: document contains excessive aliasing'],
    ['very deep lists', `${meta}x: ${nested(20_000)}\n`, 'exceeded max depth'],
    ['very deep maps', `${meta}x: ${'{a: '.repeat(3000)}1${'}'.repeat(3000)}\n`, 'exceeded max depth'],
    [
      'very deep blocks',
      `${meta}x:\n${Array.from({ length: 1200 }, (_, at) => `${' '.repeat(at + 1)}a:\n`).join('')}`,
      'exceeded max depth',
    ],
    ['very deep JSON', `{"apiVersion":"v1","kind":"ConfigMap","x":${nested(20_000)}}`, 'exceeded max depth'],
    ['JSON that does not end', `{"a":${'['.repeat(100_000)}`, 'exceeded max depth'],
    ['half JSON', '{"apiVersion":"v1","kind":"Pod"', 'error parsing'],
    ['a list of JSON', '[{"apiVersion":"v1","kind":"Pod"}]', 'invalid object to validate'],
    [
      'items that are no list',
      'apiVersion: v1\nkind: List\nitems: {}\n',
      'error validating data: invalid object to validate',
    ],
    ['metadata as a list', 'apiVersion: v1\nkind: Pod\nmetadata: [a]\n', 'json: cannot unmarshal array into Go'],
    ['a number as name', 'apiVersion: v1\nkind: Pod\nmetadata: {name: 12}\n', 'json: cannot unmarshal number into Go'],
    ['labels as a list', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: [a]}\n', 'cannot unmarshal array'],
    [
      'a number as label',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {a: 1}}\n',
      'cannot unmarshal number',
    ],
    ['no name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', 'resource name may not be empty'],
    [
      'a name of 300 characters',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${'n'.repeat(300)}}\n`,
      'must be no more than 253 characters',
    ],
    [
      'a name with an escape',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: "x\\e[31m"}\nspec: {containers: [{name: c, image: i}]}\n',
      'The Pod "x\\x1b[31m" is invalid: metadata.name: Invalid value: "x\\x1b[31m"',
    ],
    [
      'a label of 300 characters',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {k: ${'v'.repeat(300)}}}\n`,
      'must be no more than 63 bytes',
    ],
    [
      'a prototype as label',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {__proto__: a}}\n',
      'metadata.labels: Invalid value: "__proto__": name part must consist of',
    ],
    [
      'a prototype as field',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"__proto__":{"a":1}}',
      'strict decoding error: unknown field "__proto__"',
    ],
    [
      'an inherited name as field',
      `${meta}constructor: x\ntoString: y\n`,
      'unknown field "constructor", unknown field "toString"',
    ],
    ['a key twice', `${meta}data:\n  a: "1"\n  b: [c]\n`, decoding],
    [
      'a number as value',
      `${meta}data: {a: 1}\n`,
      'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    ],
    ['an unknown field', container('foo: 1'), 'strict decoding error: unknown field "spec.containers[0].foo"'],
    ['spec as a list', pod('[a]'), decoding],
    ['spec as a text', pod('str'), decoding],
    ['containers as a map', pod('{containers: {name: c}}'), decoding],
    ['a text as container', pod('{containers: [c]}'), decoding],
    ['no containers', pod('{containers: []}'), 'spec.containers: Required value'],
    ['no spec', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n', 'spec.containers: Required value'],
    ['a text as port', container('ports: [{containerPort: "80"}]'), decoding],
    ['a fraction as port', container('ports: [{containerPort: 80.5}]'), decoding],
    ['a port out of range', container('ports: [{containerPort: 70000}]'), 'must be between 1 and 65535, inclusive'],
    ['a text as command', container('command: sleep'), decoding],
    ['a number as variable', container('env: [{name: A, value: 5}]'), decoding],
    ['a truth as variable', container('env: [{name: A, value: true}]'), decoding],
    ['no quantity', container('resources: {requests: {cpu: much}}'), 'quantities must match the regular expression'],
    [
      'an odd policy',
      pod('{restartPolicy: Sometimes, containers: [{name: c, image: i}]}'),
      'Unsupported value: "Sometimes"',
    ],
    ['less than no replicas', deployment('-1'), 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ['half a replica', deployment('1.5'), decoding],
    ['a text as replicas', deployment('"2"'), decoding],
    ['a truth as replicas', deployment('true'), decoding],
    ['more replicas than fit', deployment('2147483648'), decoding],
    ['very many replicas', deployment('99999999999999999999'), decoding],
    [
      'a selector that selects others',
      deployment('1').replace('{labels: {a: b}}', '{labels: {a: c}}'),
      '`selector` does not match template `labels`',
    ],
    [
      'a namespace that is not there',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: nosuch}\n',
      'namespaces "nosuch" not found',
    ],
    [
      'a megabyte',
      `${meta}data: {a: "${'x'.repeat(1_100_000)}"}\n`,
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
  ])('%s', async (_why, content, message) => {
    await expectRefusal(['apply', '-f', file('bad.yaml', content)], message)
    await expectRefusal(['apply', '-f', '-'], message, content as string)
  })

  test.each<[string, string]>([
    ['/nosuch/file.yaml', 'error: the path "/nosuch/file.yaml" does not exist'],
    ['/dev/null/x.yaml', 'error: the path "/dev/null/x.yaml" does not exist'],
    ['nosuch*.yaml', 'error: the path "nosuch*.yaml" does not exist'],
    ['', 'error: must specify one of -f and -k'],
    [
      'http://127.0.0.1:1/x.yaml',
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
    ],
  ])('no such file: %s', (path, message) => expectRefusal(['create', '-f', path], message))

  test('directories without manifests', async () => {
    const empty = join(directory, 'empty')
    mkdirSync(empty)
    writeFileSync(join(empty, 'readme.txt'), meta)
    await expectRefusal(
      ['apply', '-f', empty],
      `error reading [${empty}]: recognized file extensions are [.json .yaml .yml]`,
    )
    await expectRefusal(
      ['apply', '-k', empty],
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${empty}'`,
    )
    await expectRefusal(
      ['apply', '-k', join(empty, 'nosuch')],
      'must build at directory: not a valid directory: evalsymlink failure',
    )
    await expectRefusal(['apply', '-k', join(empty, 'readme.txt')], 'file is not directory')
  })

  test('of several documents the good ones are taken, and each bad one is told', async () => {
    const path = file(
      'several.yaml',
      [
        meta.replace('name: x', 'name: first'),
        meta.replace('name: x', 'name: Bad_Name'),
        meta.replace('name: x', 'name: last'),
        'kind: Pod\n',
      ].join('---\n'),
    )
    const { stdout, stderr, exitCode } = await typed.cluster.run(['apply', '-f', path])
    expect(stdout).toBe('configmap/first created\nconfigmap/last created\n')
    expect(stderr).toContain('ConfigMap "Bad_Name" is invalid: metadata.name')
    expect(stderr).toContain('error validating data: apiVersion not set')
    expect(exitCode).toBe(1)
  })

  test('a large manifest is taken whole', async () => {
    const count = 400
    const text = Array.from({ length: count }, (_, at) => meta.replace('name: x', `name: m${at}`)).join('---\n')
    const { stdout, exitCode } = await typed.cluster.run(['create', '-f', '-', '-n', 'kube-public'], { stdin: text })
    expect({ lines: stdout.trimEnd().split('\n').length, exitCode }).toEqual({ lines: count, exitCode: 0 })
  })
})

describe('keys that JavaScript objects inherit', () => {
  test('are data like any other', async () => {
    const data = '{"__proto__":"p","constructor":"q","hasOwnProperty":"r","toString":"s"}'
    const object = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"inherited","labels":{"constructor":"c"}},"data":${data}}`
    expect(await typed.cluster.run(['apply', '-f', '-'], { stdin: object })).toMatchObject({ exitCode: 0 })
    const out = async (...words: string[]) => (await typed.cluster.run(words)).stdout
    expect(JSON.parse(await out('get', 'cm', 'inherited', '-o', 'jsonpath={.data}'))).toEqual(JSON.parse(data))
    expect(await out('get', 'cm', 'inherited', '-o', 'jsonpath={.data.__proto__}{.data.constructor}')).toBe('pq')
    expect(await out('get', 'cm', 'inherited', '-o', 'jsonpath={.constructor}{.metadata.toString}')).toBe('')
    expect(await out('get', 'cm', 'inherited', '-o', 'go-template={{.data.toString}}{{.valueOf}}')).toBe('s<no value>')
    expect(
      await out('get', 'cm', 'inherited', '-o', 'custom-columns=A:.data.__proto__,B:.valueOf', '--no-headers'),
    ).toBe('p     <none>\n')
    expect(await out('get', 'cm', '-l', 'constructor=c', '-o', 'name')).toBe('configmap/inherited\n')
    expect(await out('get', 'cm', '-l', 'toString', '-o', 'name')).toBe('')
    expect(await out('get', 'cm', 'inherited', '-L', 'constructor,toString', '--no-headers')).toMatch(/ c +$/m)
    await typed.cluster.run([
      'patch',
      'cm',
      'inherited',
      '--type=merge',
      '-p',
      '{"data":{"__proto__":null,"constructor":"t"}}',
    ])
    const rest = { constructor: 't', hasOwnProperty: 'r', toString: 's' }
    expect(JSON.parse(await out('get', 'cm', 'inherited', '-o', 'jsonpath={.data}'))).toEqual(rest)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each<[string, string, string]>([
    ['json', '[{"op":"add","path":"/__proto__/polluted","value":1}]', 'the server rejected our request'],
    ['json', '[{"op":"add","path":"/metadata/labels/__proto__","value":"x"}]', 'Invalid value: "__proto__"'],
    ['merge', '{"metadata":{"labels":{"__proto__":"x"}}}', 'Invalid value: "__proto__"'],
    ['strategic', '{"metadata":{"labels":{"__proto__":"x"}}}', 'Invalid value: "__proto__"'],
  ])('%s patch %s', async (type, patch, message) => {
    await expectRefusal(['patch', 'deploy', 'web', `--type=${type}`, '-p', patch], message)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('patches', () => {
  test.each<[string, string, string | RegExp]>([
    ['strategic', '{bad', /looking for beginning of object key string/],
    ['strategic', 'a: b: c', 'error: unable to parse "a: b: c": yaml: mapping values are not allowed in this context'],
    ['strategic', '[]', 'cannot unmarshal array into Go value of type map[string]interface {}'],
    ['strategic', `{"a":${nested(20_000)}}`, 'exceeded max depth'],
    ['strategic', '{"spec":{"replicas":"x"}}', 'unrecognized type: int32'],
    ['strategic', '{"spec":{"replicas":-1}}', 'must be greater than or equal to 0'],
    ['strategic', '{"spec":{"replicas":1.5}}', 'cannot convert float64 to int32'],
    ['strategic', '{"spec":[]}', 'cannot restore struct from: slice'],
    [
      'strategic',
      '{"spec":{"template":{"spec":{"containers":[{"image":"i"}]}}}}',
      'does not contain declared merge key: name',
    ],
    ['merge', '{"spec":null}', 'spec.selector: Required value'],
    ['merge', '[]', 'error decoding patch: json: cannot unmarshal array into Go value of type map'],
    ['json', '{}', 'cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    ['json', '[{"op":"remove","path":"/nosuch"}]', 'the server rejected our request due to an error in our request'],
    ['json', '[{"op":"test","path":"/spec/replicas","value":9}]', 'the server rejected our request'],
    ['strategic', '{"metadata":{"name":"other"}}', 'does not match the name on the URL'],
    ['strategic', '{"metadata":{"resourceVersion":"1"}}', 'the object has been modified'],
    ['merge', '{"kind":"Pod"}', 'no kind "Pod" is registered'],
  ])('%s %s', (type, patch, message) =>
    expectRefusal(['patch', 'deploy', 'web', `--type=${type}`, '-p', patch], message),
  )
})

describe('words', () => {
  test.each<[string, string]>([
    ['create deployment x --image=nginx --replicas=-1', 'must be greater than or equal to 0'],
    ['create deployment x --image=nginx --replicas=1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['create deployment x --image=nginx --replicas=99999999999', 'value out of range'],
    ['scale deployment web --replicas=-1', 'COUNT must be greater than or equal to 0'],
    ['scale deployment web --replicas=1e3', 'strconv.ParseInt: parsing "1e3": invalid syntax'],
    ['scale deployment web --replicas=4294967296', 'cannot unmarshal number 4294967296'],
    ['create deployment x --image=nginx --port=70000', 'must be between 1 and 65535, inclusive'],
    [`create deployment ${'n'.repeat(300)} --image=nginx`, 'must be no more than 253 characters'],
    [`create namespace ${'n'.repeat(300)}`, 'must be no more than 63 characters'],
    [`create configmap c2 --from-literal=${'k'.repeat(300)}=v`, 'must be no more than 253 characters'],
    ['create configmap c2 --from-literal=a', 'error: invalid literal source a, expected key=value'],
    ["create configmap c2 --from-literal='a b=c'", '"a b" is not a valid key name for a ConfigMap'],
    ['create configmap c2 --from-file=/nosuch', 'error: error reading /nosuch: no such file or directory'],
    ['create configmap c2 --from-file=k=/', 'error: cannot give a key name for a directory path'],
    ['create configmap c2 --from-env-file=/', 'error: env config file cannot be a directory'],
    ['create secret tls t --cert=/nosuch --key=/nosuch', 'open /nosuch: no such file or directory'],
    ['create service clusterip s --tcp=80:70000', 'error: must be between 1 and 65535, inclusive'],
    ['create deployment x --image=nginx -o foo', 'unable to match a printer suitable for the output format "foo"'],
    ["create deployment x --image=nginx -o jsonpath='{.x'", 'error: error parsing jsonpath {.x, unclosed action'],
    ["create deployment x --image=nginx -o go-template='{{.x'", 'error: error parsing template {{.x'],
    ['expose deployment web --port=80 -o foo', 'unable to match a printer suitable'],
    [
      'expose deployment web --port=70000',
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    ['expose deployment web', "error: couldn't find port via --port flag or introspection"],
    ['label deployment web a=b -o foo', 'unable to match a printer suitable'],
    ['scale deployment web --replicas=3 -o foo', 'unable to match a printer suitable'],
    ["delete deployment 'x\u001b[31m'", '"x\\x1b[31m" not found'],
    ["get pods 'x\u001b[31m'", '"x\\x1b[31m" not found'],
    ["get 'x\u001b[31m'", "the server doesn't have a resource type"],
    ['get pods a%b', 'error: invalid resource name "a%b": [may not contain \'%\']'],
    ['delete pod ..', 'error: invalid resource name "..": [may not be \'..\']'],
    ["delete pod ''", 'error: resource name may not be empty'],
  ])('%s', (line, message) => {
    const words = [...line.matchAll(/(?:'([^']*)'|([^\s']+))+/g)].map(([whole]) => whole.replaceAll("'", ''))
    return expectRefusal(words, message)
  })
})

describe('terminal escapes', () => {
  test('in values do not reach the terminal in tables', async () => {
    await typed.cluster.run(['annotate', 'cm', 'c', 'note=\u001b[31mred\u001b[0m'])
    const table = await typed.cluster.run(['get', 'cm', 'c', '-o', 'custom-columns=NOTE:.metadata.annotations.note'])
    expect(table.stdout).not.toContain('\u001b')
    await typed.cluster.run(['run', 'echo', '--image=busybox', '--restart=Never', '--', 'echo', '\u001b[31mred'])
    const described = await typed.cluster.run(['describe', 'pod', 'echo'])
    expect(described.stdout).not.toContain('\u001b')
  })
})
