import type { ApiError } from '../contract/errors.js'
import { badRequest } from '../contract/status-errors.js'

/** An object that does not say what it is called (`name`: what the path says). */
export const unnamed = (name: string | undefined): ApiError =>
  badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`)
