/**
 * Where KUBESIM_NODES lists Nodes (programs, as PATH lists folders), each of them runs the benchmark in turn, itself and
 * what it starts; then this process has nothing more to do. For scripts to import first.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'

const { KUBESIM_NODES: nodes, ...env } = process.env
if (nodes !== undefined) {
  let failed = false
  for (const node of nodes.split(delimiter)) {
    console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`)
    const { status } = spawnSync(node, process.argv.slice(1), { env, stdio: 'inherit' })
    failed ||= status !== 0
  }
  process.exit(failed ? 1 : 0)
}
