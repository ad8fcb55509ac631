import { Worker } from 'node:worker_threads'
import type { Millis } from '../model/objects/object.js'
import { pulse } from '../simulation/clock.js'

/** How often the process shows that it hears. Most commands have ended before the first time, and are spared a thread. */
const PULSE: Millis = 100
/**
 * How often the thread looks: from one look to the next without a sign, and the process is deaf. A signal that has come by
 * then is forgotten with its listener and must be sent again, so that this is longer than a save, or a collection of garbage.
 */
const LOOK: Millis = 1_500

/**
 * A thread that looks whether the process still shows signs of life. A signal's listener runs between two pieces of work
 * only, so that a process which is busy for long is deaf. Then the thread takes its listeners away, through the debugger's
 * door, which V8 opens also in the midst of a loop or of a regular expression: from then on a signal ends it at once, as it ends
 * every program that has no listeners. Nothing is lost: what is saved of a cluster is that before or after.
 */
const watcher = `
const { workerData: { beats, expression, look } } = require('node:worker_threads')
const { Session } = require('node:inspector')
const watch = async () => {
  for (let last = 0; ; last = Atomics.load(beats, 0)) {
    Atomics.wait(beats, 1, 0, look)
    if (Atomics.load(beats, 0) !== last) continue
    const session = new Session()
    session.connectToMainThread()
    await new Promise((done) => session.post('Runtime.evaluate', { expression }, done))
    session.disconnect()
  }
}
watch()
`

/**
 * From soon on the process, whenever it is too busy to hear of these signals, is ended by them. `listen` gives it its
 * listeners back when it is at leisure again.
 */
export function endWhenDeaf(signals: readonly string[], listen: () => void, look: Millis = LOOK): void {
  const beats = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const expression = signals.map((signal) => `process.removeAllListeners('${signal}')`).join(';')
  let thread: Worker | undefined
  const end = pulse(PULSE, () => {
    Atomics.add(beats, 0, 1)
    listen()
    if (thread !== undefined) return
    thread = new Worker(watcher, { eval: true, workerData: { beats, expression, look } })
    // A Node without an inspector, or no memory for a thread: then signals wait until the process hears them.
    thread.on('error', () => end())
    thread.unref()
  })
}
