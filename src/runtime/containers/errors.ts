import { ApiError } from '../../api/contract/errors.js'

export function podNotFound(name: string): ApiError {
  return new ApiError(404, 'NotFound', `pods ${JSON.stringify(name)} not found`, { name, kind: 'pods' })
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message)
}

/** The API server's words around a kubelet's failure. */
export function internalError(message: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

export function dialFailure(address: string, reason: string): ApiError {
  return new ApiError(500, '', `error dialing backend: dial tcp ${address}:10250: ${reason}`)
}
