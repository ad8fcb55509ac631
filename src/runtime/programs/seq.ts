import { complain, type Run, write } from '../processes/effects.js'
import type { Process } from '../processes/process.js'

/** So much is written at once at first (`BUFSIZ`), and so much when there is very much to write. */
const BUFFER = 1024
const LARGEST_BUFFER = 32_000
/** The last digits of a thousand numbers, of which the first are the same. */
const thousand = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'))

/** `seq [FIRST [STEP]] LAST`. */
export function* seq({ argv }: Process): Run {
  const words = argv.slice(1)
  const wrong = words.find((word) => word.trim() === '' || Number.isNaN(Number(word)))
  if (wrong !== undefined) {
    yield* complain(`seq: invalid number '${wrong}'\n`)
    return 1
  }
  const numbers = words.map(Number)
  const [first = 1, step = 1, last = 0] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  const more = (number: number) => (step > 0 ? number <= last : number >= last)
  let lines = ''
  let most = BUFFER
  for (let number = first; more(number); ) {
    if (
      step === 1 &&
      number >= 1000 &&
      number % 1000 === 0 &&
      number + 999 <= last &&
      number < Number.MAX_SAFE_INTEGER
    ) {
      const before = String(number / 1000)
      lines += `${before}${thousand.join(`\n${before}`)}\n`
      number += 1000
    } else {
      lines += `${number}\n`
      number += step || 1
    }
    if (lines.length < most) continue
    yield* write(lines)
    lines = ''
    most = Math.min(2 * most, LARGEST_BUFFER)
  }
  yield* write(lines)
  return 0
}
