import type { OpenQuestion, QuestionAnswer } from '../contract/admission.js'
import type { Answer, Handler, Link, ResourceRequest } from '../contract/request.js'
import { modifiedConflict } from '../contract/status-errors.js'
import { UnansweredQuestion } from '../contract/unanswered-question.js'

/**
 * Has a question answered. Nothing is held meanwhile: whoever is asked may look at the cluster, and change it. Rejects when
 * there is no answer, which the plugin is told.
 */
export type Answerer = (question: OpenQuestion) => unknown

/** Verbs whose requests are admitted. */
const changes = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** How often one and the same is asked of an object that others go on changing (`resetPatchRetry` of the API server). */
const mostAttempts = 5

/**
 * Has answered what plugins of admission ask, and sends the request on again with all that is known by then. What was said
 * of an object holds for the revision that it had: if somebody has changed it meanwhile, it is asked anew.
 */
export const questions =
  (answer: Answerer | undefined): Link =>
  (next) =>
  (request) =>
    answer === undefined || 'path' in request || !changes.includes(request.verb)
      ? next(request)
      : answering(next, request, answer)

async function answering(next: Handler, request: ResourceRequest, answer: Answerer): Promise<Answer> {
  const answers: QuestionAnswer[] = []
  for (;;) {
    try {
      return await next(answers.length === 0 ? request : { ...request, answers })
    } catch (error) {
      if (!(error instanceof UnansweredQuestion)) throw error
      const { question } = error
      if (timesAsked(question, answers) >= mostAttempts) throw changing(request)
      answers.push(await answered(question, answer))
    }
  }
}

const timesAsked = ({ plugin, whom, about }: OpenQuestion, answers: readonly QuestionAnswer[]) =>
  answers.filter((each) => each.plugin === plugin && each.whom === whom && each.about === about).length

const changing = ({ resource, name }: ResourceRequest) =>
  modifiedConflict({ group: resource.group, resource: resource.plural }, name)

async function answered({ content, ...question }: OpenQuestion, answer: Answerer): Promise<QuestionAnswer> {
  try {
    return { ...question, value: await answer({ ...question, content }) }
  } catch (failure) {
    return { ...question, failure }
  }
}
