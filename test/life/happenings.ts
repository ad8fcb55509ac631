/** The events of a cluster as a diary. */
import type { KubeObject } from '../../src/index.js'

/** Types a command line; what it prints. */
export type Type = (line: string, stdin?: string) => Promise<string>

interface Event extends KubeObject {
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly fieldPath?: string }
  readonly source?: { readonly component?: string; readonly host?: string }
  readonly reportingComponent?: string
  readonly count?: number
  readonly firstTimestamp: string | null
  readonly lastTimestamp: string | null
  readonly eventTime: string | null
  readonly series?: { readonly count: number; readonly lastObservedTime: string }
}

export class Happenings {
  readonly #type: Type
  readonly #begin: number
  /** The last version of every event that has been told. */
  readonly #told = new Map<string, string | undefined>()

  constructor(type: Type, begin: number) {
    this.#type = type
    this.#begin = begin
  }

  /** One line for each that has come or changed since this was asked last, in the order in which they did. */
  async fresh(without: readonly string[] = []): Promise<string> {
    const { items } = JSON.parse(await this.#type('get events -A -o json')) as { items: Event[] }
    const fresh = items.filter(({ metadata }) => this.#told.get(metadata.name) !== metadata.resourceVersion)
    for (const { metadata } of fresh) this.#told.set(metadata.name, metadata.resourceVersion)
    const version = ({ metadata }: Event) => Number(metadata.resourceVersion)
    return fresh
      .filter(({ reason }) => !without.includes(reason))
      .sort((a, b) => version(a) - version(b))
      .map((event) => this.#line(event))
      .map((line) => `${line}\n`)
      .join('')
  }

  /** `32s (x3 since 2s) Warning BackOff pod/web spec.containers{web}, kubelet on worker-1: Back-off …` */
  #line(event: Event): string {
    const { type, reason, message, involvedObject: about, source, series, eventTime } = event
    const count = series?.count ?? event.count ?? 1
    const times = count === 1 ? '' : ` (x${count} since ${this.#since(event.firstTimestamp ?? eventTime)})`
    const last = this.#since(event.lastTimestamp ?? series?.lastObservedTime ?? eventTime)
    const part = about.fieldPath === undefined ? '' : ` ${about.fieldPath}`
    const host = source?.host === undefined ? '' : ` on ${source.host}`
    const from = `${source?.component || event.reportingComponent}${host}`
    const object = `${about.kind.toLowerCase()}/${about.name}${part}`
    return `${last}${times} ${type} ${reason} ${object}, ${from}: ${message.replaceAll('\n', '\\n')}`
  }

  #since(time: string | null): string {
    return `${(Date.parse(time ?? '') - this.#begin) / 1000}s`
  }
}
