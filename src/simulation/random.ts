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

/** The machine's own chance, for what nobody may foretell: keys. Nothing else in a cluster is drawn from it. */
export type Chance = (bytes: number) => Uint8Array

/** `alphanums` of apimachinery `pkg/util/rand`: no vowels, no 0, 1, 3, so that no words come out. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

type State = readonly [a: number, b: number, c: number, d: number]

/** The source of all chance in a cluster. */
export function createRandom(seed: string): RandomSource {
  const start = absorb([1779033703, 3144134277, 1013904242, 2773480762], `${seed}\0`)
  return (purpose) => new Stream(absorb(start, purpose))
}

/** Bob Jenkins' small fast counting generator (sfc32): 128 bits of state, passes PractRand. */
class Stream implements Random {
  private a: number
  private b: number
  private c: number
  private counter: number

  constructor([a, b, c, d]: State) {
    this.a = mixed(a ^ c)
    this.b = mixed(b ^ d)
    this.c = mixed(c ^ b)
    this.counter = mixed(d ^ a)
  }

  private next32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  next(): number {
    return this.next32() / 2 ** 32
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  name(length: number): string {
    let name = ''
    while (name.length < length) name += NAME_ALPHABET[this.below(NAME_ALPHABET.length)]
    return name
  }

  uuid(): string {
    const first = this.next32()
    const second = this.next32()
    const third = this.next32()
    const fourth = this.next32()
    const version = 0x4000 | (second & 0xfff)
    const variant = 0x8000 | ((third >>> 16) & 0x3fff)
    return `${hex(first >>> 16)}${hex(first & 0xffff)}-${hex(second >>> 16)}-${hex(version)}-${hex(variant)}-${hex(
      third & 0xffff,
    )}${hex(fourth >>> 16)}${hex(fourth & 0xffff)}`
  }
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Sixteen bits as four digits. */
const hex = (bits: number) => `${BYTES[bits >>> 8]}${BYTES[bits & 0xff]}`

/** Takes a text into a hash of 128 bits (four multiplicative lanes that feed each other, after bryc's cyrb128). */
function absorb(state: State, text: string): State {
  let a = state[0]
  let b = state[1]
  let c = state[2]
  let d = state[3]
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ unit, 597399067)
    b = c ^ Math.imul(b ^ unit, 2869860233)
    c = d ^ Math.imul(c ^ unit, 951274213)
    d = a ^ Math.imul(d ^ unit, 2716044179)
  }
  return [a, b, c, d]
}

/** MurmurHash3's finaliser, so that purposes that differ in one character give unrelated streams. */
function mixed(lane: number): number {
  let mix = Math.imul(lane ^ (lane >>> 16), 2246822507)
  mix = Math.imul(mix ^ (mix >>> 13), 3266489909)
  return mix ^ (mix >>> 16)
}
