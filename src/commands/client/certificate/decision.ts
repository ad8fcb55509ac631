import { LackError, UsageError } from '../../../api/contract/errors.js'
import type { Command, HelpText } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { outputFlags } from '../../output/result.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf } from '../../selection/resource-flags.js'

interface Request {
  readonly names: readonly string[]
  readonly files: FileOptions
}

/** `certificate approve` and `certificate deny` (kubectl `pkg/cmd/certificates`), for clusters that serve requests for certificates. */
function decision(verb: 'approve' | 'deny', help: HelpText): Command<Request> {
  return {
    ...help,
    usage: '(-f FILENAME | NAME)',
    flags: [
      ...fileFlags,
      ...outputFlags,
      { name: 'force', type: 'bool', default: 'false', description: 'Decide again what is decided already.' },
    ],
    parse: ({ positional }, flags) => {
      const files = filesOf(flags)
      if (positional.length === 0 && files.filenames.length === 0 && files.kustomize === '') {
        throw new UsageError('one or more CSRs must be specified as <name> or -f <filename>')
      }
      return { names: positional, files }
    },
    run: async ({ names, files }, context) => {
      const query = { args: names, defaultType: 'certificatesigningrequests', files, continueOnError: true }
      await (await selectResources(query, context)).all()
      throw new LackError(`command "certificate ${verb}"`)
    },
  }
}

export const approve = decision('approve', {
  description: 'Approve a request for a certificate.',
  examples: 'kubectl certificate approve csr-sqgzp',
})
export const deny = decision('deny', {
  description: 'Deny a request for a certificate.',
  examples: 'kubectl certificate deny csr-sqgzp',
})
