import type { Cluster } from '../../../src/index.js'
import { newCluster } from '../beginning.js'
import { inputsOf, type Line } from '../scenarios.js'
import { type ObservedServer, observedServer } from './observed-server.js'
import { Player } from './player.js'
import type { Recording } from './recording.js'

/** A virtual clock moves when the recording says so. */
const jumpDelay = 3_600_000

/** Asks a new cluster what kubectl has asked in a scenario; returns where it would be answered otherwise now. */
export async function replay(lines: readonly Line[], recording: Recording): Promise<string | undefined> {
  const change = changeOf(lines, recording)
  if (change !== undefined) return change
  const cluster = await newCluster()
  const player = new Player(cluster)
  const server = await observedServer({ cluster, observer: player, jumpDelay })
  try {
    return await playAll(recording, player, server, cluster)
  } finally {
    await server.close()
    await cluster.close()
  }
}

/** What is typed now that was not, or is read from files. */
function changeOf(lines: readonly Line[], { commands }: Recording): string | undefined {
  for (const [at, line] of lines.entries()) {
    const recorded = commands[at]
    if (line.text !== recorded?.line) return `a line is new: ${line.text}`
    if (inputsOf(line) !== recorded.inputs) return `a file has changed that is named in: ${line.text}`
    if ((line.excuse === undefined) !== (recorded.outcome !== undefined)) return `excuses have changed: ${line.text}`
  }
  return lines.length === commands.length ? undefined : 'lines are gone'
}

async function playAll(
  { commands }: Recording,
  player: Player,
  server: ObservedServer,
  cluster: Cluster,
): Promise<string | undefined> {
  const beginning = cluster.now()
  for (const { line, events, clock, revision } of commands) {
    const difference = await player.play(events, server)
    if (difference !== undefined) return `${difference}, in: ${line}`
    const now = cluster.now() - beginning
    if (now !== clock) return `the cluster's time is ${now} instead of ${clock} ms after: ${line}`
    const latest = await cluster.read((reader) => reader.revision)
    if (latest !== revision) return `the revision is ${latest} instead of ${revision} after: ${line}`
  }
  return undefined
}
