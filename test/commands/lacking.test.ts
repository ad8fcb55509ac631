/** What Kubernetes and kubectl have and kubesim has not is named as such, on the file and through the API; all else keeps kubectl's words. */
import { afterAll, describe, expect, test } from 'vitest'
import { commandFacts } from '../../src/cli/kubectl-commands.js'
import type { Command, CommandEntry, Flag } from '../../src/commands/command.js'
import { globalFlags } from '../../src/commands/global-flags.js'
import { commands } from '../../src/commands/index.js'
import { type KubernetesResource, kubernetesResources } from '../../src/commands/resources/kubernetes-resources.js'
import { refuseLackedKind } from '../../src/commands/resources/lacked.js'
import { startServer } from '../../src/http/index.js'
import { kinds } from '../../src/kinds/index.js'
import { runRemotely } from '../../src/process/run.js'
import { openCluster } from './cluster.js'

const served = kinds.filter((kind) => kind.served !== false)
const typed = await openCluster()
const server = await startServer({ cluster: typed.cluster, token: 't', jumpDelay: 0 })
const resources = await typed.cluster.client.resources()
const isOurs = ({ group, kind }: KubernetesResource) =>
  resources.some((each) => each.group === group && each.kind === kind)
const lacked = kubernetesResources().filter((each) => !isOurs(each))
const nameOf = ({ group, kind }: Pick<KubernetesResource, 'group' | 'kind'>) => `${kind}.${group}`

afterAll(async () => {
  await server.close()
  await typed.cluster.close()
})

/** What both say, which must be the same. */
async function both(words: readonly string[], stdin?: string) {
  const input = stdin === undefined ? {} : { stdin }
  const local = await typed.cluster.run(words, input)
  // Behind the words: before a command that nobody knows no flag may stand.
  const dash = words.includes('--') ? words.indexOf('--') : words.length
  const flags = ['--server', server.address, '--token', 't']
  const remote = await runRemotely(words.toSpliced(dash, 0, ...flags), {
    environment: {},
    ...input,
  })
  expect(remote).toEqual(local)
  return local
}

const refusal = (what: string) => ({ stdout: '', stderr: `error: kubesim does not have ${what} yet\n`, exitCode: 1 })

test('the kinds that we have are among the kinds of Kubernetes, under the same names', () => {
  const known = new Map(kubernetesResources().map((each) => [nameOf(each), each]))
  for (const { names, scope } of served) {
    expect(known.get(nameOf(names)), names.kind).toMatchObject({
      namespaced: scope === 'Namespaced',
      plural: names.plural,
      shortNames: names.short,
    })
  }
})

