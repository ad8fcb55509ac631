import { Worker } from 'node:worker_threads'
import type { Millis } from '../model/objects/object.js'
import { machineTime, pulse } from '../simulation/clock.js'

/** How often the process shows that it hears. Most commands have ended before the first time, and are spared a thread. */
const PULSE: Millis = 100
/** How often the thread looks: from one look to the next without a sign, and the process is deaf, or held up. */
const LOOK: Millis = 1_500
/** How soon it looks again then. Whoever hears well shows a sign within this. */
const MOMENT: Millis = 300
/** Whoever hears what the thread says as late as this was held up. */
const LATE: Millis = 100

/** What the thread says, with the number of the last sign that it saw, and when. */
const SILENT = 'kubesim silent'

/**
 * A thread that looks whether the process still shows signs of life. A signal's listener runs between two pieces of work
 * only, so that a process which is busy for long is deaf. The thread tells it so through the debugger's door, which V8 opens
 * also in the midst of a loop or of a regular expression. It waits for no answer, which may be lost.
 */
const watcher = `
const { workerData: { beats, look, moment } } = require('node:worker_threads')
const { Session } = require('node:inspector')
for (let last = 0, told; ; ) {
  Atomics.wait(beats, 1, 0, told === last ? moment : look)
  const now = Atomics.load(beats, 0)
  if (now === last) {
    const session = new Session()
    session.connectToMainThread()
    session.post('Runtime.evaluate', { expression: \`process.emit('${SILENT}', \${now}, \${Date.now()})\` })
    session.disconnect()
    told = now
  }
  last = now
}
`

/**
 * From soon on the process, whenever it is too busy to hear of these signals, is ended by them: it takes its listeners away,
 * and a signal ends it at once, as it ends every program that has none. Nothing is lost: what is saved of a cluster is that
 * before or after. `listen` gives it its listeners back when it is at leisure again.
 *
 * A signal that had come by then is forgotten with its listener and must be sent again. So whoever is only held up, by a slow
 * disk or since its machine stood still, keeps them: it is told late, and hears as soon as it goes on.
 */
export function endWhenDeaf(signals: readonly string[], listen: () => void, look: Millis = LOOK): void {
  const beats = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const told = { beat: 0, at: 0 }
  process.on(SILENT, (beat: number, saidAt: number) => {
    const now = machineTime()
    if (told.beat !== beat || now - saidAt > LATE) Object.assign(told, { beat, at: now })
    else if (now - told.at >= MOMENT) for (const signal of signals) process.removeAllListeners(signal)
  })
  let thread: Worker | undefined
  const end = pulse(PULSE, () => {
    Atomics.add(beats, 0, 1)
    listen()
    if (thread !== undefined) return
    thread = new Worker(watcher, { eval: true, workerData: { beats, look, moment: MOMENT } })
    // A Node without an inspector, or no memory for a thread: then signals wait until the process hears them.
    thread.on('error', () => end())
    thread.unref()
  })
}
