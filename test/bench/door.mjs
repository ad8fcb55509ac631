/**
 * The served cluster under load: a server in a process of its own, clients in this one, over HTTPS with connections that
 * stay open. Every loop is bounded; times are medians and percentiles of one run.
 *
 *     npm run bench:door             everything
 *     npm run bench:door -- list     only what has "list" in its name
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import Table from 'cli-table3'

const bin = resolve(import.meta.dirname, '../../bin/kubesim.js')
const home = mkdtempSync(join(tmpdir(), 'kubesim-bench-door-'))
const now = () => Number(process.hrtime.bigint()) / 1e6
const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))]
const median = (numbers) => quantile(numbers, 0.5)
const ms = (number) => `${number < 10 ? number.toFixed(1) : number.toFixed(0)} ms`

const environment = (state) => ({
  ...process.env,
  KUBESIM_HOME: home,
  KUBESIM_STATE: join(home, `${state}.json`),
  KUBECONFIG: join(home, `${state}.kubeconfig`),
  HOME: home,
})

function kubesim(state, line) {
  execFileSync(process.execPath, [bin, ...line.split(' ')], {
    env: environment(state),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Makes a cluster of so many pods on 100 nodes. */
function makeCluster(state, pods) {
  if (pods < 1000) return kubesim(state, `create deployment web --image=nginx --replicas=${pods}`)
  kubesim(state, 'cluster create --nodes 100')
  for (let n = 0; n < pods / 1000; n++) kubesim(state, `create deployment d${n} --image=nginx --replicas=1000`)
}

/** Starts a server; resolves when it says that it serves. */
async function serve(state) {
  const env = environment(state)
  const start = now()
  const child = spawn(process.execPath, [bin, 'serve', '--kubeconfig', env.KUBECONFIG], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Serving')) break
  const ready = now() - start
  const [, address] = /server: (\S+)/.exec(readFileSync(env.KUBECONFIG, 'utf8'))
  const [, token] = /token: (\S+)/.exec(readFileSync(env.KUBECONFIG, 'utf8'))
  const [, authority] = /certificate-authority-data: (\S+)/.exec(readFileSync(env.KUBECONFIG, 'utf8'))
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(authority, 'base64') })
  return {
    ready,
    call: (method, path, options = {}) => call(agent, `${address}${path}`, token, method, options),
    follow: (path, lineSeen) => follow(agent, `${address}${path}`, token, lineSeen),
    memory: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    async close() {
      agent.destroy()
      child.kill('SIGINT')
      await new Promise((gone) => child.once('exit', gone))
    },
  }
}

function call(agent, url, token, method, { body, accept = 'application/json', type = 'application/json', gzip }) {
  const headers = { Authorization: `Bearer ${token}`, Accept: accept }
  if (gzip) headers['Accept-Encoding'] = 'gzip'
  if (body !== undefined) Object.assign(headers, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, method, headers }, (response) => {
      let bytes = 0
      response.on('data', (chunk) => {
        bytes += chunk.length
      })
      response.on('end', () => {
        if (response.statusCode >= 300) reject(new Error(`${method} ${url}: ${response.statusCode}`))
        else resolve(bytes)
      })
    })
    sending.on('error', reject)
    sending.end(body)
  })
}

/** Follows a watch; resolves to what ends it. */
function follow(agent, url, token, lineSeen) {
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      createInterface({ input: response }).on('line', lineSeen)
      response.on('error', () => {})
      resolve(() => sending.destroy())
    })
    sending.on('error', reject)
  })
}

/** So many requests, so many at a time. */
async function load({ server, clients, count, one }) {
  const took = []
  let next = 0
  let bytes = 0
  const work = async () => {
    while (next < count) {
      const start = now()
      bytes = await one(server, next++)
      took.push(now() - start)
    }
  }
  await one(server, -1)
  const start = now()
  await Promise.all(Array.from({ length: clients }, work))
  const seconds = (now() - start) / 1000
  const [half, most, worst] = [0.5, 0.95, 0.99].map((share) => ms(quantile(took, share)))
  return { rate: `${(count / seconds).toFixed(0)}/s`, half, most, worst, note: `${(bytes / 1024).toFixed(0)} KB` }
}

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const pods = '/api/v1/namespaces/default/pods'
const configMaps = '/api/v1/namespaces/default/configmaps'
const configMap = (name) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } })
const podBody = (name) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'a', image: 'nginx' }] },
  })
let made = 0
const list = (accept, gzip) => (server) => server.call('GET', pods, { accept, gzip })
const get = (server) => server.call('GET', `${configMaps}/kube-root-ca.crt`)
const create = (body, path) => (server) => server.call('POST', path, { body: body(`made-${++made}`) })
const patch = (server, at) =>
  server.call('PATCH', `${configMaps}/kube-root-ca.crt`, {
    body: JSON.stringify({ data: { at: String(at) } }),
    type: 'application/merge-patch+json',
  })

