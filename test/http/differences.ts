/** Where two values differ, for whoever reads that they do. */
export function differences(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const both = [before, after].every((value) => typeof value === 'object' && value !== null)
  if (!both || Array.isArray(before) !== Array.isArray(after)) {
    return [`${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`.slice(0, 300)]
  }
  const [a, b] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}.${key}`),
  )
}
