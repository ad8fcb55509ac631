import type { Sandbox } from '../../model/objects/machine.js'
import { type Millis, type ObjectKey, objectKey } from '../../model/objects/object.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { Answers, Question } from '../../network/contract.js'
import { network, updateRun } from './applications.js'
import { containersOf, currentRun, viewOf } from './container.js'
import { lookAhead } from './main-program.js'
import type { RuntimeWorld } from './world.js'

/** How many questions a program may put to the network in its life; after these it hears nothing more. */
const mostAnswers = 5_000

/**
 * Lets the programs of a pod's containers get the answers of the network that they wait for now, and tells after how
 * long the next question comes. What was answered is kept in the sandbox, so that the program's past can be told again.
 */
export function answerPending(key: ObjectKey, world: RuntimeWorld): { after: Millis } | undefined {
  const sandbox = world.get<Sandbox>(key)
  const pod = sandbox === undefined ? undefined : podOf(sandbox, world)
  if (sandbox === undefined || pod === undefined) return undefined
  let after = Number.POSITIVE_INFINITY
  for (const container of containersOf(pod)) {
    if (currentRun(sandbox, container.name) !== undefined)
      after = Math.min(after, answerContainer(pod, container, world))
  }
  return Number.isFinite(after) ? { after } : undefined
}

function podOf(sandbox: Sandbox, world: RuntimeWorld): Pod | undefined {
  const pod = world.get<Pod>(objectKey('pods', sandbox.metadata.namespace ?? '', sandbox.metadata.name))
  return pod?.metadata.uid === sandbox.podUid ? pod : undefined
}

/** Answers what is asked by now; how long until the next question, infinite without one. */
function answerContainer(pod: Pod, container: Container, world: RuntimeWorld): Millis {
  const { name } = container
  for (;;) {
    const run = currentRun(
      world.get<Sandbox>(objectKey('sandboxes', pod.metadata.namespace ?? '', pod.metadata.name)),
      name,
    )
    const view = run === undefined ? undefined : viewOf(pod, container, run, world)
    if (view === undefined || view.run.ended !== undefined) return Number.POSITIVE_INFINITY
    const { halt, elapsed } = lookAhead(view)
    if (halt?.because !== 'asks') return Number.POSITIVE_INFINITY
    if ((view.run.answers?.length ?? 0) >= mostAnswers) return Number.POSITIVE_INFINITY
    const due = view.run.startedAt + elapsed - world.now
    if (due > 0) return due
    const origin = { from: 'pod', namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name } as const
    const answer: unknown = withoutApiServer(network.answer(origin, halt.question, world), halt.question)
    updateRun(pod, name, world, (latest) => ({ ...latest, answers: [...(latest.answers ?? []), answer] }))
  }
}

/**
 * What the API server says takes longer to find out than a control loop may wait. Whoever shows who they are is told
 * that, and not that they may do nothing.
 */
function withoutApiServer(answer: Answers[Question['ask']], question: Question): unknown {
  if (question.ask !== 'http' || !('response' in answer) || answer.response.instead !== 'api') return answer
  const { instead: _, ...response } = answer.response
  const shows = question.request.headers.some(([name]) => name.toLowerCase() === 'authorization')
  if (!shows) return { ...answer, response }
  const message =
    'kubesim answers requests of the API from kubectl exec and from a shell that somebody types into, not from what a container runs by itself'
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NotImplemented',
    code: 501,
  }
  const body = `${JSON.stringify(status, undefined, 2)}\n`
  const headers = [['Content-Type', 'application/json'] as const, ['Content-Length', String(body.length)] as const]
  return { ...answer, response: { version: '1.1', status: 501, reason: 'Not Implemented', headers, body } }
}
