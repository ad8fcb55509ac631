/** The packed program, used as somebody uses it who has installed it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chosenNodes, type Installation, install, nodes, outcomeOf, root, type User } from './installation.js'

let installation: Installation
beforeAll(async () => {
  installation = await install()
})
afterAll(() => installation.remove())

test('the package has what the program and the library need, and nothing else', () => {
  const { packed } = installation
  const scripts = readdirSync(join(root, 'dist', 'cli')).filter((name) => name !== 'caches')
  const wanted = ['LICENSE', 'README.md', 'package.json', 'bin/kubesim.js', 'bin/package.json', 'dist/lib/index.js']
  const labs = readdirSync(join(root, 'fixtures', 'labs')).map((name) => `fixtures/labs/${name}`)
  expect(packed).toEqual(expect.arrayContaining([...wanted, ...labs, ...scripts.map((name) => `dist/cli/${name}`)]))
  expect(packed.filter((path) => !/^(bin|dist\/(cli|lib)|fixtures\/labs)\/[^/]+$|^[^/]+$/.test(path))).toEqual([
    'dist/THIRD-PARTY-NOTICES',
  ])
})

test('the package has the licence of everybody whose code it carries', () => {
  const path = join(installation.directory, 'node_modules', 'kubesim', 'dist', 'THIRD-PARTY-NOTICES')
  const notices = readFileSync(path, 'utf8')
  const { inputs } = JSON.parse(readFileSync(join(root, 'dist', 'meta.json'), 'utf8'))
  const names = Object.keys(inputs).flatMap((each) => each.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? [])
  expect(new Set(names).size).toBeGreaterThan(5)
  for (const name of new Set([...names, 'kubernetes-models'])) {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    const text = notices.split(`\n${name} ${version} (`)[1]?.split('-'.repeat(80))[0]
    expect(text, name).toMatch(/^[\w.-]+\)\n.*Copyright.*(?:WITHOUT WARRANTY OF ANY KIND|DISCLAIMS ALL WARRANTIES)/is)
  }
  expect(notices).toContain('The Kubernetes Authors')
})

/** The caches that there are, each with what another one of its name would not have. */
function caches(): string[] {
  const folder = join(installation.directory, 'node_modules', 'kubesim', 'dist', 'cli', 'caches')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cache'))
    .map((name) => `${name} ${statSync(join(folder, name)).ino}`)
    .sort()
}

/** Some starts, on a cluster in which nothing happens by itself. */
async function startsOf(user: User): Promise<() => Promise<void>> {
  await user.run(['cluster', 'create', 'default', '--clock', 'virtual'])
  return async () => {
    for (const line of ['create configmap a --dry-run=server', 'get namespaces', 'describe namespace default']) {
      expect(await user.run(line.split(' '))).toMatchObject({ stderr: '', exitCode: 0 })
    }
  }
}

