import { formatQuantity, parseQuantity, type Quantity } from '../../../model/objects/quantity.js'

export type ResourceList = Record<string, string | number>

const milli = 1_000_000n

/** Writes every quantity in its canonical form, rounded up to thousandths (`SetDefaults_ResourceList`). */
export function canonicalResources(list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const quantity = quantityIn(text)
    if (quantity !== undefined && list !== undefined) list[name] = formatQuantity(roundedUp(quantity))
  }
}

export function canonicalText(text: string | number): string | number {
  const quantity = quantityIn(text)
  return quantity === undefined ? text : formatQuantity(quantity)
}

/** The quantity that a text means; undefined when it means none, which the structural check has told already. */
export function quantityIn(text: string | number | undefined): Quantity | undefined {
  if (text === undefined) return undefined
  try {
    return parseQuantity(text)
  } catch {
    return undefined
  }
}

function roundedUp(quantity: Quantity): Quantity {
  const rest = quantity.nanos % milli
  if (rest === 0n) return quantity
  const nanos = quantity.nanos - rest + (quantity.nanos > 0n ? milli : 0n)
  return { nanos, format: quantity.format }
}
