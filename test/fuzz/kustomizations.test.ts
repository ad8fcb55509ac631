/** Kustomizations that lack a part, or have it null or of another type: each is built or refused. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { writeJson } from '../../src/model/json/exact-json.js'
import { openCluster, type Typed } from '../commands/cluster.js'
import { expectAnswer } from './answers.js'
import { fuzzing, holds } from './fuzzing.js'
import { spoiled } from './spoiling.js'

const directory = mkdtempSync(join(tmpdir(), 'kubesim-kustomizations-'))
let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
  mkdirSync(join(directory, 'base'))
  writeFileSync(join(directory, 'values.env'), 'a=b\n')
})
afterAll(async () => {
  await typed.cluster.close()
  rmSync(directory, { recursive: true })
})

const labels = { app: 'web' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels, annotations: { a: 'b' } },
  spec: { replicas: 1, selector: { matchLabels: labels }, template },
}
const patched = { spec: { template: { spec: { containers: [{ name: 'c', env: [{ name: 'A', value: 'b' }] }] } } } }
const kustomization = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources: ['web.json', 'base'],
  namePrefix: 'a-',
  nameSuffix: '-z',
  namespace: 'n',
  commonLabels: { k: 'v' },
  labels: [{ pairs: { l: 'm' }, includeSelectors: false, includeTemplates: true }],
  commonAnnotations: { n: 'o' },
  images: [{ name: 'nginx', newName: 'httpd', newTag: '2' }],
  replicas: [{ name: 'web', count: 3 }],
  configMapGenerator: [{ name: 'g', literals: ['a=b'], files: ['x=values.env'], options: { labels } }],
  secretGenerator: [{ name: 's', envs: ['values.env'], type: 'Opaque' }],
  generatorOptions: { disableNameSuffixHash: true, labels, annotations: { a: 'b' }, immutable: true },
  patches: [
    { patch: writeJson({ ...deployment, ...patched }) },
    { patch: '[{"op":"add","path":"/metadata/labels/q","value":"r"}]', target: { kind: 'Deployment', name: 'w.*' } },
    { path: 'patch.json', target: { labelSelector: 'app=web' } },
  ],
}
const base = { resources: ['cm.json'], namePrefix: 'base-' }
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } }
const files = {
  'kustomization.yaml': kustomization,
  'web.json': deployment,
  'patch.json': { ...deployment, ...patched },
  'base/kustomization.yaml': base,
  'base/cm.json': configMap,
}

test('whatever a kustomization lacks, it is built or refused', async () => {
  const property = fc.asyncProperty(fc.gen(), async (g) => {
    const names = Object.keys(files) as (keyof typeof files)[]
    // Mostly the kustomization itself, and sometimes two things at once.
    const first = names[Math.max(0, g(fc.nat, names.length * 2 - 1) - names.length)]!
    const second = names[g(fc.nat, names.length * 3 - 1)]
    const contents = Object.entries(files).map(([name, value]) => {
      const once = name === first ? spoiled(value, g) : value
      return [name, writeJson(name === second ? spoiled(once, g) : once) ?? ''] as const
    })
    for (const [name, text] of contents) writeFileSync(join(directory, name), text)
    const said = contents.map(([name, text]) => `${name}: ${text}`).join('\n')
    for (const command of [
      ['kustomize', directory],
      ['apply', '-k', directory, '--dry-run=server'],
    ]) {
      await expectAnswer(`${command.join(' ')}\n${said}`, () => typed.cluster.run(command))
    }
  })
  await holds(property, fuzzing(150))
})
