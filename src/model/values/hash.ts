import { canonicalJson } from './order.js'

/** FNV-1a, 32 bits, over the text's UTF-8 bytes (Go's `hash/fnv.New32a`). */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) return hashOfBytes(new TextEncoder().encode(text))
    hash = Math.imul(hash ^ unit, 0x01000193)
  }
  return hash >>> 0
}

function hashOfBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Apimachinery's `rand.SafeEncodeString`: an alphabet without vowels, so that no hash spells a bad word. */
export function safeEncode(text: string): string {
  let encoded = ''
  for (const character of text) encoded += alphabet[(character.codePointAt(0) ?? 0) % alphabet.length]
  return encoded
}

/** The `pod-template-hash` of a pod template; stable, since it is taken over canonical JSON. */
export function templateHash(template: unknown): string {
  return safeEncode(String(fnv32a(canonicalJson(template))))
}
