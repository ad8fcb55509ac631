import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../../src/model/yaml/reader.js'
import { createCatalogue } from '../../../src/runtime/catalogue/catalogue.js'
import { readImageDocuments } from '../../../src/runtime/catalogue/catalogue-file.js'
import { canonicalName, parseReference } from '../../../src/runtime/catalogue/reference.js'

const catalogue = createCatalogue()
const message = (reference: string) => {
  const resolved = catalogue.resolve(reference)
  return 'failure' in resolved ? `${resolved.failure}: ${resolved.message}` : resolved.name
}

describe('references', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['bretfisher/httpenv', 'docker.io/bretfisher/httpenv:latest'],
    ['localhost/x', 'localhost/x:latest'],
    ['localhost:5000/a/b:v1', 'localhost:5000/a/b:v1'],
    ['gcr.io/x/y', 'gcr.io/x/y:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    [`nginx@sha256:${'0'.repeat(64)}`, `docker.io/library/nginx@sha256:${'0'.repeat(64)}`],
  ])('%s is %s', (text, name) => {
    const reference = parseReference(text)
    expect(typeof reference === 'string' ? reference : canonicalName(reference)).toBe(name)
  })

  test.each([
    '',
    'bad image',
    ':tag',
    'nginx:',
    'nginx:a b',
    'a//b',
    '/nginx',
    'nginx@sha256:12',
    '-x',
    'x-',
    '__proto__',
    'a..b',
    '\u001b[31m',
  ])('%j is none', (text) => {
    expect(parseReference(text)).toMatch(/^invalid reference format/)
  })
})

describe('what a pull says', () => {
  test.each([
    [
      'nosuch',
      'NotFound: failed to pull and unpack image "docker.io/library/nosuch:latest": failed to resolve reference "docker.io/library/nosuch:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    [
      'nginx:1.161',
      'NotFound: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
    ],
    [
      'nginx:hasOwnProperty',
      'NotFound: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:hasOwnProperty": failed to resolve reference "docker.io/library/nginx:hasOwnProperty": docker.io/library/nginx:hasOwnProperty: not found',
    ],
    [
      'me/app:doesnotexist',
      'NotFound: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/me/app:doesnotexist": failed to resolve reference "docker.io/me/app:doesnotexist": docker.io/me/app:doesnotexist: not found',
    ],
    ['bad image', 'InvalidImageName: couldn\'t parse image name "bad image": invalid reference format'],
    [
      'NGINX',
      'InvalidImageName: couldn\'t parse image name "NGINX": invalid reference format: repository name (library/NGINX) must be lowercase',
    ],
    ['me/app:1.0', 'docker.io/me/app:1.0'],
    ['constructor', 'docker.io/library/constructor:latest'],
  ])('%s', (reference, said) => {
    expect(message(reference)).toBe(said)
  })

  test.each([
    ['nginx', '1.27.5'],
    ['nginx:1.14.2', '1.14.2'],
    ['nginx:1.25', '1.25.5'],
    ['nginx:1.25-alpine', '1.25.5'],
    ['nginx:alpine', '1.27.5'],
    ['nginx:stable-alpine', '1.26.3'],
    ['gcr.io/google-samples/kubernetes-bootcamp:v2', '2'],
    ['busybox:1.28', '1.28.4'],
    ['ubuntu:22.04', '22.04'],
    ['debian:12-slim', '12.11'],
    ['redis:7', '7.4.4'],
  ])('%s is version %s', (reference, version) => {
    expect(catalogue.resolve(reference)).toMatchObject({ version })
  })

  test('the same version has the same digest under any tag', () => {
    const digest = (reference: string) => (catalogue.resolve(reference) as { digest: string }).digest
    expect(digest('nginx:1.27')).toBe(digest('nginx'))
    expect(digest('nginx:1.26')).not.toBe(digest('nginx'))
    expect(digest('nginx')).toMatch(/^sha256:[0-9a-f]{64}$/)
  })
})

describe("a user's file", () => {
  const valid = { names: ['me/app'], base: 'alpine' }

  test('comes before the built-in images', () => {
    const own = createCatalogue({
      extra: readImageDocuments({ ...valid, names: ['nginx'], tags: { latest: '9' } }, 'x'),
    })
    expect(own.resolve('nginx')).toMatchObject({ version: '9' })
  })

  test('may hold one image, a list, or a list under images', () => {
    for (const content of [valid, [valid], { images: [valid] }])
      expect(readImageDocuments(content, 'x')).toEqual([valid])
  })

  test('the example in fixtures is one', () => {
    const text = readFileSync(new URL('../../../fixtures/images/quotes.yaml', import.meta.url), 'utf8')
    expect(readImageDocuments(parseYaml(text), 'quotes.yaml')[0]?.names).toEqual(['example/quotes'])
  })

  test.each<[content: unknown, said: string]>([
    [null, 'images.yaml: must be a mapping'],
    ['text', 'images.yaml: must be a mapping'],
    [{}, 'images.yaml: names: is required'],
    [{ images: {} }, 'images.yaml: images: must be a list of images'],
    [{ images: [], more: 1 }, 'images.yaml: more: unknown field (beside "images" there can be none)'],
    [[valid, { ...valid, names: [] }], 'images.yaml: [1].names: must not be empty'],
    [{ ...valid, names: ['Bad Name'] }, 'images.yaml: names[0]: "Bad Name" is no image name: invalid reference format'],
    [{ ...valid, names: ['x:1'] }, 'images.yaml: names[0]: must be a name without tag or digest'],
    [
      { ...valid, base: 'windows' },
      'images.yaml: base: must be one of "busybox", "alpine", "debian", "ubuntu", "node", "scratch"',
    ],
    [
      { ...valid, environment: { A: 1 } },
      'images.yaml: environment.A: must be a string (quote it if it looks like a number)',
    ],
    [
      { ...valid, programs: { p: { listens: [{ port: '80' }] } } },
      'images.yaml: programs.p.listens[0].port: must be a whole number from 1 to 65535',
    ],
    [
      { ...valid, programs: { p: { http: { headers: [['A']], notFound: {} } } } },
      'images.yaml: programs.p.http.headers[0]: must be a list of two strings: name and value',
    ],
    [{ ...valid, programs: { p: { exit: { after: 1 } } } }, 'images.yaml: programs.p.exit.code: is required'],
    [JSON.parse('{"names":["a"],"base":"alpine","__proto__":{}}'), 'images.yaml: __proto__: unknown field'],
  ])('%j is refused', (content, said) => {
    expect(() => readImageDocuments(content, 'images.yaml')).toThrow(said)
  })
})