const loads = [
  { name: 'get', size: 3, clients: 1, count: 1000, one: get },
  { name: 'get', size: 3, clients: 16, count: 4000, one: get },
  { name: 'list 1,000 pods, JSON', size: 1000, clients: 1, count: 20, one: list('application/json') },
  { name: 'list 1,000 pods, JSON, gzip', size: 1000, clients: 1, count: 20, one: list('application/json', true) },
  { name: 'list 1,000 pods, Table', size: 1000, clients: 1, count: 20, one: list(asTable) },
  { name: 'list 10,000 pods, JSON', size: 10_000, clients: 1, count: 7, one: list('application/json') },
  { name: 'list 10,000 pods, Table', size: 10_000, clients: 1, count: 7, one: list(asTable) },
  { name: 'create configmap', size: 3, clients: 1, count: 100, one: create(configMap, configMaps) },
  { name: 'create configmap', size: 3, clients: 16, count: 800, one: create(configMap, configMaps) },
  { name: 'create pod', size: 3, clients: 16, count: 400, one: create(podBody, pods) },
  { name: 'patch', size: 3, clients: 1, count: 100, one: patch },
  { name: 'patch', size: 3, clients: 16, count: 800, one: patch },
  { name: 'create configmap, 10,000 pods', size: 10_000, clients: 16, count: 96, one: create(configMap, configMaps) },
]

/** How long after a change all of so many watches have told it, with so many changes at a time. */
async function watches(server, watchers, changes) {
  const seen = []
  let left = watchers * changes
  let done = () => {}
  const all = new Promise((resolve) => {
    done = resolve
  })
  const since = Array(changes)
  const path = `${configMaps}?watch=true&fieldSelector=metadata.name%3Dkube-root-ca.crt`
  const told = (line) => {
    const { at } = JSON.parse(line).object.data
    if (at === undefined || since[Number(at)] === undefined) return
    seen.push(now() - since[Number(at)])
    if (--left === 0) done()
  }
  const ends = await Promise.all(Array.from({ length: watchers }, () => server.follow(path, told)))
  const start = now()
  for (let at = 0; at < changes; at++) {
    since[at] = now()
    await patch(server, at)
  }
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20_000).unref())])
  const seconds = (now() - start) / 1000
  for (const end of ends) end()
  if (left > 0) throw new Error(`${left} of ${watchers * changes} events were not told`)
  const [half, most, worst] = [0.5, 0.95, 0.99].map((share) => ms(quantile(seen, share)))
  return { rate: `${(seen.length / seconds).toFixed(0)}/s`, half, most, worst, note: 'change to event' }
}

/** Pairs of runs; how much longer the second of each took, and how many times as long. */
async function compare(runs, first, second) {
  const pairs = []
  for (let run = 0; run <= runs; run++) pairs.push([await first(), await second()])
  const counted = pairs.slice(1)
  return {
    over: median(counted.map(([a, b]) => b - a)),
    ratio: median(counted.map(([a, b]) => b / a)),
    took: median(counted.map(([, b]) => b)),
  }
}

const timed = (program, args, env) => {
  const start = now()
  const { status, stderr } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return now() - start
}

async function readiness() {
  const { over, ratio } = await compare(
    15,
    () => timed(process.execPath, ['-e', '0'], process.env),
    async () => {
      const server = await serve('pods3')
      await server.close()
      return server.ready
    },
  )
  return `server ready: ${ms(over)} over node -e 0 (${ratio.toFixed(2)} ×); limit 150 ms`
}

async function realClient() {
  const server = await serve('pods3')
  const env = environment('pods3')
  try {
    const { ratio, took } = await compare(
      15,
      () => timed('kubectl', ['version', '--client'], env),
      () => timed('kubectl', ['get', 'pods'], env),
    )
    return `kubectl get pods: ${ms(took)}, ${ratio.toFixed(2)} × kubectl version --client; limit 1.2 ×`
  } finally {
    await server.close()
  }
}

const [wanted = ''] = process.argv.slice(2)
const chosen = (name) => name.includes(wanted)
const table = new Table({
  head: ['requests', 'clients', 'rate', 'p50', 'p95', 'p99', 'answer', 'memory'],
  style: { head: [], border: [] },
})
try {
  makeCluster('pods3', 3)
  if (chosen('ready')) console.log(await readiness())
  if (chosen('kubectl')) console.log(await realClient())
  const watching = 'watches: 100 on a changing object'
  const jobs = [
    ...loads.map((each) => ({ ...each, run: (server) => load({ ...each, server }) })),
    { name: watching, size: 3, clients: 100, run: (server) => watches(server, 100, 50) },
  ].filter(({ name }) => chosen(name))
  const made = new Set([3])
  for (const { name, size, clients, run } of jobs) {
    if (!made.has(size)) makeCluster(`pods${size}`, size)
    made.add(size)
    const server = await serve(`pods${size}`)
    try {
      const { rate, half, most, worst, note } = await run(server)
      table.push([name, clients, rate, half, most, worst, note, `${server.memory().toFixed(0)} MB`])
    } finally {
      await server.close()
    }
  }
  if (jobs.length > 0) console.log(table.toString())
} finally {
  rmSync(home, { recursive: true, force: true })
}
