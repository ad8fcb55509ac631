/** As clients do, passes the same text on once. */
export function eachOnce(tell: (text: string) => void): (text: string) => void {
  const sent = new Set<string>()
  return (text) => {
    if (sent.has(text)) return
    sent.add(text)
    tell(text)
  }
}
