import { closeSync, fchmodSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import type { Lock, Pause, ProcessIdentity } from '../disk.js'
import { StateFileError } from '../document/state-file-error.js'
import { TO_READ } from './own-file.js'
import { isAlive, isNumberOfAProcess } from './processes.js'

const POLL_MILLIS = 5
const MOST_POLL_MILLIS = 40
/** How long a live holder is waited for. */
const PATIENCE_MILLIS = 120_000
/** A lock without a readable holder: its maker was killed between making and filling it. */
const POLLS_BEFORE_UNREADABLE_IS_STALE = 100

/** Longer than what any lock says. */
const MOST_BYTES = 4096

/** How often the lock is found free and left to whoever is to have it next; then that one is taken to be gone. */
const MOST_COURTESIES = 100

/**
 * Takes `<file>.lock`, which O_EXCL gives to one process only. A lock whose holder is dead is removed by whoever finds
 * it; a second lock file guards the removal, so that nobody removes the lock of the one who came just before. Who waits
 * leaves a sign for those who come later, be it the holder itself once more.
 */
export async function takeLock(
  file: string,
  self: ProcessIdentity,
  pause: Pause,
  onStale: (holder: ProcessIdentity | undefined) => void,
): Promise<Lock> {
  const path = `${file}.lock`
  const turn = new Turn(`${path}.next`, file, self)
  let waited = 0
  let unreadable = 0
  try {
    for (let poll = POLL_MILLIS; ; poll = Math.min(MOST_POLL_MILLIS, poll + 1)) {
      const holder = holderOf(path)
      if (!(holder === 'gone' && turn.isAnothers()) && create(path, file, self)) {
        const isHeld = () => isSame(holderOf(path), self)
        return { isHeld, release: () => isHeld() && rmSync(path, { force: true }) }
      }
      unreadable = holder === 'unreadable' ? unreadable + 1 : 0
      const stale = unreadable > POLLS_BEFORE_UNREADABLE_IS_STALE || (typeof holder === 'object' && !isAlive(holder))
      if (stale) {
        removeStale(path, file, self, holder)
        onStale(typeof holder === 'object' ? holder : undefined)
        continue
      }
      if (waited > PATIENCE_MILLIS) {
        throw new StateFileError(
          file,
          undefined,
          `${named(holder)} holds its lock ${path}; if that process is gone, remove the lock`,
        )
      }
      // Whoever is next must not be waited for longer than needed.
      const length = turn.claim() ? POLL_MILLIS : poll
      await pause(length)
      waited += length
    }
  } finally {
    turn.end()
  }
}

function named(holder: Holder): string {
  if (typeof holder === 'object') return `process ${holder.pid} on ${holder.host}`
  return holder === 'another user' ? 'a process of another user' : 'another process'
}

/** Permissions of a state file, and so of its locks: for its owner's eyes alone, unless he has opened it to others. */
export const modeOf = (file: string): number => (statSync(file, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o666

/**
 * Who is to have the lock next, by a file of his own. It keeps nobody out for good: the lock alone does that, so that
 * a sign that is lost or left behind costs a little time and nothing else.
 */
class Turn {
  private claimed = false
  private courtesies = 0

  constructor(
    private readonly path: string,
    private readonly file: string,
    private readonly self: ProcessIdentity,
  ) {}

  /** Whether the free lock is to be left to somebody else. */
  isAnothers(): boolean {
    const next = holderOf(this.path)
    if (next === 'gone' || this.isOwn(next)) return false
    if (typeof next === 'object' && isAlive(next) && ++this.courtesies <= MOST_COURTESIES) return true
    rmSync(this.path, { force: true })
    return false
  }

  /** Whether this one is next. */
  claim(): boolean {
    const next = holderOf(this.path)
    if (next === 'gone' && create(this.path, this.file, this.self)) this.claimed = true
    return next === 'gone' ? this.claimed : this.isOwn(next)
  }

  end(): void {
    if (this.claimed && this.isOwn(holderOf(this.path))) rmSync(this.path, { force: true })
  }

  private isOwn(next: ProcessIdentity | string): boolean {
    return this.claimed && isSame(next, this.self)
  }
}

const isSame = (one: ProcessIdentity | string, other: ProcessIdentity | string) =>
  JSON.stringify(one) === JSON.stringify(other)

function create(path: string, file: string, self: ProcessIdentity): boolean {
  const mode = modeOf(file)
  let handle: number
  try {
    handle = openSync(path, 'wx', mode)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // Windows says EPERM or EBUSY of a file that is just being removed.
    if (code === 'EEXIST' || code === 'EBUSY') return false
    if (code === 'ENOENT') throw new StateFileError(file, undefined, 'its directory does not exist')
    throw new StateFileError(file, undefined, `it cannot be written: ${message}`)
  }
  try {
    fchmodSync(handle, mode)
    writeSync(handle, `${JSON.stringify(self)}\n`)
  } finally {
    closeSync(handle)
  }
  return true
}

/** Whose a lock is: of nobody when it is gone, unknown when it says nothing, or nothing to this user. */
type Holder = ProcessIdentity | 'unreadable' | 'another user' | 'gone'

function holderOf(path: string): Holder {
  try {
    return holderIn(beginningOf(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'gone'
    // It may be at work: its lock is not this user's to break.
    return code === 'EACCES' || code === 'EPERM' ? 'another user' : 'unreadable'
  }
}

function beginningOf(path: string): string {
  const handle = openSync(path, TO_READ)
  try {
    const bytes = Buffer.alloc(MOST_BYTES)
    return bytes.toString('utf8', 0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}

function holderIn(text: string): Holder {
  const holder = JSON.parse(text) as Partial<ProcessIdentity> | null
  const { host, pid, started, session = 0 } = holder ?? {}
  if (typeof host !== 'string' || typeof started !== 'string') return 'unreadable'
  // Files are named for both numbers: anything else might name a file elsewhere.
  if (!isNumberOfAProcess(pid) || !Number.isSafeInteger(session)) return 'unreadable'
  return { host, pid, started, session }
}

function removeStale(path: string, file: string, self: ProcessIdentity, seen: ProcessIdentity | string): void {
  const guard = `${path}.removal`
  if (!create(guard, file, self)) {
    const remover = holderOf(guard)
    if (typeof remover === 'object' && !isAlive(remover)) rmSync(guard, { force: true })
    return
  }
  try {
    if (isSame(holderOf(path), seen)) rmSync(path, { force: true })
  } catch (error) {
    // A folder, say, which nobody who locks files has made.
    throw new StateFileError(file, undefined, `its lock ${path} cannot be removed: ${(error as Error).message}`)
  } finally {
    rmSync(guard, { force: true })
  }
}
