/** What the build makes of its two sources: it refuses, by its name, whatever one of them lacks or has otherwise. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import table from '../../../src/kinds/go-types.json'
import { releaseOf, releases } from '../../../src/model/objects/release.js'
import { defaultSettings } from '../../../src/model/objects/settings.js'

interface Options {
  readonly folder: string
  readonly kinds?: string
  readonly packages?: string
  readonly goTypes?: string
}

const root = resolve(import.meta.dirname, '../../..')
const { generateSchemas } = (await import(pathToFileURL(join(root, 'schemas.config.mjs')).href)) as {
  generateSchemas(options: Options): Promise<void>
}
const models = (await import(pathToFileURL(join(root, 'kubernetes-models.config.mjs')).href)) as {
  readonly newestRelease: string
  readonly releases: readonly { readonly release: string; readonly name: string; readonly version: string }[]
}

const directory = mkdtempSync(join(tmpdir(), 'kubesim-schemas-'))
afterAll(() => rmSync(directory, { recursive: true }))
let count = 0
const fresh = () => join(directory, `${count++}`)

function generate(options: Partial<Options>) {
  return generateSchemas({ folder: fresh(), ...options })
}

/** The table with some of its definitions otherwise, or (undefined) without them. */
function tableWith(changes: Readonly<Record<string, string | undefined>>, release = table.release): string {
  const file = `${fresh()}.json`
  writeFileSync(file, JSON.stringify({ release, definitions: { ...table.definitions, ...changes } }))
  return file
}

const texts: Readonly<Record<string, string>> = table.definitions

function replaced(definition: string, what: string, by: string) {
  const text = texts[definition]!.replace(what, by).trim()
  expect(text).not.toBe(texts[definition])
  return { [definition]: text }
}

describe('Go types that are not those of the declarations', () => {
  test.each<[string, Record<string, string | undefined>, string]>([
    ['a definition less', { 'core.v1.PodSpec': undefined }, 'go-types.json lacks core.v1.PodSpec'],
    ['a field less', replaced('core.v1.Container', ' 2:image:s', ''), 'go-types.json lacks core.v1.Container.image'],
    [
      'a field more',
      replaced('core.v1.Container', ' 2:image:s', ' 2:image:s 99:colour:s'),
      'core.v1.Container.colour of go-types.json is not in the declarations',
    ],
    [
      'an inlined field less',
      replaced('core.v1.ProbeHandler', ' 4:grpc*:@core.v1.GRPCAction', ''),
      'go-types.json lacks core.v1.Probe.grpc',
    ],
    [
      'another number',
      replaced('apps.v1.DeploymentSpec', 'replicas*:i', 'replicas*:l'),
      'apps.v1.DeploymentSpec.replicas is l in go-types.json, but i in the declarations',
    ],
    [
      'one value for a list',
      replaced('core.v1.PodSpec', 'containers+:[', 'containers+:'),
      'core.v1.PodSpec.containers is @core.v1.Container in go-types.json, but [@core.v1.Container in the declarations',
    ],
    ['a message less', { 'meta.v1.StatusCause': undefined }, 'go-types.json lacks meta.v1.StatusCause'],
    ['what cannot be read', { 'core.v1.Pod': '1:metadata' }, 'cannot read "1:metadata" of core.v1.Pod'],
  ])('%s', async (_, changes, why) => {
    await expect(generate({ goTypes: tableWith(changes) })).rejects.toThrow(why)
  })

  test('another release', async () => {
    await expect(generate({ goTypes: tableWith({}, '1.35') })).rejects.toThrow(
      /\.json is of Kubernetes 1\.35, not 1\.36: derive it again/,
    )
  })
})

/** Packages that declare the ports of containers alone, with one of the files otherwise. */
function packagesWith(path: string, change: (text: string) => string): string {
  const packages = join(fresh(), 'node_modules')
  const installed = join(root, 'node_modules')
  for (const file of ['package.json', 'v1/ContainerPort.d.ts', '_schemas/IoK8sApiCoreV1ContainerPort.js']) {
    const text = readFileSync(join(installed, 'kubernetes-models', file), 'utf8')
    const copy = join(packages, 'kubernetes-models', file)
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, file === path ? change(text) : text)
    if (file === path) expect(change(text)).not.toBe(text)
  }
  for (const name of ['@kubernetes-models', 'kubernetes-models-1.33'])
    symlinkSync(join(installed, name), join(packages, name))
  return packages
}

