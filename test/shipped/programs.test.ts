/**
 * Whatever a container's program does, the process of ours that shows it ends as a real one does or waits at no cost, and
 * is gone at once when it is told to; a server answers others meanwhile, and forgets whoever has gone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chosenNodes, inPlace, nodes, type User } from './installation.js'

/** What is typed that never ends. `busy` and `chatty` are pods whose own programs are so. */
const endless: readonly (readonly string[])[] = [
  ['exec', 'idle', '--', 'sleep', 'infinity'],
  ['exec', 'idle', '--', 'sh', '-c', 'while :; do :; done'],
  ['exec', 'idle', '--', 'sh', '-c', 'while [ x ]; do j=0; while [ $j -lt 99999 ]; do j=$((j+1)); done; done'],
  ['exec', 'idle', '--', 'tail', '-f', '/dev/null'],
  ['exec', 'idle', '--', 'sh', '-c', 'yes > /dev/null'],
  ['logs', '-f', 'busy'],
  ['logs', '-f', 'chatty', '--tail=1'],
  ['attach', 'busy'],
  ['get', 'pods', '--watch'],
]

/** A process is idle that takes less than a tenth of the processor's time, which is told in hundredths of a second. */
const LOOK = 250
const IDLE = 3
/** Processes that have not come to rest after so long never will. */
const PATIENCE = 100_000

/** Processor time so far, in hundredths of a second, and whether it wants more at this moment, which others may have. */
function use(pid: number) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
  return { ticks: Number(fields[11]) + Number(fields[12]), runs: fields[0] !== 'S' }
}

async function comesToRest(pid: number): Promise<void> {
  const deadline = Date.now() + PATIENCE
  for (let before = Number.NEGATIVE_INFINITY, quiet = 0; quiet < 3; ) {
    const { ticks, runs } = use(pid)
    quiet = ticks - before < IDLE && ticks > 0 && !runs ? quiet + 1 : 0
    before = ticks
    if (Date.now() > deadline) throw new Error(`it never rests: ${ticks / 100} s of the processor's time so far`)
    await pause(LOOK)
  }
}

/** The exit code as a shell tells it. */
const ended = (child: ChildProcess) =>
  new Promise<number>((resolve) =>
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal as keyof typeof constants.signals]),
    ),
  )

let installation: Awaited<ReturnType<typeof inPlace>>
beforeAll(async () => {
  installation = await inPlace()
})
afterAll(() => installation.remove())

const ways = ['wall', 'virtual'].flatMap((clock) => ['file', 'server'].map((way) => [clock, way] as const))

// Beside each other: they wait most of the time, and what they take of the processor's is told by the process.
test.runIf(existsSync('/proc/self/stat')).concurrent.each(ways)(
  'on a %s clock, through the %s',
  { timeout: 240_000 },
  async (clock, way) => {
    const user = installation.user(nodes[0]!)
    await user.run(['cluster', 'create', '--clock', clock])
    await user.run(['run', 'idle', '--image=busybox', '--', 'sleep', 'infinity'])
    await user.run(['run', 'busy', '--image=busybox', '--', 'sh', '-c', 'x=1; while [ $x ]; do x=1; done'])
    await user.run(['run', 'chatty', '--image=busybox', '--', 'yes'])
    const server = way === 'server' ? user.start(['serve'], { stdio: ['ignore', 'pipe', 'inherit'] }) : undefined
    try {
      if (server !== undefined) await new Promise((resolve) => server.stdout!.on('data', resolve))
      await waitingCostsNothing(user, server, clock === 'wall', way === 'file')
      await fullPipeKeepsNobody(user)
      // Who asks for too much is told.
      const outcome = await user.run(['exec', 'idle', '--', 'sh', '-c', 'for i in $(seq 1 1000000000); do :; done'])
      expect(outcome).toMatchObject({ stderr: 'command terminated with exit code 137\n', exitCode: 137 })
    } finally {
      server?.kill('SIGKILL')
    }
  },
)

/** Whatever waits costs nothing, ends at a signal, and leaves a server that costs nothing. */
async function waitingCostsNothing(user: User, server: ChildProcess | undefined, wall: boolean, file: boolean) {
  // Each of them is tried on both clocks and in both ways, with both signals; on chosen Nodes, on each clock in both ways.
  const tried = endless
    .map((words, index) => ({ words, signal: (index >> 1) % 2 === Number(wall) ? 'SIGTERM' : 'SIGINT' }) as const)
    .filter((_, index) => chosenNodes !== undefined || (index % 2 === 0) === (wall === file))
  const children = tried.map(({ words }) => user.start(words, { stdio: 'ignore' }))
  const ends = children.map(ended)
  const isThere = { stdout: 'pod/idle\n', exitCode: 0 }
  try {
    await Promise.all(children.map(({ pid }) => comesToRest(pid!)))
    expect(await user.run(['get', 'pod', 'idle', '-o', 'name'])).toMatchObject(isThere)
    for (const [index, child] of children.entries()) child.kill(tried[index]!.signal)
    expect(await Promise.all(ends)).toEqual(tried.map(({ signal }) => 128 + constants.signals[signal]))
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
  if (server !== undefined) await comesToRest(server.pid!)
  expect(await user.run(['get', 'pod', 'idle', '-o', 'name'])).toMatchObject(isThere)
}

async function fullPipeKeepsNobody(user: User): Promise<void> {
  const script = 'mkfifo pipe; kubesim exec idle -- yes > pipe & exec 4< pipe; echo $!; wait $!; echo ended $?'
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const shell = spawn('sh', ['-c', script], { cwd: user.home, env: user.environment, stdio: [...stdio] })
  const lines = createInterface(shell.stdout!)[Symbol.asyncIterator]()
  const pid = Number((await lines.next()).value)
  await comesToRest(pid)
  process.kill(pid, 'SIGTERM')
  expect((await lines.next()).value).toBe('ended 143')
}
