/** cobra's suggestions: commands within two edits of what was typed, or that begin with it. */
export function suggestions(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase()
  return names.filter((name) => editDistance(wanted, name) <= 2 || name.startsWith(wanted))
}

/** Levenshtein distance (cobra's `ld`). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution))
    }
    row = next
  }
  return row[b.length]!
}
