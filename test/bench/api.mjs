/**
 * The served cluster under load: a server in a process of its own, clients in this one, over HTTPS with connections that
 * stay open. Every loop is bounded; times are percentiles of one run, and beside them stands what a request costs the
 * server's processor, which depends less on what else the machine does.
 *
 *     npm run bench:api             everything
 *     npm run bench:api -- list     only what has "list" in its name
 *     KUBESIM_NODES=/opt/node24/bin/node npm run bench:api    by another Node, or by several
 */
import './each-node.mjs'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Table from 'cli-table3'
import { environment, home, makeCluster, median, ms, now, quantile, serve } from './served.mjs'

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
const get = (server) => server.call('GET', `${configMaps}/patched`)
const create = (body, path) => (server) => server.call('POST', path, { body: body(`made-${++made}`) })
const patch = (server, at, name = 'patched') =>
  server.call('PATCH', `${configMaps}/${name}`, {
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
  { name: 'list 10,000 pods, JSON', size: 10_000, clients: 8, count: 24, one: list('application/json') },
  { name: 'list 10,000 pods, JSON, gzip', size: 10_000, clients: 1, count: 7, one: list('application/json', true) },
  { name: 'list 10,000 pods, Table', size: 10_000, clients: 1, count: 7, one: list(asTable) },
  { name: 'create configmap', size: 3, clients: 1, count: 100, one: create(configMap, configMaps) },
  { name: 'create configmap', size: 3, clients: 16, count: 800, one: create(configMap, configMaps) },
  { name: 'create pod', size: 3, clients: 16, count: 400, one: create(podBody, pods) },
  { name: 'patch', size: 3, clients: 1, count: 100, one: patch },
  { name: 'patch', size: 3, clients: 16, count: 800, one: patch },
  { name: 'create configmap, 10,000 pods', size: 10_000, clients: 16, count: 96, one: create(configMap, configMaps) },
]

/** So many requests, so many at a time. */
async function load(server, { clients, count, one }) {
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
  const { seconds, processor } = await server.measured(() => Promise.all(Array.from({ length: clients }, work)))
  return { rate: count / seconds, took, processor: processor / count, note: `answer: ${(bytes / 1024).toFixed(0)} KB` }
}

/** How long after a change each of so many watches on a set has told it: objects come, change and go. */
async function watches(server, watchers, changes) {
  const told = []
  const ends = []
  const since = new Map()
  let arrived = () => {}
  const hear = (line) => {
    const { type, object } = JSON.parse(line)
    const begun = since.get(`${type} ${object.metadata.name} ${object.data?.at ?? ''}`)
    if (begun === undefined) return
    begun.left--
    told.push(now() - begun.at)
    if (begun.left > 0) return
    ends.push(now() - begun.at)
    arrived()
  }
  const closing = await Promise.all(
    Array.from({ length: watchers }, () => server.follow(`${configMaps}?watch=true`, hear)),
  )
  const change = async (event, request) => {
    since.set(event, { at: now(), left: watchers })
    await request()
  }
  const name = (at) => `watched-${Math.floor(at / 3)}`
  const kinds = [
    (at) => change(`ADDED ${name(at)} `, () => server.call('POST', configMaps, { body: configMap(name(at)) })),
    (at) => change(`MODIFIED ${name(at)} ${at}`, () => patch(server, at, name(at))),
    (at) => change(`DELETED ${name(at)} ${at - 1}`, () => server.call('DELETE', `${configMaps}/${name(at)}`)),
  ]
  const { seconds, processor } = await server.measured(async () => {
    const all = new Promise((resolve) => {
      arrived = () => ends.length === changes && resolve()
    })
    for (let at = 0; at < changes; at++) await kinds[at % 3](at)
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 20_000).unref())])
  })
  for (const close of closing) close()
  if (ends.length < changes)
    throw new Error(`${changes - ends.length} of ${changes} changes were not told to everybody`)
  return {
    rate: told.length / seconds,
    took: ends,
    processor: processor / told.length,
    note: `change to last watch; an event: ${ms(median(told))}`,
  }
}

