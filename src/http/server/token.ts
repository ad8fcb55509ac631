import { randomBytes } from 'node:crypto'

/** A bearer token that nobody can guess. */
export const newToken = (): string => randomBytes(24).toString('base64url')
