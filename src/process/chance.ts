/** What cannot be foretold: bytes of the machine's own. */
import { randomBytes } from 'node:crypto'
import type { Chance } from '../simulation/random.js'

export const chance: Chance = (bytes) => randomBytes(bytes)
