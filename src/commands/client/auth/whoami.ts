/** `auth whoami` (kubectl `pkg/cmd/auth/whoami.go`). */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import { goStrings } from '../../../model/objects/policy-rules.js'
import { compareKeys } from '../../../model/values/order.js'
import { alignLines, tableAlignment } from '../../../printers/tabwriter.js'
import type { Command } from '../../command.js'
import { type OutputRequest, outputFlags, outputOf, printFormatted } from '../../output/result.js'
import { ask } from './ask.js'

interface UserInfo {
  readonly username?: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

export const command: Command<OutputRequest> = {
  description: 'Show who the server takes one for: the name, the groups, and what else it knows.',
  examples: `
# Me
kubectl auth whoami

# In JSON
kubectl auth whoami -o json`,
  usage: '',
  flags: outputFlags,
  parse: (_, flags) => outputOf(flags),
  async run(output, context) {
    const review = await ask('SelfSubjectReview', 'authentication', undefined, context).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.reason !== 'Forbidden') throw error
      const missing = 'the selfsubjectreviews API is not enabled in the cluster'
      throw new UsageError(`${missing} or you do not have permission to call it`)
    })
    if (output.format !== '' || output.template !== '') return printFormatted(review, output, context)
    context.io.out(alignLines([['ATTRIBUTE', 'VALUE'], ...rows(review.status.userInfo as UserInfo)], tableAlignment))
  },
}

function rows({ username = '', uid = '', groups = [], extra = {} }: UserInfo): string[][] {
  return [
    ...(username === '' ? [] : [['Username', username]]),
    ...(uid === '' ? [] : [['UID', uid]]),
    ...(groups.length === 0 ? [] : [['Groups', goStrings(groups)]]),
    ...Object.keys(extra)
      .sort(compareKeys)
      .map((key) => [`Extra: ${key}`, goStrings(extra[key])]),
  ]
}
