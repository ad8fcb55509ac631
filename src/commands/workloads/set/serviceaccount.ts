import { UsageError } from '../../../api/contract/errors.js'
import type { Command } from '../../command.js'
import { recordOf } from '../../requests/record.js'
import { filesOf, selectorFlag } from '../../selection/resource-flags.js'
import {
  changePodSpecs,
  localServerConflict,
  recordFlag,
  type SetRequest,
  selectAll,
  setFlags,
  setRequest,
} from './pod-specs.js'

interface Request extends SetRequest {
  readonly serviceAccount: string
}

const flags = [...setFlags.filter((flag) => flag !== selectorFlag), recordFlag]

/** `set serviceaccount TYPE NAME SERVICE_ACCOUNT` (kubectl `pkg/cmd/set/set_serviceaccount.go`). */
export const command: Command<Request> = {
  description: 'Set the service account in the templates of pods.',
  examples: `
# Let the pods of a deployment run as another account
kubectl set serviceaccount deployment nginx-deployment serviceaccount1`,
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags,
  parse: (args, values) => {
    const serviceAccount = args.positional.at(-1)
    if (values.bool('local') && values.string('dry-run') === 'server') throw new UsageError(localServerConflict)
    if (serviceAccount === undefined) throw new UsageError('serviceaccount is required')
    const record = recordOf('set serviceaccount', args, values)
    return { ...setRequest(args.positional.slice(0, -1), values, record, filesOf(values), ''), serviceAccount }
  },
  run: async (request, context) => {
    const { serviceAccount } = request
    await changePodSpecs(
      await selectAll(request, context),
      request,
      {
        operation: 'serviceaccount updated',
        failure: 'failed to patch ServiceAccountName',
        // The deprecated field is kept the same by the server.
        change: (spec) => ({
          ...spec,
          serviceAccountName: serviceAccount,
          ...(spec.serviceAccount === undefined ? {} : { serviceAccount }),
        }),
      },
      context,
    )
  },
}
