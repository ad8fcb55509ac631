/** Costs and sizes between a least and a most, which stop at the largest whole number of 64 bits (cel-go's `checker/cost.go`). */
export interface Range {
  readonly min: number
  readonly max: number
}

/** Costs beyond it are no larger. */
export const capped = (value: number): number => Math.min(value, 2 ** 64)

export const fixed = (value: number): Range => ({ min: value, max: value })
export const nothing: Range = fixed(0)
export const unknown: Range = { min: 0, max: capped(Number.POSITIVE_INFINITY) }

export const sum = (...ranges: readonly Range[]): Range => ({
  min: capped(ranges.reduce((total, { min }) => total + min, 0)),
  max: capped(ranges.reduce((total, { max }) => total + max, 0)),
})

export const product = (a: Range, b: Range): Range => ({ min: capped(a.min * b.min), max: capped(a.max * b.max) })

/** Rounded up. */
export const times = ({ min, max }: Range, factor: number): Range => ({
  min: capped(Math.ceil(min * factor)),
  max: capped(Math.ceil(max * factor)),
})

export const union = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) })
