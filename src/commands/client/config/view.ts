import { onlyCurrent } from '../../../kubeconfig/choice.js'
import { withoutSecrets } from '../../../kubeconfig/secrets.js'
import type { Command } from '../../command.js'
import { type OutputRequest, outputFlags, outputOf, printFormatted } from '../../output/result.js'
import { noArguments } from './contexts.js'
import { readConfig } from './source.js'

export const view: Command<OutputRequest & { minify: boolean; raw: boolean }> = {
  description: 'Show the settings in the form of a kubeconfig.',
  examples: `
# The namespace in use
kubectl config view --minify -o jsonpath='{..namespace}'`,
  onFile: true,
  usage: '',
  flags: [
    ...outputFlags,
    {
      name: 'minify',
      type: 'bool',
      default: 'false',
      description: 'Remove all information not used by current-context from the output.',
    },
    {
      name: 'raw',
      type: 'bool',
      default: 'false',
      description: 'Display raw byte data and sensitive data.',
    },
    { name: 'flatten', type: 'bool', default: 'false', description: 'Accepted for compatibility.' },
  ],
  parse: (args, flags) => {
    noArguments(args)
    const output = outputOf(flags)
    return {
      ...output,
      format: output.format === '' ? 'yaml' : output.format,
      minify: flags.bool('minify'),
      raw: flags.bool('raw'),
    }
  },
  run: async ({ minify, raw, ...output }, context) => {
    const whole = await readConfig(context)
    const wanted = minify ? onlyCurrent(whole) : whole
    await printFormatted((raw ? wanted : withoutSecrets(wanted)) as never, output, context)
  },
}
