import Table from 'cli-table3'
import { append } from '../../model/values/append.js'

/** A framed table, for what is kubesim's own and not kubectl's. */
export function framedTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } })
  append(
    table,
    rows.map((row) => [...row]),
  )
  return `${table.toString()}\n`
}
