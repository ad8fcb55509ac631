import type { Typed } from './cluster.js'

/** A command that goes on until it is stopped. */
export interface Lasting {
  /** Resolves to the match as soon as what has been printed holds one; rejects when the command ends before. */
  shows(pattern: RegExp): Promise<RegExpExecArray>
  /** Ctrl-C. */
  stop(): Promise<{ stdout: string; stderr: string; exitCode: number }>
  readonly ended: Promise<{ stdout: string; stderr: string; exitCode: number }>
}

export function start({ cluster }: Typed, argv: readonly string[]): Lasting {
  const interrupt = new AbortController()
  let printed = ''
  let look = () => {}
  const ended = cluster.run(argv, {
    signal: interrupt.signal,
    output(text) {
      printed += text
      look()
    },
  })
  return {
    ended,
    shows: (pattern) =>
      Promise.race([
        new Promise<RegExpExecArray>((resolve) => {
          look = () => {
            const match = pattern.exec(printed)
            if (match !== null) resolve(match)
          }
          look()
        }),
        ended.then(({ stdout, stderr }) => Promise.reject(new Error(`it has ended: ${stdout}${stderr}`))),
      ]),
    stop() {
      interrupt.abort()
      return ended
    },
  }
}
