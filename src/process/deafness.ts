import { Worker } from 'node:worker_threads'
import type { Millis } from '../model/objects/object.js'
import { pulse } from '../simulation/clock.js'

/** How often the process shows that it hears. Most commands have ended before the first time, and are spared a thread. */
const PULSE: Millis = 100
/** So much of the processor's time without a sign, and the process is deaf. How often a thread looks, at leisure. */
const DEAF: Millis = 2_000
/** How often it looks while it sees no sign. */
const LOOK: Millis = 250

/** What the thread says, with the number of the last sign that it saw. */
const SILENT = 'kubesim silent'

/**
 * A thread that looks whether the process still shows signs of life. A signal's listener runs between two pieces of work
 * only, so that a process which is busy for long is deaf. The thread tells it so through the debugger's door, which V8 opens
 * also in the midst of a loop or of a regular expression. It waits for no answer, which may be lost.
 */
const watcher = `
const { workerData: { beats, deaf, look } } = require('node:worker_threads')
const { Session } = require('node:inspector')
for (let last = 0, silent = false, since = 0; ; ) {
  Atomics.wait(beats, 1, 0, silent ? look : deaf)
  const now = Atomics.load(beats, 0)
  const { user, system } = process.cpuUsage()
  const used = (user + system) / 1000
  silent = now === last
  if (!silent) since = used
  last = now
  if (!silent || used - since < deaf) continue
  const session = new Session()
  session.connectToMainThread()
  session.post('Runtime.evaluate', { expression: \`process.emit('${SILENT}', \${now})\` })
  session.disconnect()
}
`

/** The process, or what stands for it. */
export interface Listening {
  on(event: string, listener: (beat: number) => void): unknown
  removeAllListeners(event: string): unknown
}

/**
 * From soon on the process, whenever it is too busy to hear of these signals, is ended by them: it takes its listeners away,
 * and a signal ends it at once, as it ends every program that has none. Nothing is lost: what is saved of a cluster is that
 * before or after. `listen` gives it its listeners back when it is at leisure again.
 *
 * A signal that had come by then is forgotten with its listener and must be sent again. So whoever is only held up, by a slow
 * disk or by others on his machine, keeps them, and hears when he goes on: what counts is the processor's time.
 */
export function endWhenDeaf(
  process: Listening,
  signals: readonly string[],
  listen: () => void,
  deaf: Millis = DEAF,
): void {
  const beats = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  process.on(SILENT, (beat: number) => {
    if (Atomics.load(beats, 0) === beat) for (const signal of signals) process.removeAllListeners(signal)
  })
  let thread: Worker | undefined
  const end = pulse(PULSE, () => {
    Atomics.add(beats, 0, 1)
    listen()
    if (thread !== undefined) return
    thread = new Worker(watcher, { eval: true, workerData: { beats, deaf, look: LOOK } })
    // A Node without an inspector, or no memory for a thread: then signals wait until the process hears them.
    thread.on('error', () => end())
    thread.unref()
  })
}