describe('declarations that are not those that are known', () => {
  test('but with those that are', async () => {
    const packages = packagesWith('package.json', (text) => `${text} `)
    await generate({ packages, kinds: kindsOf(['core.v1.ContainerPort']) })
  })

  test.each<[string, string, (text: string) => string, string]>([
    [
      'another version of the package',
      'package.json',
      (text) => text.replace(/"version": "[^"]+"/, '"version": "9.9.9"'),
      'kubernetes-models is 9.9.9 here',
    ],
    [
      'a number of a format that is not known',
      '_schemas/IoK8sApiCoreV1ContainerPort.js',
      (text) => text.replaceAll('format:"int32"', 'format:"int16"'),
      'cannot find out what kind of number core.v1.ContainerPort.containerPort is',
    ],
    [
      'a number of which nothing is said',
      '_schemas/IoK8sApiCoreV1ContainerPort.js',
      (text) => text.replaceAll('keyword:"format"', 'keyword:"form"'),
      'cannot find out what kind of number core.v1.ContainerPort.containerPort is',
    ],
    [
      'a type that cannot be read',
      'v1/ContainerPort.d.ts',
      (text) => text.replace('"hostIP"?: string;', '"hostIP"?: Date;'),
      'cannot read the type of core.v1.ContainerPort.hostIP: Date',
    ],
    [
      'a field less',
      'v1/ContainerPort.d.ts',
      (text) => text.replaceAll(/ {4}"hostIP"\?: string;\n/g, ''),
      'core.v1.ContainerPort.hostIP of go-types.json is not in the declarations',
    ],
    [
      'no interface',
      'v1/ContainerPort.d.ts',
      (text) => text.replace('export interface', 'export declare class'),
      'no interface in kubernetes-models/v1/ContainerPort.d.ts',
    ],
  ])('%s', async (_, path, change, why) => {
    const packages = packagesWith(path, change)
    await expect(generate({ packages, kinds: kindsOf(['core.v1.ContainerPort']) })).rejects.toThrow(why)
  })
})

/** A folder with one kind of each definition. */
function kindsOf(definitions: readonly string[]): string {
  const folder = fresh()
  mkdirSync(folder)
  const lines = definitions.map((each) => `export const kind = { definition: 'io.k8s.api.${each}' }\n`)
  writeFileSync(join(folder, 'kinds.ts'), lines.join(''))
  return folder
}

describe('kinds', () => {
  test('that nobody declares', async () => {
    await expect(generate({ kinds: kindsOf(['core.v1.Nothing']) })).rejects.toThrow(
      'kubernetes-models does not declare core.v1.Nothing',
    )
  })

  test('that may come: whatever is declared in a stable version has the same fields in both sources', async () => {
    const definitions = declared()
    expect(definitions.length).toBeGreaterThan(500)
    const folder = fresh()
    await generate({ folder, kinds: kindsOf(definitions) })
    for (const name of ['structures.ts', 'messages.ts']) {
      const text = readFileSync(join(folder, name), 'utf8')
      expect(definitions.filter((each) => !text.includes(`"${each}":`))).toEqual([])
    }
  })

  /** Lists are all alike, and the values that have no message of their own are in neither source. */
  const noMessage = /List$|^meta\.v1\.(FieldsV1|MicroTime|Patch|Time)$|^apiextensions\.v1\.JSON$/
  /** Left in the package by older releases. */
  const gone = ['core.v1.ClaimSource', 'core.v1.Handler', 'networking.v1.NetworkPolicyStatus']

  function declared(): string[] {
    const models = 'kubernetes-models'
    const groups = readdirSync(join(root, 'node_modules', models), { withFileTypes: true })
    const folders = groups
      .filter((each) => each.isDirectory() && !/^(_schemas|node_modules|v1)$/.test(each.name))
      .flatMap(({ name }) => ['v1', 'v2'].map((version) => `${models}/${name}/${version}`))
    const files = [...folders, `${models}/v1`, '@kubernetes-models/apimachinery/apis/meta/v1']
      .filter((folder) => existsSync(join(root, 'node_modules', folder)))
      .flatMap((folder) => readdirSync(join(root, 'node_modules', folder)).map((name) => `${folder}/${name}`))
      .filter((file) => file.endsWith('.d.ts'))
    return files
      .map((file) => file.slice(0, -'.d.ts'.length).split('/').slice(-3))
      .map(([group = '', version, name]) => [group.replace(/^kubernetes-models$/, 'core').split('.')[0], version, name])
      .map((parts) => parts.join('.'))
      .filter((each) => !/\.index$/.test(each) && !noMessage.test(each) && !gone.includes(each))
  }
})

test('the releases of the declarations are those that a cluster can be of', () => {
  expect(models.releases.map(({ release }) => release).toSorted()).toEqual(Object.keys(releases).toSorted())
  expect([table.release, releaseOf(defaultSettings.kubernetesVersion)]).toEqual([
    models.newestRelease,
    models.newestRelease,
  ])
})

test('the packages of the declarations are wanted in exactly the version that stands for the release', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const wanted = models.releases.map(({ name }) => devDependencies[name].replace('npm:kubernetes-models@', ''))
  expect(wanted).toEqual(models.releases.map(({ version }) => version))
})
