/** A stream of numbers that depends on the cluster's seed and on what it is for, and on nothing else. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** A whole number in [0, bound). */
  below(bound: number): number
  /** Characters of Kubernetes' name alphabet, `bcdfghjklmnpqrstvwxz2456789` (apimachinery's `rand.String`). */
  name(length: number): string
  /** A random (version 4) UUID. */
  uuid(): string
}

/** Gives the stream for a purpose: `random('pod-name/<uid>/3')`. The same purpose gives the same stream. */
export type RandomSource = (purpose: string) => Random