/** How long `/healthz` takes while something large comes about. */
async function health(server, path, body) {
  const took = []
  const { seconds, processor } = await server.measured(async () => {
    let over = false
    const made = server.call('POST', path, { body }).finally(() => {
      over = true
    })
    for (const begin = now(); !over || now() - begin < 5_000; ) {
      const start = now()
      await server.call('GET', '/healthz')
      took.push(now() - start)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await made
  })
  return { rate: took.length / seconds, took, processor, note: `the longest: ${ms(Math.max(...took))}` }
}

const labels = { app: 'large' }
const container = (name) => ({ name, image: 'nginx' })
const endless = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'large' },
  spec: {
    replicas: 2 ** 31 - 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container('a')] } },
  },
}
const crowded = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'large' },
  spec: { containers: Array.from({ length: 3_000 }, (_, at) => container(`c${at}`)) },
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

async function readiness(state) {
  const { over, ratio } = await compare(
    15,
    () => timed(process.execPath, ['-e', '0'], process.env),
    async () => {
      const server = await serve(state)
      await server.close()
      return server.ready
    },
  )
  return `server ready: ${ms(over)} over node -e 0 (${ratio.toFixed(2)} ×); limit 150 ms`
}

/** The real one; what some packages start first chooses one of several, which lie beside it. */
function realKubectl() {
  if (process.env.KUBESIM_KUBECTL) return process.env.KUBESIM_KUBECTL
  const found = realpathSync(execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim())
  const releases = ['kubectl.1.36', 'kubectl.1.33'].map((release) => join(dirname(found), release))
  return releases.find((path) => existsSync(path)) ?? found
}

async function realClient(state) {
  const server = await serve(state)
  const env = environment(state)
  const kubectl = realKubectl()
  try {
    const { ratio, took } = await compare(
      15,
      () => timed(kubectl, ['version', '--client'], env),
      () => timed(kubectl, ['get', 'pods'], env),
    )
    return `kubectl get pods: ${ms(took)}, ${ratio.toFixed(2)} × kubectl version --client; limit 1.2 ×`
  } finally {
    await server.close()
  }
}

const [wanted = ''] = process.argv.slice(2)
const chosen = (name) => name.includes(wanted)
const table = new Table({
  head: ['requests', 'clients', 'rate', 'p50', 'p95', 'p99', 'processor', 'memory', ''],
  style: { head: [], border: [] },
})
const watching = { name: 'watches on a changing set', size: 3, clients: 100, count: 150 }
const jobs = [
  ...loads.map((each) => ({ ...each, run: (server) => load(server, each) })),
  { ...watching, run: (server) => watches(server, watching.clients, watching.count) },
  {
    ...{ name: 'health, beside 2,147,483,647 replicas', size: 1, clients: 1 },
    run: (server) => health(server, '/apis/apps/v1/namespaces/default/deployments', JSON.stringify(endless)),
  },
  {
    ...{ name: 'health, beside 3,000 containers in a pod', size: 2, clients: 1 },
    run: (server) => health(server, pods, JSON.stringify(crowded)),
  },
].filter(({ name }) => chosen(name))
const sizes = new Set()
const needed = (size) => {
  if (!sizes.has(size)) makeCluster(`pods${size}`, size)
  sizes.add(size)
  return `pods${size}`
}
try {
  if (chosen('ready')) console.log(await readiness(needed(3)))
  if (chosen('kubectl')) console.log(await realClient(needed(3)))
  for (const { name, size, clients, run } of jobs) {
    const server = await serve(needed(size))
    try {
      const { rate, took, processor, note } = await run(server)
      const times = [0.5, 0.95, 0.99].map((share) => ms(quantile(took, share)))
      const memory = `${server.memory().toFixed(0)} MB`
      table.push([name, clients, `${rate.toFixed(rate < 10 ? 1 : 0)}/s`, ...times, ms(processor), memory, note])
    } finally {
      await server.close()
    }
  }
  if (jobs.length > 0) console.log(table.toString())
} finally {
  rmSync(home, { recursive: true, force: true })
}
