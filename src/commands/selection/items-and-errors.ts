import type { Selected, Selection } from './query.js'

export interface Gathered {
  readonly items: readonly Selected[]
  readonly errors: readonly unknown[]
}

/** All objects of a selection that can be had, and the errors about the others. Bugs are thrown. */
export async function itemsAndErrors(selection: Selection): Promise<Gathered> {
  const items: Selected[] = []
  try {
    await selection.visit(async (selected) => {
      items.push(selected)
    })
    return { items, errors: [] }
  } catch (error) {
    return { items, errors: error instanceof AggregateError ? error.errors : [error] }
  }
}

/** Throws them as several, though there may be but one: kubectl then puts no `error: ` before it. */
export function throwSeveral(errors: readonly unknown[]): void {
  if (errors.length === 1) throw new AggregateError([new AggregateError(errors)])
  throwAll(errors)
}

/** Throws what went wrong along the way, if anything did. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors)
}
