/** Servers of their own processes, and clients of them, for benchmarks. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const bin = resolve(import.meta.dirname, '../../bin/kubesim.js')
/** Where all of it lies; whoever ends removes it. */
export const home = mkdtempSync(join(tmpdir(), 'kubesim-bench-api-'))
/** In milliseconds. */
export const now = () => Number(process.hrtime.bigint()) / 1e6
export const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))]
export const median = (numbers) => quantile(numbers, 0.5)
export const ms = (number) => `${number < 10 ? number.toFixed(1) : number.toFixed(0)} ms`

export const environment = (state) => ({
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

/** Makes a cluster of so many pods, and a config map for whoever wants to change one. */
export function makeCluster(state, pods) {
  if (pods > 1000) kubesim(state, 'cluster create --nodes 100')
  for (let left = pods, n = 0; left > 0; left -= 1000, n++) {
    kubesim(state, `create deployment d${n} --image=nginx --replicas=${Math.min(left, 1000)}`)
  }
  kubesim(state, 'create configmap patched')
}

/** Starts a server; resolves when it says that it serves. */
export async function serve(state) {
  const env = environment(state)
  const start = now()
  const child = spawn(process.execPath, [bin, 'serve', '--kubeconfig', env.KUBECONFIG], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Serving')) break
  const ready = now() - start
  const access = readFileSync(env.KUBECONFIG, 'utf8')
  const [address, token, authority] = ['server', 'token', 'certificate-authority-data'].map(
    (field) => new RegExp(`${field}: (\\S+)`).exec(access)[1],
  )
  const agent = new Agent({ keepAlive: true, ca: Buffer.from(authority, 'base64') })
  return {
    ready,
    call: (method, path, options = {}) => call(agent, `${address}${path}`, token, method, options),
    follow: (path, lineSeen) => follow(agent, `${address}${path}`, token, lineSeen),
    /** Runs something: how long it took, and how long the server's processor was busy with it. */
    async measured(work) {
      const [start, busy] = [now(), processorTime(child.pid)]
      await work()
      return { seconds: (now() - start) / 1000, processor: processorTime(child.pid) - busy }
    },
    /** The most that it ever had, in megabytes. */
    memory: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    async close() {
      agent.destroy()
      child.kill('SIGINT')
      await new Promise((gone) => child.once('exit', gone))
    },
  }
}

/** In milliseconds, counted in ticks of 10 (proc(5)). */
function processorTime(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14)
  return (Number(user) + Number(system)) * 10
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
      // A reader of lines passes on the error with which a watch is ended.
      const ended = () => {}
      createInterface({ input: response }).on('line', lineSeen).on('error', ended)
      resolve(() => sending.destroy())
    })
    sending.on('error', reject)
    sending.end()
  })
}
