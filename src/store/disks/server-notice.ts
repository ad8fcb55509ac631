import { rmSync, statSync } from 'node:fs'
import type { ProcessIdentity } from '../disk.js'
import { readOwn } from './own-file.js'
import { isHere, isNumberOfAProcess, newIdentity, stateOf } from './processes.js'
import { replacePrivately } from './replace-file.js'
import { targetOf } from './target.js'

/** Where the cluster of a state file is served, and what has to be shown there. */
export interface Served {
  /** `http://127.0.0.1:34567` */
  readonly address: string
  readonly token: string
}

/** What lies beside the state file of a cluster that is served. */
export interface Notice extends Served {
  /** Of the notice's form, and of what is spoken at the address. */
  readonly kubesim: number
  /** The state file. With a copy of its folder a notice comes where it means nothing. */
  readonly file: string
  readonly server: ProcessIdentity
}

const FORMAT = 1
const pathOf = (file: string) => `${file}.server`

/**
 * Leaves word beside a state file that this process serves its cluster, for the eyes of its own user alone; returns what
 * takes it away again. A server that is named there already stays the one. Where nothing can be left, commands and server
 * share the file.
 */
export function postNotice(name: string, served: Served): () => void {
  if (readNotice(name) !== undefined) return () => {}
  const file = targetOf(name)
  const server = newIdentity()
  const text = `${JSON.stringify({ kubesim: FORMAT, file, server, ...served } satisfies Notice)}\n`
  const path = pathOf(file)
  try {
    replacePrivately(path, text)
  } catch {
    // Where nothing can be left, nothing is.
  }
  return () => removeIf(path, text)
}

/**
 * Who serves the cluster of a state file and can be asked now; undefined when nobody does. What a dead server has left is
 * removed; one on another machine, and one that its user has stopped (Ctrl-Z), are let alone.
 */
export function readNotice(name: string): Notice | undefined {
  const file = targetOf(name)
  const path = pathOf(file)
  if (!isThere(path)) return undefined
  const text = readOwn(path)
  const notice = text === undefined ? undefined : parsed(text)
  if (notice === undefined || notice.file !== file || !isHere(notice.server)) return undefined
  const state = stateOf(notice.server)
  if (state === 'dead') removeIf(path, text!)
  return state === 'running' ? notice : undefined
}

/** Nearly never; asked without an error's being made, which takes longer. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** Servers listen to commands of their own machine alone: a notice that leads elsewhere has come with somebody's folder. */
const onThisMachine = /^http:\/\/127\.0\.0\.1:\d{1,5}$/

function parsed(text: string): Notice | undefined {
  try {
    const notice = JSON.parse(text) as Partial<Notice> | null
    const { kubesim, file, server, address, token } = notice ?? {}
    const { host, pid, started } = server ?? {}
    const said = [file, address, token, host, started].every((each) => typeof each === 'string')
    const isOne = kubesim === FORMAT && said && isNumberOfAProcess(pid) && onThisMachine.test(address!)
    return isOne ? (notice as Notice) : undefined
  } catch {
    return undefined
  }
}

/** Not what somebody else has put there since. */
function removeIf(path: string, text: string): void {
  if (readOwn(path) !== text) return
  try {
    rmSync(path, { force: true })
  } catch {
    // In a folder that cannot be written to it stays, and means nothing.
  }
}
