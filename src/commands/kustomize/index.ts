import { UsageError } from '../../api/contract/errors.js'
import { printYaml } from '../../printers/yaml.js'
import type { Command, Flag } from '../command.js'

interface Request {
  readonly directory: string
  /** A file, or a directory that gets a file for each object; empty: standard output. */
  readonly output: string
}

const leftOut = ['enable-alpha-plugins', 'enable-helm', 'network', 'helm-debug', 'as-current-user']

const ownFlags: readonly Flag[] = [
  { name: 'output', short: 'o', type: 'string', description: 'Write to this file instead of standard output.' },
  {
    name: 'load-restrictor',
    type: 'string',
    default: 'LoadRestrictionsRootOnly',
    description: 'Files must lie in or below the directory, whatever is said.',
  },
  ...leftOut.map((name): Flag => ({ name, type: 'bool', default: 'false', description: 'Not supported.' })),
  { name: 'env', short: 'e', type: 'strings', description: 'Of functions, which are not supported.' },
  { name: 'mount', type: 'strings', description: 'Of functions, which are not supported.' },
  { name: 'network-name', type: 'string', default: 'bridge', description: 'Of functions, which are not supported.' },
  { name: 'helm-command', type: 'string', default: 'helm', description: 'Of charts, which are not supported.' },
  { name: 'helm-api-versions', type: 'list', description: 'Of charts, which are not supported.' },
  { name: 'helm-kube-version', type: 'string', description: 'Of charts, which are not supported.' },
]

/** `kustomize DIR`: prints what a kustomization builds (sigs.k8s.io/kustomize `kustomize/commands/build`). */
export const command: Command<Request> = {
  description: 'Print the objects that a kustomization directory builds, as -k would apply them.',
  examples: `
# Of the current directory
kubectl kustomize

# Of another one
kubectl kustomize config/production`,
  usage: 'DIR',
  offline: true,
  flags: ownFlags,
  parse: ({ positional }, flags) => {
    if (positional.length > 1) {
      throw new UsageError('specify one path to kustomization.yaml')
    }
    const refused = leftOut.find((name) => flags.bool(name))
    if (refused !== undefined) throw new UsageError(`--${refused} is not supported by this version of kubesim`)
    return { directory: positional[0] ?? '.', output: flags.string('output') }
  },
  run: async ({ directory, output }, context) => {
    const { kustomized } = await import('./build.js')
    const objects = await kustomized(directory, context)
    const text = objects.map(({ object }) => printYaml(object)).join('---\n')
    if (output === '') context.io.out(text)
    else await context.files.write(output, text)
  },
}
