import type { Rollout } from '../../../api/contract/capabilities.js'
import { UsageError } from '../../../api/contract/errors.js'
import type { Command, Context } from '../../command.js'
import type { Selected } from '../../selection/query.js'
import {
  groupKindText,
  type RolloutRequest,
  revisionOf,
  rolloutFlags,
  rolloutOf,
  rolloutRequest,
  selectRollouts,
} from './selection.js'

interface Request extends RolloutRequest {
  readonly watch: boolean
  readonly revision: number | bigint
  /** Milliseconds; 0: forever. */
  readonly timeout: number
}

/** `rollout status TYPE NAME` (kubectl `pkg/cmd/rollout/rollout_status.go`). */
export const command: Command<Request> = {
  description: 'Show how far a rollout is, and follow it to its end.',
  examples: `
# Wait for a deployment
kubectl rollout status deployment/nginx

# Look once
kubectl rollout status deployment/nginx --watch=false`,
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...rolloutFlags,
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      default: 'true',
      description: "Watch the status of the rollout until it's done.",
    },
    {
      name: 'revision',
      type: 'int',
      default: '0',
      description: 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).',
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '0s',
      description: 'The length of time to wait before ending watch, zero means never.',
    },
  ],
  parse: ({ positional }, flags) => ({
    ...rolloutRequest(positional, flags),
    watch: flags.bool('watch'),
    revision: revisionOf(flags),
    timeout: flags.duration('timeout'),
  }),
  run: async (request, context) => {
    let found = false
    await (await selectRollouts(request, context)).visit(async (selected) => {
      found = true
      const { rollout } = await rolloutOf(selected)
      if (rollout === undefined) {
        throw new UsageError(`no status viewer has been implemented for ${groupKindText(selected)}`)
      }
      await follow(selected, rollout, request, context)
    })
    if (!found) context.io.err(`No resources found in ${context.namespace} namespace.\n`)
  },
}

/** Prints the status at every change of the object, until the rollout is over. */
async function follow(
  { resource, namespace, name }: Selected,
  rollout: Rollout,
  { watch, revision, timeout }: Request,
  context: Context,
): Promise<void> {
  // Nobody would ever hear of it.
  if (name === '') throw new UsageError('resource name may not be empty')
  const until = timeout === 0 ? {} : { until: context.client.now() + timeout }
  const events = context.client.watch({ resource, namespace, name, signal: context.signal, ...until })
  for await (const { type, object } of events) {
    if (type === 'BOOKMARK') continue
    if (type === 'DELETED') throw new UsageError('object has been deleted')
    const { message, done } = rollout.status(object, revision)
    context.io.out(`${message}\n`)
    if (done || !watch) return
    await context.io.flush()
  }
  if (!context.signal.aborted) throw new UsageError('timed out waiting for the condition')
}
