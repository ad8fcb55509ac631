/** Whatever a container's program does: its pod shows it as a real one would, and everybody else goes on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster, type Typed } from '../../commands/cluster.js'
import { start } from '../../commands/lasting.js'
import { greedy } from '../greedy.js'

let pods = 0
const week = 7 * 24 * 3_600_000

describe.each(['virtual', 'wall'])('on a %s clock', (clock) => {
  let lab: Typed
  beforeAll(async () => {
    lab = await openCluster({ clock, workers: 1 })
    await lab.type('run idle --image=busybox -- sleep infinity')
  })
  afterAll(() => lab.cluster.close())

  const stateOf = async (name: string) =>
    JSON.parse(await lab.out(`get pod ${name} -o json`)).status.containerStatuses[0].state

  // A wall clock that is advanced by a week plays no other program than a virtual one, and a session that ends waits for none.
  const mains = clock === 'virtual' ? greedy : greedy.filter(({ name }) => /^a (?:loop that|variable)/.test(name))

  test.each(mains)('$name as a main program', async ({ command, end, code = 0 }) => {
    const name = `p-${++pods}`
    const made = await lab.cluster.run([
      'run',
      name,
      '--image=busybox',
      '--restart=Never',
      '--command',
      '--',
      ...command,
    ])
    expect(made).toEqual({ stdout: `pod/${name} created\n`, stderr: '', exitCode: 0 })
    const wanted = end === 'Running' ? { running: {} } : { terminated: { reason: end, exitCode: code } }
    await lab.cluster.advance(week)
    expect(await stateOf(name)).toMatchObject(wanted)
    const log = await lab.type(`logs ${name} --tail=3`)
    expect(log).toMatchObject({ stderr: '', exitCode: 0 })
    expect(log.stdout).not.toContain('has a bug')
    expect(await lab.out('get pod idle -o jsonpath={.status.phase}')).toBe('Running')
    expect(await lab.out('get events -A --field-selector reason=LoopFailed')).toBe('')
    expect((await lab.type(`delete pod ${name} --now --wait=false`)).exitCode).toBe(0)
  })

  const sessions = clock === 'virtual' ? greedy : greedy.filter(({ end }) => end === 'Running')

  test.each(sessions)('$name in a session, and others beside it', async ({ command, end, code = 0 }) => {
    const name = `s-${++pods}`
    await lab.type(`run ${name} --image=busybox -- sleep infinity`)
    const session = start(lab, ['exec', name, '--', ...command])
    const ended = await Promise.race([session.ended, others(lab)])
    const { stderr, exitCode } = ended ?? (await session.stop())
    expect(stderr).not.toContain('has a bug')
    if (end !== 'Running' && ended !== undefined) expect(exitCode).toBe(code)
    expect((await lab.type(`delete pod ${name} --now --wait=false`)).exitCode).toBe(0)
  })

  test('who needs too much memory takes its container along', async () => {
    await lab.type('run victim --image=busybox --restart=Never -- sleep infinity')
    const { stderr, exitCode } = await lab.type("exec victim -- sh -c 'x=x; while :; do x=$x$x; done'")
    expect({ stderr, exitCode }).toEqual({ stderr: 'command terminated with exit code 137\n', exitCode: 137 })
    await lab.cluster.advance(2_000)
    expect(await stateOf('victim')).toMatchObject({ terminated: { reason: 'OOMKilled', exitCode: 137 } })
  })
})

/** Somebody else, who is answered meanwhile; he takes a while. */
async function others(lab: Typed): Promise<undefined> {
  for (let times = 1; times <= 5; times++) {
    const { exitCode } = await lab.type('get pods')
    if (exitCode !== 0) throw new Error('nobody was answered')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