describe('kinds that we lack', () => {
  test('are still some', () => {
    expect(lacked.map(({ kind }) => kind)).toContain('DaemonSet')
  })

  test.each(lacked.map((facts) => [nameOf(facts), facts] as const))(
    '%s',
    async (_, { group, versions, kind, plural, shortNames }) => {
      // Some have a name that a kind of ours has, too: only with its group is it meant.
      const shared = served.some(({ names }) => names.plural === plural)
      const words = [`${plural}.${group}`, ...(shared ? [] : [plural, kind, kind.toLowerCase(), ...shortNames])]
      for (const word of words) expect(await typed.cluster.run(['get', word])).toEqual(refusal(`kind "${kind}"`))
      for (const version of versions) {
        const apiVersion = group === '' ? version : `${group}/${version}`
        const manifest = JSON.stringify({ apiVersion, kind, metadata: { name: 'x' } })
        expect(await typed.cluster.run(['create', '-f', '-'], { stdin: manifest })).toEqual(refusal(`kind "${kind}"`))
      }
    },
  )

  const daemonSet = JSON.stringify({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'x' } })

  test.each([
    'get',
    'apply',
    'apply --server-side',
    'create',
    'delete',
    'replace',
    'replace --force',
    'describe',
    'label a=b',
    'annotate a=b',
    'wait --for=delete',
    'rollout status',
    'rollout restart',
    'scale --replicas=2',
    'expose',
    'edit',
    'create --dry-run=client',
    'set image a=b',
    'set env A=b',
    'patch -p {}',
    'apply set-last-applied',
  ])('%s -f FILE', async (line) => {
    const { stdout, stderr } = await both([...line.split(' '), '-f', '-'], daemonSet)
    expect({ stdout, stderr, exitCode: 1 }).toEqual(refusal('kind "DaemonSet"'))
  })

  test.each([
    'get ds/x',
    'get pods,ds',
    'get ds.v1.apps',
    'describe ds',
    'delete ds x',
    'logs ds/x',
    'exec ds/x -- ls',
    'rollout status ds/x',
    'rollout undo ds x',
    'scale ds/x --replicas=1',
    'set image ds/x a=b',
    'label ds x a=b',
    'wait ds/x --for=create',
    'port-forward ds/x 80',
    'explain ds.spec',
    'events --for ds/x',
    'edit ds x',
    'patch ds x -p {}',
    'taint ds x a=b:NoSchedule',
    'debug ds/x --image=busybox',
    'expose ds x',
    'attach ds/x',
  ])('%s', async (line) => {
    expect(await both(line.split(' '))).toEqual(refusal('kind "DaemonSet"'))
  })

  test('do not keep the others of a file from being applied', async () => {
    const configMap = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
    const manifest = [configMap('first'), daemonSet, configMap('last')].join('\n---\n')
    const result = await typed.cluster.run(['apply', '-f', '-'], { stdin: manifest })
    expect(result).toEqual({
      ...refusal('kind "DaemonSet"'),
      stdout: 'configmap/first created\nconfigmap/last created\n',
    })
  })

  test('may be spoken of in rules', async () => {
    await typed.type('create role r --verb=get --resource=daemonsets,jobs.batch/status')
    const rules = await typed.out('get role r -o jsonpath={.rules}')
    expect(JSON.parse(rules)).toEqual([
      { apiGroups: ['apps'], resources: ['daemonsets'], verbs: ['get'] },
      { apiGroups: ['batch'], resources: ['jobs/status'], verbs: ['get'] },
    ])
    const asked = await typed.type('auth can-i get ds --as=somebody')
    expect(asked).toEqual({
      stdout: 'no\n',
      stderr: 'Warning: kubesim does not have kind "DaemonSet" yet\n\n',
      exitCode: 1,
    })
  })

  test('are what a definition makes of them, if there is one', async () => {
    const names = { plural: 'jobs', singular: 'job', kind: 'Job' }
    const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'jobs.example.com' },
      spec: { group: 'example.com', scope: 'Namespaced', names, versions: [version] },
    }
    await typed.cluster.run(['create', '-f', '-'], { stdin: JSON.stringify(definition) })
    expect(await both(['get', 'jobs'])).toMatchObject({
      stderr: 'No resources found in default namespace.\n',
      exitCode: 0,
    })
    expect(await both(['get', 'jobs.batch'])).toEqual(refusal('kind "Job"'))
  })
})

test.each([
  ['get widgets', `error: the server doesn't have a resource type "widgets"\n`],
  ['get daemonsets.example.com', `error: the server doesn't have a resource type "daemonsets"\n`],
  ['create widget x', "error: Unexpected args: [widget x]\nSee 'kubesim create -h' for help and examples\n"],
  ['create daemonset x', "error: Unexpected args: [daemonset x]\nSee 'kubesim create -h' for help and examples\n"],
  ['get --nosuch', "error: unknown flag: --nosuch\nSee 'kubesim get --help' for usage.\n"],
  ['get -Z', "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubesim get --help' for usage.\n"],
  ['rollout nosuch x', 'error: unknown command "nosuch x"\nSee \'kubesim rollout -h\' for help and examples\n'],
  ['nosuch', 'error: unknown command "nosuch" for "kubesim"\n'],
])('%s is nowhere', async (line, stderr) => {
  expect(await both(line.split(' '))).toEqual({ stdout: '', stderr, exitCode: 1 })
})

