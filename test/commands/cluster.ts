import { Cluster } from '../../src/index.js'

/** A cluster on a virtual clock, and command lines to type into it. */
export async function openCluster(settings: object = {}) {
  const cluster = await Cluster.open({ create: { clock: 'virtual', seed: 'commands', ...settings }, strict: true })
  return {
    cluster,
    /** Words are split at blanks; quotes keep them together. */
    type: (line: string, stdin?: string) => cluster.run(words(line), stdin === undefined ? {} : { stdin }),
    out: async (line: string, stdin?: string) =>
      (await cluster.run(words(line), stdin === undefined ? {} : { stdin })).stdout,
  }
}

export type Typed = Awaited<ReturnType<typeof openCluster>>

function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
}
