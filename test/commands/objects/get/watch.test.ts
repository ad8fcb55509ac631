/** `get -w`: a line for every change, until the watcher is told to stop or its time is over. */
import { describe, expect, test } from 'vitest'
import { openCluster } from '../../cluster.js'

/** What a watch shows of what happens by itself, on a virtual clock. */
async function watched(line: string, before: readonly string[], settings: object = {}) {
  const { cluster, type } = await openCluster(settings)
  for (const each of before) await type(each)
  const result = await type(line)
  await cluster.close()
  return result
}

/** What it shows of what other commands do meanwhile. */
async function beside(line: string, lines: readonly string[]) {
  const { cluster, type } = await openCluster({ clock: 'wall' })
  const stop = new AbortController()
  const { signal } = stop
  // A watch listens to its signal whenever it goes to rest.
  let rested = () => {}
  const listen = signal.addEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof listen>) => {
    listen(...args)
    rested()
  }
  const rest = () => new Promise<void>((resolve) => (rested = resolve))
  let resting = rest()
  const watching = cluster.run(line.split(' '), { signal })
  for (const each of lines) {
    await resting
    resting = rest()
    expect((await type(each)).stderr).toBe('')
  }
  await resting
  stop.abort()
  const result = await watching
  await cluster.close()
  return result
}

/** Its lines, blanks squeezed, random parts of names and ages left out. */
function linesOf(text: string): string[] {
  const plain = text.replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '-X').replace(/(?<= )\d+m?\d*s\b/g, 'AGE')
  const lines = plain.split('\n').map((line) => line.trim().replace(/ +/g, ' '))
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

describe('get --watch of what happens by itself', () => {
  test('shows what is there, then every change, until its time is over', async () => {
    const { stdout, stderr, exitCode } = await watched(
      'get pods -w --request-timeout=1m',
      ['run first --image=nginx', 'create deployment web --image=nginx'],
      { pace: 'realistic' },
    )
    const lines = linesOf(stdout)
    expect(lines.slice(0, 3)).toEqual([
      'NAME READY STATUS RESTARTS AGE',
      'first 0/1 ContainerCreating 0 AGE',
      'web-X 0/1 ContainerCreating 0 AGE',
    ])
    expect(lines.slice(3).filter((line) => line.startsWith('web'))).toEqual([
      'web-X 0/1 ContainerCreating 0 AGE',
      'web-X 1/1 Running 0 AGE',
    ])
    expect(lines.at(-1)).toMatch(/1\/1 Running 0 AGE/)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  })

  test('columns never get narrower', async () => {
    const { stdout } = await watched(
      'get pods -w --request-timeout=1m',
      ['run first --image=nginx', 'run a-pod-with-a-longer-name --image=nginx'],
      { pace: 'realistic' },
    )
    const starts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.search(/READY|\d\/1/))
    expect(new Set(starts).size).toBe(1)
  })

  test.each<[string, string[], string[]]>([
    [
      'get pods -w --output-watch-events --request-timeout=1m',
      ['run box --image=busybox -- sleep 1d', 'delete pod box --wait=false'],
      [
        'EVENT NAME READY STATUS RESTARTS AGE',
        'ADDED box 1/1 Terminating 0 AGE',
        'MODIFIED box 0/1 Error 0 AGE',
        'MODIFIED box 0/1 Error 0 AGE',
        'DELETED box 0/1 Error 0 AGE',
      ],
    ],
    [
      'get pods --watch-only --request-timeout=1m',
      ['run once --image=busybox --restart=Never -- sleep 20'],
      ['NAME READY STATUS RESTARTS AGE', 'once 0/1 Completed 0 AGE'],
    ],
    [
      'get pods --watch-only -o name --request-timeout=1m',
      ['run once --image=busybox --restart=Never -- sleep 20'],
      ['pod/once'],
    ],
    ['get pods -w -l a=b --request-timeout=1m', ['run once --image=busybox --restart=Never -- sleep 20'], []],
    [
      'get pods -w --field-selector=status.phase=Running --no-headers --output-watch-events --request-timeout=1m',
      ['run once --image=busybox --restart=Never -- sleep 20'],
      ['ADDED once 1/1 Running 0 AGE', 'DELETED once 1/1 Running 0 AGE'],
    ],
    [
      "get pod crash -w -o jsonpath='{.status.containerStatuses[0].restartCount} ' --request-timeout=45s",
      ['run crash --image=busybox -- false'],
      ['1 2 2 3 3'],
    ],
    [
      'get pods -A -w --field-selector=metadata.name=once --request-timeout=1m',
      ['create namespace dev', 'run once -n dev --image=busybox --restart=Never -- sleep 20'],
      ['NAMESPACE NAME READY STATUS RESTARTS AGE', 'dev once 1/1 Running 0 AGE', 'dev once 0/1 Completed 0 AGE'],
    ],
  ])('%s', async (line, before, shown) => {
    expect(linesOf((await watched(line, before)).stdout)).toEqual(shown)
  })

  test('events as documents', async () => {
    const before = ['run once --image=busybox --restart=Never -- sleep 20']
    const json = await watched('get pods --watch-only --output-watch-events -o json --request-timeout=1m', before)
    const [first] = json.stdout.split(/(?<=^})\n/m)
    expect(JSON.parse(first!)).toMatchObject({ type: 'MODIFIED', object: { kind: 'Pod', metadata: { name: 'once' } } })
    const yaml = await watched('get pods -w -o yaml --request-timeout=1m', before)
    expect(yaml.stdout.match(/^---$/gm)).toHaveLength(1)
  })

  test.each<[string, string]>([
    ['get pods,svc -w', 'error: you may only specify a single resource type\n'],
    ['get pod nosuch -w', 'Error from server (NotFound): pods "nosuch" not found\n'],
    ['get nosuch -w', 'error: the server doesn\'t have a resource type "nosuch"\n'],
    ['get -w', 'error: You must provide one or more resources by argument or filename.\n'],
    ['get pods -w --field-selector=a', 'Error from server (BadRequest): invalid selector'],
  ])('%s is refused', async (line, message) => {
    const { stdout, stderr, exitCode } = await watched(line, [])
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toContain(message)
  })
})

describe('get --watch of what others do', () => {
  test.each<[string, string[], string[]]>([
    [
      'get configmaps -w --output-watch-events',
      ['create configmap a', 'label configmap a x=y', 'delete configmap a'],
      ['EVENT NAME DATA AGE', 'ADDED kube-root-ca.crt 1 AGE', 'ADDED a 0 AGE', 'MODIFIED a 0 AGE', 'DELETED a 0 AGE'],
    ],
    ['get cm -w --no-headers', ['create configmap a'], ['kube-root-ca.crt 1 AGE', 'a 0 AGE']],
    [
      'get cm -l x=y -w --output-watch-events',
      ['create configmap a', 'label configmap a x=y', 'label configmap a x-'],
      ['EVENT NAME DATA AGE', 'ADDED a 0 AGE', 'DELETED a 0 AGE'],
    ],
    [
      'get cm kube-root-ca.crt --watch-only -o name',
      ['annotate cm kube-root-ca.crt a=b'],
      ['configmap/kube-root-ca.crt'],
    ],
    [
      'get cm --watch-only -n kube-public --show-labels',
      ['create configmap b -n kube-public'],
      ['NAME DATA AGE LABELS', 'b 0 AGE <none>'],
    ],
  ])('%s', async (line, lines, shown) => {
    const { stdout, stderr, exitCode } = await beside(line, lines)
    expect(linesOf(stdout)).toEqual(shown)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  })
})