test('a kind that is there is not lacked, whatever command for it may be', async () => {
  await expect(refuseLackedKind('job')).rejects.toThrow('kubesim does not have kind "Job" yet')
  await expect(refuseLackedKind('pc')).resolves.toBeUndefined()
})

test.each(['apps/v1beta1', 'apps/v9', 'example.com/v1'])(
  'a DaemonSet of %s is in no Kubernetes',
  async (apiVersion) => {
    const stdin = JSON.stringify({ apiVersion, kind: 'DaemonSet', metadata: { name: 'x' } })
    const { stderr } = await both(['create', '-f', '-'], stdin)
    expect(stderr).toMatch(
      `no matches for kind "DaemonSet" in version "${apiVersion}"\nensure CRDs are installed first`,
    )
  },
)

interface Node {
  readonly entry: CommandEntry
  readonly flags: readonly Flag[]
}

async function tree(entries: readonly CommandEntry[], above = ''): Promise<[path: string, node: Node][]> {
  const nodes = entries.map(async (entry): Promise<[string, Node][]> => {
    const path = `${above}${entry.name}`
    const command: Command | undefined = await entry.load?.()
    return [[path, { entry, flags: command?.flags ?? [] }], ...(await tree(entry.subcommands ?? [], `${path} `))]
  })
  return (await Promise.all(nodes)).flat()
}

const ours = new Map(await tree(commands))
const flagsOf = (path: string) => {
  const own = ours.get(path)?.flags ?? []
  return [...own, ...globalFlags.filter(({ name }) => !own.some((each) => each.name === name))]
}
const shown = ({ name, short }: Flag) => (short === undefined ? name : `${name},${short}`)
const factsOf = (path: string) => commandFacts[path]!.split(' ').filter((flag) => flag !== '')

describe('commands of kubectl', () => {
  const lackedCommands = Object.keys(commandFacts).filter((path) => path !== '' && !ours.has(path))

  test.each(lackedCommands)('%s is lacked', async (path) => {
    const { stdout, stderr, exitCode } = await typed.cluster.run([...path.split(' '), 'x', '--nosuch'])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toMatch(/^error: kubesim does not have (?:command|kind) "[\w -]+" yet\n$/)
    expect(await typed.cluster.run(['help', ...path.split(' ')])).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  test.each([
    ['create job x --image=busybox', 'kind "Job"'],
    ['create cj x', 'kind "CronJob"'],
    ['create quota x', 'kind "ResourceQuota"'],
    ['autoscale deployment x --max=3', 'command "autoscale"'],
    ['-n default cluster-info dump', 'command "cluster-info dump"'],
    ['config set-cluster x --server=http://x', 'command "config set-cluster"'],
  ])('%s', async (line, what) => {
    expect(await both(line.split(' '))).toEqual(refusal(what))
  })

  const here = Object.keys(commandFacts).filter((path) => path === '' || ours.get(path)?.entry.load !== undefined)

  test.each(here)('%s: a flag that both have has one short form', (path) => {
    const theirs = factsOf(path).map((flag) => flag.split(','))
    const common = flagsOf(path).filter(({ name }) => theirs.some(([their]) => their === name))
    expect(common.map(shown).sort()).toEqual(
      [...new Set(common.map(({ name }) => theirs.find(([their]) => their === name)!.join(',')))].sort(),
    )
  })

  const lackedFlags = here.flatMap((path) =>
    factsOf(path)
      .map((flag) => flag.split(',')[0]!)
      .filter((name) => !flagsOf(path).some((flag) => flag.name === name))
      .map((name) => [path, name] as const),
  )

  test.each(lackedFlags)('%s --%s is lacked', async (path, name) => {
    const words = (path || 'get').split(' ')
    expect(await typed.cluster.run([...words, `--${name}=x`])).toMatchObject({
      stdout: '',
      stderr: `error: kubesim does not have flag "--${name}" yet\n`,
    })
  })
})
