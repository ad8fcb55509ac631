import type { FieldError } from '../../../../api/contract/errors.js'

/** A violation of a schema. Failures of a whole alternative have no field of their own, as in kube-openapi. */
export interface Failure {
  readonly message: string
  readonly error: FieldError
}

/**
 * What came of checking a value: violations, and how many checks were passed on the way, by which the alternative of an
 * `anyOf` is chosen whose violations are told (`pkg/validation/validate/result.go` of kube-openapi).
 */
export class Result {
  readonly failures: Failure[] = []
  private readonly messages = new Set<string>()
  matches = 0

  get valid(): boolean {
    return this.failures.length === 0
  }

  /** The same message counts once. */
  add(failure: Failure | undefined): void {
    if (failure === undefined || this.messages.has(failure.message)) return
    this.messages.add(failure.message)
    this.failures.push(failure)
  }

  merge(other: Result): void {
    for (const failure of other.failures) this.add(failure)
    this.matches += other.matches
  }
}
