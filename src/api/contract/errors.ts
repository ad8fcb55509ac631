/** A `metav1.Status` of a failed request: reason, code and details are wire data; the message is for people. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  /** How a list can be gone on with that has expired. */
  readonly metadata: { readonly continue?: string }
  readonly status: 'Failure' | 'Success'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code?: number
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly { reason?: string; message?: string; field?: string }[]
  readonly retryAfterSeconds?: number
}

/** The API refused a request. Printed as kubectl prints it. */
export class ApiError extends Error {
  readonly status: Status

  /** A reason that is empty is none: what upstream never made a Status of. */
  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    metadata: Status['metadata'] = {},
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    }
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

/** Bad flags or arguments, in kubectl's wording (without the leading `error: `). */
export class UsageError extends Error {
  constructor(
    message: string,
    /** Whether kubectl adds "See 'kubectl get -h' for help and examples". */
    readonly pointsToHelp = false,
  ) {
    super(message)
    this.name = 'UsageError'
  }
}

/** What Kubernetes has and kubesim has not. Marked as an error by itself, since nobody else does it for one among several. */
export class LackError extends UsageError {
  constructor(what: string) {
    super(`error: kubesim does not have ${what} yet`)
    this.name = 'LackError'
  }
}

/** A server that cannot be reached; kubectl prints its words as they stand, without `error: `. */
export class ConnectionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConnectionError'
  }
}

/** One violation, as `field.Error` of apimachinery: `spec.replicas: Invalid value: -1: must be …`. */
export interface FieldError {
  readonly field: string
  readonly type:
    | 'Required'
    | 'Invalid'
    | 'NotSupported'
    | 'Duplicate'
    | 'Forbidden'
    | 'TooLong'
    | 'TooMany'
    | 'NotFound'
    | 'TypeInvalid'
    | 'Internal'
  /** The offending value, printed as Go prints it (`"x"`, `-1`, `{"a":"b"}`). */
  readonly value?: unknown
  readonly detail?: string
  /** For NotSupported: the values that are. */
  readonly supported?: readonly string[]
}
