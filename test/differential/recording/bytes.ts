/** Bytes as text where they are text, and in base64 where they are not. */
const encoded = 'base64:'

export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  const isText = !text.startsWith(encoded) && Buffer.from(text).equals(bytes)
  return isText ? text : `${encoded}${bytes.toString('base64')}`
}

export function bytesOf(text: string): Buffer {
  return text.startsWith(encoded) ? Buffer.from(text.slice(encoded.length), 'base64') : Buffer.from(text)
}
