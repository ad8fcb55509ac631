import type { OpenQuestion } from './admission.js'
import { ApiError } from './errors.js'
import { internalError } from './status-errors.js'

/**
 * A plugin of admission has to ask somebody before it can decide (`api/chain/questions.ts` has it answered, and sends the
 * request on again). An error of the request where nobody answers: of what a control loop writes, say.
 */
export class UnansweredQuestion extends ApiError {
  constructor(readonly question: OpenQuestion) {
    const { plugin, whom } = question
    const { message } = internalError(`kubesim has nobody here who answers for ${whom}, whom ${plugin} asks`)
    super(500, 'InternalError', message)
    this.name = 'UnansweredQuestion'
  }
}
