/**
 * What tests run in processes of their own: `create NAMES…`, `churn SIZE`, `watch COUNT`, `hold`, `serve`. First the state
 * file. With `serve announced` commands on the file are told.
 */
import { Cluster } from '../../src/cluster/index.js'
import { phases } from './phases.js'
import { configMap, configMaps } from './requests.js'

const [state = '', verb, ...args] = process.argv.slice(2)
const cluster = await Cluster.open({ state, controllers: [phases] })
const say = (text: string) => process.stdout.write(`${text}\n`)

if (verb === 'create') {
  for (const name of args) await configMap(cluster, name, { phase: 'Pending' })
  await cluster.close()
  say('done')
} else if (verb === 'churn') {
  const padding = 'x'.repeat(Number(args[0]))
  for (let round = 0; ; round++) {
    await configMap(cluster, `churn-${process.pid}-${round}`, { padding })
    await cluster.flush()
    say(String(await cluster.read((reader) => reader.revision)))
  }
} else if (verb === 'watch') {
  const resource = await configMaps(cluster)
  const version = await cluster.read((reader) => String(reader.revision))
  let left = Number(args[0])
  const events = cluster.client.watch({ resource, namespace: 'default', resourceVersion: version })
  setTimeout(() => say('watching'), 0)
  for await (const { type, object } of events) {
    say(`${type} ${object.metadata.name} ${object.data?.phase ?? ''}`)
    if (--left === 0) break
  }
  await cluster.close()
} else if (verb === 'hold') {
  await cluster.host().transact(() => {
    say('holding')
    // Blocks the process with the lock in its hands until somebody kills it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
  })
} else if (verb === 'serve') {
  const { startServer } = await import('../../src/http/index.js')
  const { postNotice } = await import('../../src/store/index.js')
  const server = await startServer({ cluster, token: 'secret', commandToken: 'command' })
  const served = { address: server.commandAddress!, token: 'command' }
  const unpost = args[0] === 'announced' ? postNotice(state, served) : () => {}
  process.once('SIGINT', async () => {
    unpost()
    await server.close()
    await cluster.close()
  })
  say(server.address)
}
