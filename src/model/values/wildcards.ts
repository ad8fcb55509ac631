/** What stands for any number of characters in a pattern: none, too. */
export const anything = Symbol('anything')

/** A place of a pattern: one character of some kind, or any number of any. */
export type Place = typeof anything | ((character: string) => boolean)

/**
 * Whether places stand for the whole of a text. Where they do not, only what the last `anything` stands for is tried
 * longer: that is at most the length of the text times that of the pattern, however many there are in it.
 */
export function matchesPlaces(places: readonly Place[], text: string): boolean {
  const characters = [...text]
  let place = 0
  let at = 0
  let last: { place: number; at: number } | undefined
  while (at < characters.length) {
    const wanted = places[place]
    if (wanted === anything) last = { place: ++place, at }
    else if (wanted?.(characters[at]!) === true) {
      place++
      at++
    } else {
      if (last === undefined) return false
      last = { place: last.place, at: last.at + 1 }
      ;({ place, at } = last)
    }
  }
  return places.slice(place).every((rest) => rest === anything)
}