describe.each(nodes)('on $name', (node) => {
  let user: User
  beforeAll(() => {
    user = installation.user(node)
  })

  /** Types a line that must succeed without a word of complaint; returns what it shows. */
  async function type(line: string, stdin?: string): Promise<string> {
    const { stdout, ...rest } = await user.run(line.split(' '), stdin)
    expect({ line, ...rest }).toEqual({ line, stderr: '', exitCode: 0 })
    return stdout
  }

  test('a deployment, from its making to its end', async () => {
    expect(await type('create deployment web --image=nginx --replicas=2')).toBe('deployment.apps/web created\n')
    expect(await type('rollout status deployment/web')).toMatch(/successfully rolled out\n$/)
    expect(await type('get pods')).toMatch(/^NAME .*\n(web-\S+ +1\/1 +Running .*\n){2}$/)
    expect(await type('scale deployment/web --replicas=3')).toBe('deployment.apps/web scaled\n')
    expect(await type('get deployment web -o yaml')).toMatch(/^apiVersion: apps\/v1\n[\s\S]*\n {2}replicas: 3\n/)
    expect(await type('describe deployment web')).toMatch(/^Name: +web\n[\s\S]*ScalingReplicaSet/)
    expect(await type('expose deployment/web --port=80')).toBe('service/web exposed\n')
    const ip = await type('get service web -o jsonpath={.spec.clusterIP}')
    expect(await type('exec deployment/web -- hostname')).toMatch(/^web-\S+\n$/)
    expect(await type('run visitor --rm -i -q --restart=Never --image=busybox -- wget -qO- web')).toContain('nginx')
    expect(await type(`ssh worker-1 -- curl -s ${ip}`)).toContain('nginx')
    expect(await type('logs deployment/web --all-pods=true')).toContain('GET / HTTP/1.1')
    expect(await type('apply -f -', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')).toBe(
      'configmap/a created\n',
    )
    expect(await type('delete deployment/web service/web')).toMatch(/"web" deleted.*\n.*"web" deleted.*\n$/)
    expect(await type('get pods --no-headers -o name')).toBe('')
  })

  test('curl from outside', async () => {
    await type('create deployment site --image=httpd')
    await type('expose deployment/site --port=80 --type=NodePort')
    const port = await type('get service site -o jsonpath={.spec.ports[0].nodePort}')
    expect(await type(`curl -s localhost:${port}`)).toBe('<html><body><h1>It works!</h1></body></html>\n')
  })

  test('a server, and commands that go through it', async () => {
    const server = user.start(['serve', '--kubeconfig', 'kubeconfig'])
    const ended = outcomeOf(server)
    await once(server.stdout!, 'data')
    expect(await type('create configmap served')).toBe('configmap/served created\n')
    expect(await type('--kubeconfig kubeconfig get configmap served -o name')).toBe('configmap/served\n')
    server.kill('SIGTERM')
    expect(await ended).toMatchObject({ stderr: '', exitCode: 143 })
    expect(await type('get configmap served -o name')).toBe('configmap/served\n')
  })

  test('the demo', async () => {
    expect(await type('demo')).toMatch(/\$ kubesim create deployment httpenv[\s\S]*as it should be/)
  })

  test('help, completion and a version', async () => {
    expect(await type('--help')).toMatch(/^kubesim [\s\S]*create /)
    expect(await type('scale --help')).toContain('--replicas')
    expect(await type('completion bash')).toContain('complete ')
    expect(await type('version')).toMatch(/^Client Version: v\d+\.\d+\.\d+\n[\s\S]*Server Version: v/)
  })

  test('what is wrong is said on standard error alone', async () => {
    expect(await user.run(['nosuch'])).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^error: unknown command "nosuch" for "kubesim"\n/),
      exitCode: 1,
    })
    expect(await user.run(['get', 'pod', 'nosuch'])).toEqual({
      stdout: '',
      stderr: 'Error from server (NotFound): pods "nosuch" not found\n',
      exitCode: 1,
    })
  })

  test('a start leaves the caches as they are that equal ones have made', async () => {
    const starts = await startsOf(installation.user(node))
    for (let round = 1; round <= 2; round++) await starts()
    const before = caches()
    await starts()
    expect(before).toContainEqual(expect.stringContaining('reading.js.cache'))
    expect(caches()).toEqual(before)
  })

  test('the library', async () => {
    const code = `
      import { ApiError, Cluster } from 'kubesim'
      const cluster = await Cluster.open({ create: { clock: 'virtual' } })
      await cluster.run(['create', 'deployment', 'web', '--image=nginx'])
      const { stdout } = await cluster.run(['get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}'])
      await cluster.close()
      console.log(stdout, typeof ApiError)`
    const words = ['--input-type=module', '--eval', code]
    const running = spawn(node.path, words, { cwd: installation.directory, env: user.environment })
    expect(await outcomeOf(running)).toEqual({ stdout: '1 function\n', stderr: '', exitCode: 0 })
  })
})

test.runIf(nodes.length > 1)('Nodes that take turns leave each other their caches', async () => {
  const starts = await Promise.all(nodes.map((node) => startsOf(installation.user(node))))
  const takeTurns = async () => {
    for (const start of starts) await start()
  }
  for (let round = 1; round <= 2; round++) await takeTurns()
  const before = caches()
  await takeTurns()
  expect(before.filter((name) => name.includes('reading.js.cache'))).toHaveLength(nodes.length)
  expect(caches()).toEqual(before)
})

// The declarations are bundled for a release, which takes half a minute: `npm run test:nodes` does so first.
test.runIf(chosenNodes !== undefined)('the library has its types', async () => {
  const { directory, packed } = installation
  expect(packed).toContain('dist/lib/index.d.ts')
  const program = (type: string) => `
    import { Cluster, type RunResult } from 'kubesim'
    const cluster: Cluster = await Cluster.open({ create: { clock: 'virtual' } })
    const result: RunResult = await cluster.run(['get', 'pods'])
    export const code: ${type} = result.exitCode\n`
  writeFileSync(join(directory, 'right.ts'), program('number'))
  writeFileSync(join(directory, 'wrong.ts'), program('string'))
  const compiler = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc')
  const node = ['--module', 'nodenext', '--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')]
  const words = [compiler, '--noEmit', '--strict', '--target', 'es2022', ...node, 'right.ts', 'wrong.ts']
  const { stdout } = await outcomeOf(spawn(process.execPath, words, { cwd: directory }))
  expect(stdout).toBe("wrong.ts(5,18): error TS2322: Type 'number' is not assignable to type 'string'.\n")
})
