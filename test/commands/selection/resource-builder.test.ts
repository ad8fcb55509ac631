import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/commands/command.js'
import { expandCategories, lookUpResource } from '../../../src/commands/resources/look-up.js'
import type { ResourceQuery } from '../../../src/commands/selection/query.js'
import { hasNames } from '../../../src/commands/selection/resource-arguments.js'
import { selectResources } from '../../../src/commands/selection/resource-builder.js'
import type { KubeObject } from '../../../src/model/objects/object.js'
import { resources, testContext } from '../context.js'

const object = (
  kind: string,
  name: string,
  labels: Record<string, string> = {},
  namespace = 'default',
): KubeObject => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  metadata: { name, labels, ...(kind === 'Namespace' ? {} : { namespace }) },
})

const objects = [
  object('Pod', 'a', { app: 'x' }),
  object('Pod', 'b', { app: 'y' }),
  object('Pod', 'far', { app: 'x' }, 'other'),
  object('Service', 'a'),
  object('Deployment', 'web'),
  object('Namespace', 'default'),
  object('Namespace', 'other'),
]

const tree = {
  'two.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: new}\n',
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: other, namespace: x}\n',
  'far.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: far, namespace: other}\n',
  'odd.yaml': 'apiVersion: v1\nkind: Nosuch\nmetadata: {name: o}\n',
}

/** `plural/namespace/name` of each selected object, then the messages of errors. */
async function select(query: Partial<ResourceQuery>, more: Partial<Context> = {}): Promise<string[]> {
  const found: string[] = []
  try {
    const selection = await selectResources({ args: [], ...query }, testContext(objects, tree, more))
    await selection.visit(async ({ resource, namespace, name }) => {
      found.push(`${resource.plural}/${namespace}/${name}`)
    })
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors : [error]
    found.push(...errors.map((each: Error) => `! ${each.message}`))
  }
  return found
}

const files = (...filenames: string[]) => ({ filenames, kustomize: '', recursive: false })

describe('names', () => {
  test.each<[string, string[]]>([
    ['pod a', ['pods/default/a']],
    ['pods a b', ['pods/default/a', 'pods/default/b']],
    ['po/a svc/a', ['pods/default/a', 'services/default/a']],
    ['pods,services a', ['pods/default/a', 'services/default/a']],
    ['Deployment web', ['deployments/default/web']],
    ['deployments.apps/web', ['deployments/default/web']],
    ['deployments.v1.apps web', ['deployments/default/web']],
    ['ns/other', ['namespaces//other']],
    ['pod nosuch', ['! pods "nosuch" not found']],
    ['pods', ['! resource(s) were provided, but no name was specified']],
    ['foo a', [`! the server doesn't have a resource type "foo"`]],
    ['foo.bar.baz/a', [`! the server doesn't have a resource type "foo"`]],
    ['pods/a/b', ['! arguments in resource/name form may not have more than one slash']],
    ['pods/', ['! arguments in resource/name form must have a single resource and name']],
    ['pods,services/a', ['! arguments in resource/name form must have a single resource and name']],
    [
      'pod/a b',
      [expect.stringMatching(/^! there is no need to specify a resource type as a separate argument/)] as string[],
    ],
    [
      '',
      [
        expect.stringMatching(/^! You must provide one or more resources by argument or filename\.\nExample/),
      ] as string[],
    ],
  ])('%j', async (args, found) => {
    expect(await select({ args: args.split(' ').filter((word) => word !== '') })).toEqual(found)
  })

  test('errors are told beside the results, on demand', async () => {
    const args = ['pods', 'x', 'a', 'y']
    expect(await select({ args, continueOnError: true })).toEqual([
      'pods/default/a',
      '! pods "x" not found',
      '! pods "y" not found',
    ])
    expect(await select({ args })).toEqual(['! pods "x" not found'])
  })

  test('a missing namespace is named instead of the object', async () => {
    expect(await select({ args: ['pod', 'a'] }, { namespace: 'nosuch' })).toEqual(['! namespaces "nosuch" not found'])
    expect(await select({ args: ['pod', 'a'] }, { namespace: 'other' })).toEqual(['! pods "a" not found'])
  })

  test('bare names may have a default type', async () => {
    expect(await select({ args: ['a', 'deploy/web'], defaultType: 'pods' })).toEqual([
      'pods/default/a',
      'deployments/default/web',
    ])
  })

  test('names exist in one namespace only', async () => {
    expect(await select({ args: ['pod', 'a'], allNamespaces: true })).toEqual([
      '! a resource cannot be retrieved by name across all namespaces',
    ])
  })

  test('hasNames', () => {
    expect(hasNames(['pods'])).toBe(false)
    expect(hasNames(['pods,svc'])).toBe(false)
    expect(hasNames(['pods', 'a'])).toBe(true)
    expect(hasNames(['pods/a'])).toBe(true)
  })
})

