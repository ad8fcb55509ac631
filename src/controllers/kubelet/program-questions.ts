import { answerPending } from '../../runtime/containers/pending-questions.js'
import type { Controller } from '../machinery/controller.js'

/** Lets programs in containers hear what the network answers them, each question at its own instant. */
export const programs: Controller = {
  name: 'programs',
  component: 'kubelet',
  watches: {
    sandboxes: (sandbox) => [`sandboxes/${sandbox.metadata.namespace}/${sandbox.metadata.name}`],
  },
  reconcile: (key, world) => answerPending(key, world),
}
