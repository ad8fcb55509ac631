import { Worker } from 'node:worker_threads'
import type { Millis } from '../model/objects/object.js'

/** Most commands have ended by then, and are spared a thread. */
const FIRST_LOOK: Millis = 100
/** How often the process shows that it hears, and how often the thread looks: two looks without a sign, and it is deaf. */
const PULSE: Millis = 100
const LOOK: Millis = 200

/**
 * A thread that looks whether the process still shows signs of life. A signal's listener runs between two pieces of work
 * only, so that a process which is busy for long is deaf. Then the thread takes its listeners away, through the debugger's
 * door, which V8 opens also in the midst of a loop or of a regular expression: from then on a signal ends it at once, as it ends
 * every program that has no listeners. Nothing is lost: what is saved of a cluster is that before or after.
 */
const watcher = `
const { workerData } = require('node:worker_threads')
const { Session } = require('node:inspector')
let last = -1
let session
setInterval(() => {
  const beats = Atomics.load(workerData.beats, 0)
  if (beats === last && session === undefined) {
    session = new Session()
    session.connectToMainThread()
    session.post('Runtime.evaluate', { expression: workerData.expression }, () => {
      session.disconnect()
      session = undefined
    })
  }
  last = beats
}, workerData.look)
`

/**
 * From soon on the process, whenever it is too busy to hear of these signals, is ended by them. `listen` gives it its
 * listeners back when it is at leisure again.
 */
export function endWhenDeaf(signals: readonly string[], listen: () => void): void {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const beat = () => {
    Atomics.add(beats, 0, 1)
    listen()
  }
  const expression = signals.map((signal) => `process.removeAllListeners('${signal}')`).join(';')
  const timer = setTimeout(() => {
    const thread = new Worker(watcher, { eval: true, workerData: { beats, expression, look: LOOK } })
    // A Node without an inspector, or no memory for a thread: then signals wait for the process.
    thread.on('error', () => clearInterval(pulse))
    thread.unref()
    const pulse = setInterval(beat, PULSE).unref()
  }, FIRST_LOOK)
  timer.unref()
}
