import { UsageError } from '../../api/contract/errors.js'
import { compareKeys } from '../../model/values/order.js'
import type { Command } from '../command.js'
import { apiVersionOf } from '../resources/of-object.js'

/** `api-versions` (kubectl `pkg/cmd/apiresources/apiversions.go`). */
export const command: Command<void> = {
  description: 'Print the API versions that the cluster serves, in the form "group/version".',
  usage: '',
  flags: [],
  parse: ({ positional }) => {
    if (positional.length > 0) throw new UsageError(`unexpected arguments: [${positional.join(' ')}]`, true)
  },
  run: async (_request, { client, io }) => {
    const versions = new Set((await client.resources()).map(apiVersionOf))
    io.out(
      [...versions]
        .sort(compareKeys)
        .map((version) => `${version}\n`)
        .join(''),
    )
  },
}
