/** The flags that say what a command works on, shared by all that select resources. */
import { UsageError } from '../../api/contract/errors.js'
import type { Flag, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'

const kustomizeFlag: Flag = {
  name: 'kustomize',
  short: 'k',
  type: 'string',
  description: 'Process the kustomization directory. This flag cannot be used together with -f or -R.',
}

/** Of the few commands that read no kustomization. */
export const plainFileFlags: readonly Flag[] = [
  {
    name: 'filename',
    short: 'f',
    type: 'list',
    description: 'Filename, directory, or URL to files that name the resources; - is standard input.',
  },
  {
    name: 'recursive',
    short: 'R',
    type: 'bool',
    default: 'false',
    description: 'Process the directory used in -f, --filename recursively.',
  },
]

export const fileFlags: readonly Flag[] = [...plainFileFlags, kustomizeFlag]

export const selectorFlag: Flag = {
  name: 'selector',
  short: 'l',
  type: 'string',
  description: "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin' (e.g. -l key1=value1).",
}

export const fieldSelectorFlag: Flag = {
  name: 'field-selector',
  type: 'string',
  description:
    "Selector (field query) to filter on, supports '=', '==', and '!=' (e.g. --field-selector key1=value1,key2=value2).",
}

export const allFlag: Flag = {
  name: 'all',
  type: 'bool',
  default: 'false',
  description: 'Select all resources, in the namespace of the specified resource types.',
}

export const allNamespacesFlag: Flag = {
  name: 'all-namespaces',
  short: 'A',
  type: 'bool',
  default: 'false',
  description: 'Across all namespaces; a namespace given with --namespace is then ignored.',
}

/** What the three file flags ask for. */
export function filesOf(flags: FlagValues): FileOptions {
  return { ...plainFilesOf(flags), kustomize: flags.string('kustomize') }
}

/** Commands that work on files alone must be given some. */
export function requireFiles({ filenames, kustomize = '' }: FileOptions): void {
  if (filenames.length === 0 && kustomize === '') throw new UsageError('must specify one of -f and -k')
}

export function plainFilesOf(flags: FlagValues): FileOptions {
  return { filenames: flags.strings('filename'), kustomize: '', recursive: flags.bool('recursive') }
}
