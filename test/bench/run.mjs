/**
 * Whole commands, timed from outside against `node -e 0`, in turn, as medians and ratios of one run.
 *
 *     npm run bench            everything
 *     npm run bench -- start   only what has "start" in its name
 *     KUBESIM_NODES=/opt/node24/bin/node npm run bench    by another Node, or by several
 */
import './each-node.mjs'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Table from 'cli-table3'

const bin = resolve(import.meta.dirname, '../../bin/kubesim.js')
const home = mkdtempSync(join(tmpdir(), 'kubesim-bench-'))
const memoryHook = join(home, 'memory.cjs')
const memoryFile = join(home, 'memory')
writeFileSync(
  memoryHook,
  `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(memoryFile)}, String(process.resourceUsage().maxRSS)))`,
)

const stateFile = (state) => join(home, `${state}.json`)
const environment = (state) => ({ ...process.env, KUBESIM_HOME: home, KUBESIM_STATE: stateFile(state) })

function kubesim(state, line) {
  execFileSync(process.execPath, [bin, ...line.split(' ')], {
    env: environment(state),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const servers = []

/** Serves the cluster of a state file until everything is measured; ready when it says so. */
async function serve(state) {
  const args = [bin, 'serve', '--kubeconfig', join(home, 'kubeconfig')]
  const server = spawn(process.execPath, args, { env: environment(state), stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(server)
  await once(server.stdout, 'data')
}

/** Milliseconds of one run. */
function time(args, env = process.env) {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 30,
  })
  const took = Number(process.hrtime.bigint() - start) / 1e6
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`)
  return took
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Runs `node -e 0` and the command in turn. */
function compare({ name, state, line, runs, fresh, limit }) {
  const floor = []
  const took = []
  const restore = () => {
    // With its time, by which a file is known that needs no check.
    if (fresh !== undefined) cpSync(stateFile(fresh), stateFile(state), { preserveTimestamps: true })
  }
  const words = (run) => line.replace('%', String(run)).split(' ')
  for (let run = 0; run <= runs; run++) {
    restore()
    const bare = time(['-e', '0'])
    const own = time([bin, ...words(run)], environment(state))
    // The first pair warms the caches.
    if (run > 0) {
      floor.push(bare)
      took.push(own)
    }
  }
  restore()
  time(['--require', memoryHook, bin, ...words(runs + 1)], environment(state))
  const over = median(took.map((each, at) => each - floor[at]))
  const ratio = median(took.map((each, at) => each / floor[at]))
  const memory = Number(readFileSync(memoryFile, 'utf8')) / 1024
  return [
    name,
    `${median(floor).toFixed(0)} ms`,
    `${median(took).toFixed(0)} ms`,
    ratio.toFixed(2),
    `${over.toFixed(0)} ms`,
    `${memory.toFixed(0)} MB`,
    limit,
  ]
}

const workers = 'cluster create --nodes 100'
const small = 'create deployment web --image=nginx --replicas=3'

/** How the clusters of the benchmarks come to be; each is prepared once, by the first that needs it. */
const clusters = {
  small: () => kubesim('small', small),
  shared: async () => {
    kubesim('shared', small)
    await serve('shared')
  },
  hundred: () => kubesim('hundred', workers),
  large: () => {
    kubesim('large', workers)
    for (let n = 0; n < 10; n++) kubesim('large', `create deployment d${n} --image=nginx --replicas=1000`)
  },
}

const benchmarks = [
  {
    name: 'start: get pods (3 pods)',
    state: 'small',
    line: 'get pods',
    runs: 41,
    limit: '1.3 ×',
  },
  {
    name: 'start: get pods through a server',
    state: 'shared',
    line: 'get pods',
    runs: 41,
    limit: '1.6 ×',
  },
  {
    name: 'create deployment --replicas=1000 (100 nodes)',
    // Each run begins with the empty cluster again.
    fresh: 'hundred',
    state: 'thousand',
    line: 'create deployment web --image=nginx --replicas=1000',
    runs: 7,
    limit: '1000 ms over',
  },
  {
    name: 'get pods (10,000 pods)',
    state: 'large',
    line: 'get pods',
    runs: 5,
    limit: '600 ms, 300 MB',
  },
  {
    name: 'create configmap (10,000 pods)',
    state: 'large',
    line: 'create configmap c% --from-literal=a=b',
    runs: 5,
    limit: '200 ms',
  },
]

const wanted = process.argv[2] ?? ''
const table = new Table({
  head: ['benchmark', 'node -e 0', 'kubesim', 'ratio', 'over', 'memory', 'limit'],
  style: { head: [], border: [] },
})
try {
  for (const benchmark of benchmarks) {
    if (!benchmark.name.includes(wanted)) continue
    const cluster = benchmark.fresh ?? benchmark.state
    await clusters[cluster]?.()
    delete clusters[cluster]
    table.push(compare(benchmark))
  }
  console.log(table.toString())
} finally {
  for (const server of servers) {
    server.kill()
    await once(server, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
}
