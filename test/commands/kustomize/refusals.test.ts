/** Kustomizations that are wrong, as kubectl 1.36 (kustomize 5.8) tells them, and what they may not read. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCluster, type Typed } from '../cluster.js'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kubesim-kustomize-')))
let typed: Typed
beforeAll(async () => {
  typed = await openCluster()
})
afterAll(async () => {
  await typed.cluster.close()
  rmSync(root, { recursive: true })
})
beforeEach(() => {
  rmSync(join(root, 'k'), { recursive: true, force: true })
})

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n'

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, 'k', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

function link(name: string, target: string): void {
  mkdirSync(dirname(join(root, 'k', name)), { recursive: true })
  symlinkSync(target, join(root, 'k', name))
}

async function built(directory: string): Promise<string> {
  const { stdout, stderr } = await typed.cluster.run(['kustomize', join(root, directory)])
  return `${stdout}${stderr}`.replaceAll(root, '')
}

const json = (why: string) => `error: invalid Kustomization: json: ${why}\n`
const patching = (config: string, why: string) =>
  `error: trouble configuring builtin PatchTransformer with config: \`\n${config}\n\`: ${why}\n`
const unparsed = (config: string, text: string) =>
  patching(config, `unable to parse SM or JSON patch from [patch: ${JSON.stringify(text)}]`)

test.each([
  ['images: nginx=x', json('cannot unmarshal string into Go struct field Kustomization.images of type []types.Image')],
  ['images: [nginx=x]', json('cannot unmarshal string into Kustomization.images.0 of type types.Image')],
  [
    'images: [{name: nginx, newTag: 1.2}]',
    json('cannot unmarshal number into Go struct field Kustomization.images.0.newTag of type string'),
  ],
  ['resources: cm.yaml', json('cannot unmarshal string into Go struct field Kustomization.resources of type []string')],
  [
    'commonLabels: {a: 5}',
    json('cannot unmarshal number into Go struct field Kustomization.commonLabels.a of type string'),
  ],
  [
    'labels: [{pairs: 5}]',
    json('cannot unmarshal number into Go struct field Kustomization.labels.0.pairs of type map[string]string'),
  ],
  [
    'configMapGenerator: [{name: x, literals: [5]}]',
    json('cannot unmarshal number into Kustomization.configMapGenerator.0.literals.0 of type string'),
  ],
  ['configMapGenerator: [null]', 'error: a configmap must have a name\n'],
  ['configMapGenerator: [{name: x, foo: 1}]', json('unknown field "foo"')],
  [
    'configMapGenerator: [{name: x, envs: [absent]}]',
    "error: loading KV pairs: env source files: [absent]: evalsymlink failure on '/k/absent' : lstat /k/absent: no such file or directory\n",
  ],
  [
    'patchesStrategicMerge: 5',
    json(
      'cannot unmarshal number into Go struct field Kustomization.patchesStrategicMerge of type []types.PatchStrategicMerge',
    ),
  ],
  ['patches: [{}]', patching('{}', 'must specify one of patch and path in\n{}')],
  ['patches: [{patch: "a: b: c"}]', unparsed("patch: 'a: b: c'", 'a: b: c')],
  ['patches: [{patch: "{kind: ConfigMap}"}]', unparsed("patch: '{kind: ConfigMap}'", '{kind: ConfigMap}')],
  [
    'patches: [{path: no.yaml}]',
    patching(
      'path: no.yaml',
      "failed to get the patch file from path(no.yaml): evalsymlink failure on '/k/no.yaml' : lstat /k/no.yaml: no such file or directory",
    ),
  ],
  [
    'patches: [{patch: "- {op: add, path: a, value: 5}", target: {kind: ConfigMap}}]\nresources: [cm.yaml]',
    'error: add operation does not apply: doc is missing path: "a": missing value\n',
  ],
  [
    'replicas: [{name: web, count: 1.5}]',
    json('cannot unmarshal number 1.5 into Go struct field Kustomization.replicas.0.count of type int64'),
  ],
  [
    'replicas: [{name: absent, count: 2}]',
    'error: resource with name absent does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]\n',
  ],
  [
    'apiVersion: v9\nnamePrefix: a',
    'error: Failed to read kustomization file under /k:\napiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1\n',
  ],
  [
    'kind: Foo\nnamePrefix: a',
    'error: Failed to read kustomization file under /k:\nkind should be Kustomization or Component\n',
  ],
  ['5', json('cannot unmarshal number into Go value of type types.Kustomization')],
  ['a: b: c', 'error: invalid Kustomization: yaml: mapping values are not allowed in this context\n'],
  ['', 'error: kustomization.yaml is empty\n'],
  ['resources: null', 'error: kustomization.yaml is empty\n'],
  [
    'resources: [null]',
    "error: accumulating resources: accumulation err='accumulating resources from '': '/k' must resolve to a file': new root cannot be empty\n",
  ],
  [
    'resources: [cm.yaml, cm.yaml]',
    "error: accumulating resources: accumulation err='merging resources from 'cm.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/c.[noNs]': must build at directory: '/k/cm.yaml': file is not directory\n",
  ],
  [
    'resources: [github.com/a/b//c?ref=v1]',
    'error: accumulating resources: kubesim does not fetch repositories: github.com/a/b//c?ref=v1\n',
  ],
])('%s', async (text, message) => {
  write({ 'kustomization.yaml': `${text}\n`, 'cm.yaml': configMap })
  expect(await built('k')).toBe(message)
})

test('nothing at all is as good as absent', async () => {
  const nothing = ['images: [null]', 'labels: [null]', 'configMapGenerator:', 'namePrefix: null', 'patches: []']
  write({ 'kustomization.yaml': `${nothing.join('\n')}\nresources: [cm.yaml]\n`, 'cm.yaml': configMap })
  expect(await built('k')).toBe('apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: c\n')
})

test.each([
  [
    'resources: [../x.yaml]',
    "error: accumulating resources: accumulation err='accumulating resources from '../x.yaml': security; file '/k/x.yaml' is not in or below '/k/a'': must build at directory: '/k/x.yaml': file is not directory\n",
  ],
  [
    'resources: [l.yaml]',
    "error: accumulating resources: accumulation err='accumulating resources from 'l.yaml': security; file '/k/a/l.yaml' is not in or below '/k/a'': must build at directory: '/k/a/l.yaml': file is not directory\n",
  ],
  [
    'patches: [{path: l.yaml}]',
    patching(
      'path: l.yaml',
      "failed to get the patch file from path(l.yaml): security; file '/k/a/l.yaml' is not in or below '/k/a'",
    ),
  ],
  [
    'configMapGenerator: [{name: z, envs: [l.yaml]}]',
    "error: loading KV pairs: env source files: [l.yaml]: security; file '/k/a/l.yaml' is not in or below '/k/a'\n",
  ],
  [
    'configMapGenerator: [{name: z, files: [l.yaml]}]',
    "error: loading KV pairs: file sources: [l.yaml]: security; file '/k/a/l.yaml' is not in or below '/k/a'\n",
  ],
  [
    'configMapGenerator: [{name: z, files: [/etc/passwd]}]',
    "error: loading KV pairs: file sources: [/etc/passwd]: security; file '/etc/passwd' is not in or below '/k/a'\n",
  ],
  [
    'resources: [.]',
    "error: accumulating resources: accumulation err='accumulating resources from '.': '/k/a' must resolve to a file': cycle detected: candidate root '/k/a' contains visited root '/k/a'\n",
  ],
  [
    'resources: [../b]',
    "error: accumulating resources: accumulation err='accumulating resources from '../b': '/k/b' must resolve to a file': recursed accumulation of path '/k/b': accumulating resources: accumulation err='accumulating resources from '../a': '/k/a' must resolve to a file': cycle detected: candidate root '/k/a' contains visited root '/k/a'\n",
  ],
  [
    'resources: [/etc]',
    "error: accumulating resources: accumulation err='accumulating resources from '/etc': '/etc' must resolve to a file': new root '/etc' cannot be absolute\n",
  ],
])('it reads nothing outside of its directory, wherever links lead: %s', async (text, message) => {
  write({ 'a/kustomization.yaml': `${text}\n`, 'b/kustomization.yaml': 'resources: [../a]\n', 'x.yaml': configMap })
  link('a/l.yaml', '../x.yaml')
  expect(await built('k/a')).toBe(message)
})
