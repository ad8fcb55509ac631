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

/** `alphanums` of apimachinery `pkg/util/rand`: no vowels, no 0, 1, 3, so that no words come out. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

type State = [number, number, number, number]

/** The source of all chance in a cluster. */
export function createRandom(seed: string): RandomSource {
  const start = absorb([1779033703, 3144134277, 1013904242, 2773480762], `${seed}\0`)
  return (purpose) => stream(absorb([...start], purpose))
}

/** Bob Jenkins' small fast counting generator (sfc32): 128 bits of state, passes PractRand. */
function stream(hash: State): Random {
  let [a, b, c, counter] = scrambled(hash)
  const next32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  const below = (bound: number): number => Math.floor((next32() / 2 ** 32) * bound)
  return {
    next: () => next32() / 2 ** 32,
    below,
    name(length) {
      let name = ''
      while (name.length < length) name += NAME_ALPHABET[below(NAME_ALPHABET.length)]
      return name
    },
    uuid() {
      const [first, second, third, fourth] = [next32(), next32(), next32(), next32()]
      const version = 0x4000 | (second & 0xfff)
      const variant = 0x8000 | ((third >>> 16) & 0x3fff)
      return `${hex(first >>> 16)}${hex(first & 0xffff)}-${hex(second >>> 16)}-${hex(version)}-${hex(variant)}-${hex(
        third & 0xffff,
      )}${hex(fourth >>> 16)}${hex(fourth & 0xffff)}`
    },
  }
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Sixteen bits as four digits. */
const hex = (bits: number) => `${BYTES[bits >>> 8]}${BYTES[bits & 0xff]}`

/** Takes a text into a hash of 128 bits (four multiplicative lanes that feed each other, after bryc's cyrb128). */
function absorb(state: State, text: string): State {
  let [a, b, c, d] = state
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ unit, 597399067)
    b = c ^ Math.imul(b ^ unit, 2869860233)
    c = d ^ Math.imul(c ^ unit, 951274213)
    d = a ^ Math.imul(d ^ unit, 2716044179)
  }
  return [a, b, c, d]
}

/** MurmurHash3's finaliser on each lane, so that purposes that differ in one character give unrelated streams. */
function scrambled([a, b, c, d]: State): State {
  const mixed = [a ^ c, b ^ d, c ^ b, d ^ a].map((lane) => {
    let mix = Math.imul(lane ^ (lane >>> 16), 2246822507)
    mix = Math.imul(mix ^ (mix >>> 13), 3266489909)
    return mix ^ (mix >>> 16)
  })
  return mixed as State
}