describe('selectors', () => {
  test.each<[Partial<ResourceQuery>, string[]]>([
    [{ args: ['pods'], typeMeansAll: true }, ['pods/default/a', 'pods/default/b']],
    [{ args: ['pods'], labelSelector: ' app=x ' }, ['pods/default/a']],
    [{ args: ['pods'], labelSelector: 'app=x', allNamespaces: true }, ['pods/default/a', 'pods/other/far']],
    [
      { args: ['all'], all: true },
      ['pods/default/a', 'pods/default/b', 'services/default/a', 'deployments/default/web'],
    ],
    [{ args: ['po,pods,svc'], all: true }, ['pods/default/a', 'pods/default/b', 'services/default/a']],
    [{ args: ['pods', 'a'], labelSelector: 'app=x' }, ['! name cannot be provided when a selector is specified']],
    [
      { args: ['pods/a'], all: true },
      ['! selectors and the all flag cannot be used when passing resource/name arguments'],
    ],
    [{ all: true }, ['! at least one resource must be specified to use a selector']],
    [{ args: ['pods'], all: true, labelSelector: 'a' }, ["! setting 'all' parameter but found a non empty selector. "]],
    [{ args: ['pods,svc'], all: true, singleType: true }, ['! you may only specify a single resource type']],
    [
      { args: ['pods'], fieldSelector: 'spec.foo=bar' },
      [
        '! Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.foo=bar": field label not supported: spec.foo',
      ],
    ],
  ])('%j', async (query, found) => {
    expect(await select(query)).toEqual(found)
  })
})

describe('files', () => {
  test.each<[Partial<ResourceQuery>, Partial<Context>, string[]]>([
    [{ files: files('two.yaml') }, {}, ['pods/default/a', 'pods/default/new']],
    [{ files: files('two.yaml') }, { namespace: 'other' }, ['pods/other/a', 'pods/other/new']],
    [
      { files: files('two.yaml'), latest: true, continueOnError: true },
      {},
      ['pods/default/a', '! pods "new" not found'],
    ],
    [{ files: files('ns.yaml') }, {}, ['namespaces//other']],
    [{ files: files('far.yaml') }, {}, ['pods/other/far']],
    [
      { files: files('far.yaml') },
      { namespaceGiven: true },
      [
        `! the namespace from the provided object "other" does not match the namespace "default". You must pass '--namespace=other' to perform this operation.`,
      ],
    ],
    [
      { files: files('two.yaml'), args: ['pods'] },
      {},
      ['! when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well'],
    ],
    [
      { files: files('two.yaml'), args: ['pods/a'] },
      {},
      ['! resource/name arguments cannot be provided when a path is specified'],
    ],
    [{ files: files('two.yaml'), labelSelector: 'app=x' }, {}, []],
    [
      { files: files('two.yaml'), labelSelector: 'a in' },
      {},
      [`! the provided selector "a in" is not valid: unable to parse requirement: found '' expected: '('`],
    ],
    [{ files: files('two.yaml'), local: true }, {}, ['pods//a', 'pods//new']],
    [
      { args: [], local: true },
      {},
      [expect.stringMatching(/^! you must specify resources by --filename when --local is set\./)] as string[],
    ],
  ])('%j', async (query, more, found) => {
    expect(await select(query, more)).toEqual(found)
  })

  test('kinds that are not served are named with their file', async () => {
    const [message] = await select({ files: files('odd.yaml') })
    expect(message).toMatch(
      /^! resource mapping not found for name: "o" namespace: "" from "odd.yaml": no matches for kind "Nosuch" in version "v1"\nensure CRDs are installed first/,
    )
  })
})

describe('words', () => {
  test.each([
    ['cm', 'configmaps'],
    ['CONFIGMAPS', 'configmaps'],
    ['ConfigMap', 'configmaps'],
    ['CM', undefined],
    ['deploy.apps', 'deployments'],
    ['deployments.app', 'deployments'],
    ['deployments.batch', undefined],
    ['deployments.v2.apps', undefined],
    ['ev.events.k8s.io', 'events'],
    ['constructor', undefined],
  ])('%s', (word, plural) => {
    expect(lookUpResource(word, resources)?.plural).toBe(plural)
  })

  test('categories stand for their members', () => {
    expect(expandCategories('all,cm', resources)).toBe('pods,services,deployments.apps,cm')
    expect(expandCategories('nothing', resources)).toBe('nothing')
  })
})
