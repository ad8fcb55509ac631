import type { Chance } from '../../simulation/random.js'

export const tokenKeyBytes = 32

/** A new key for a cluster's settings. */
export const newTokenKey = (chance: Chance): string => Buffer.from(chance(tokenKeyBytes)).toString('base64')

/** Whether a value is a key as settings hold it. */
export function isTokenKey(value: unknown): boolean {
  if (typeof value !== 'string') return false
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === tokenKeyBytes && bytes.toString('base64') === value
}
