/**
 * How properties of this folder are tried: a few times from one seed in `npm test`, and for KUBESIM_FUZZ_SECONDS each, from a
 * seed of the moment, where that is set (.ci/run gives one of the commit). What fails is printed with its seed and path by fast-check;
 * KUBESIM_SEED tries it again.
 *
 * What lies here: a property for each reader of what strangers write (text, bytes, files, requests): no input makes it fail
 * with anything but an error that says what is wrong with the input, and none takes it longer than its length does.
 */
import fc, { type IAsyncProperty, type Parameters } from 'fast-check'

const seconds = Number(process.env.KUBESIM_FUZZ_SECONDS ?? 0)

/** Whether nonsense is tried for long. */
export const lasting = seconds > 0

/** What chance is drawn from. */
export const seed = Number(process.env.KUBESIM_SEED ?? (lasting ? Date.now() % 1_000_000_000 : 20261201))

/** The parameters of `fc.assert` for a property that is tried `runs` times in every run of the tests. */
export const fuzzing = <T>(runs: number): Parameters<T> =>
  lasting
    ? {
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: seconds * 1000,
        markInterruptAsFailure: false,
        seed,
      }
    : { numRuns: runs, seed }

/** `fc.assert` that ends with its last try: what fast-check interrupts goes on, beside whatever test comes next. */
export async function holds<T>(property: IAsyncProperty<T>, parameters: Parameters<T>): Promise<void> {
  let last: Promise<unknown> | undefined
  const run = property.run.bind(property)
  property.run = (value) => {
    const running = run(value)
    last = running
    return running
  }
  try {
    await fc.assert(property, parameters)
  } finally {
    await last
  }
}

/** The same for what draws from `seed` itself: counts as far as `runs`, or for so long. */
export function* tries(runs: number): Generator<number> {
  const end = Date.now() + seconds * 1000
  for (let count = 0; lasting ? Date.now() < end : count < runs; count++) yield count
}

/** How long inputs are that show whether a reader takes more than its input is long: quadratic ones take minutes for it. */
export const long = 1_000_000
