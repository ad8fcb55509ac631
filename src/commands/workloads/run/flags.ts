import { UsageError } from '../../../api/contract/errors.js'
import type { Flag } from '../../command.js'
import { dryRunFlag } from '../../output/dry-run.js'
import { outputFlags } from '../../output/result.js'
import { recordFlag } from '../../requests/record.js'
import { fieldManagerFlag } from '../../requests/write-flags.js'
import { podRunningTimeoutFlag } from '../../selection/pod-choice.js'

const yesOrNo = (name: string, description: string, short?: string): Flag => ({
  name,
  type: 'bool',
  default: 'false',
  description,
  ...(short === undefined ? {} : { short }),
})

/** The flags of `run`. */
export const runFlags: readonly Flag[] = [
  ...outputFlags,
  dryRunFlag,
  recordFlag,
  { name: 'annotations', type: 'strings', description: 'Annotations to apply to the pod.' },
  yesOrNo(
    'attach',
    "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned.",
  ),
  {
    name: 'cascade',
    type: 'string',
    default: 'background',
    bare: 'background',
    description:
      'Must be "background", "orphan", or "foreground": how the dependents of what --rm deletes are treated.',
  },
  yesOrNo(
    'command',
    "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
  ),
  { name: 'env', type: 'strings', description: 'Environment variables to set in the container.' },
  yesOrNo('expose', 'If true, create a ClusterIP service associated with the pod.  Requires `--port`.'),
  fieldManagerFlag('kubectl-run'),
  {
    name: 'filename',
    short: 'f',
    type: 'strings',
    hidden: true,
    deprecated: 'it is ignored by kubectl run and will be removed in a future release',
    description: 'Ignored.',
  },
  yesOrNo('force', 'If true, immediately remove resources from API and bypass graceful deletion.'),
  {
    name: 'generator',
    type: 'string',
    hidden: true,
    deprecated: 'has no effect and will be removed in the future.',
    description: 'Ignored.',
  },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    description: 'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative.',
  },
  { name: 'image', type: 'string', required: true, description: 'The image for the container to run.' },
  {
    name: 'image-pull-policy',
    type: 'string',
    description:
      'The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.',
  },
  {
    name: 'kustomize',
    short: 'k',
    type: 'string',
    description: "Process a kustomization directory. This flag can't be used together with -f or -R.",
  },
  {
    name: 'labels',
    short: 'l',
    type: 'string',
    description: 'Comma separated labels to apply to the pod. Will override previous values.',
  },
  yesOrNo(
    'leave-stdin-open',
    'If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes. By default, stdin will be closed after the first attach completes.',
  ),
  {
    name: 'override-type',
    type: 'string',
    default: 'merge',
    description: 'The method used to override the generated object: json, merge, or strategic.',
  },
  {
    name: 'overrides',
    type: 'string',
    description:
      'An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.',
  },
  podRunningTimeoutFlag('1m0s'),
  { name: 'port', type: 'string', description: 'The port that this container exposes.' },
  yesOrNo('privileged', 'If true, run the container in privileged mode.'),
  yesOrNo('quiet', 'If true, suppress prompt messages.', 'q'),
  yesOrNo('recursive', 'Process the directory used in -f, --filename recursively.', 'R'),
  {
    name: 'restart',
    type: 'string',
    default: 'Always',
    description: 'The restart policy for this Pod.  Legal values [Always, OnFailure, Never].',
  },
  yesOrNo(
    'rm',
    "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'.",
  ),
  yesOrNo('save-config', 'If true, the configuration of current object will be saved in its annotation.'),
  yesOrNo('stdin', 'Keep stdin open on the container in the pod, even if nothing is attached.', 'i'),
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    description:
      'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object',
  },
  yesOrNo('tty', 'Allocate a TTY for the container in the pod.', 't'),
  yesOrNo('wait', 'If true, wait for resources to be gone before returning. This waits for finalizers.'),
]

/** `a=b,c=d` (kubectl `parseLabels`). */
export function parseLabels(text: string): Record<string, string> | undefined {
  if (text === '') return undefined
  const pairs = text.split(',').map((spec) => {
    const [key = '', value, ...more] = spec.split('=')
    if (value === undefined || more.length > 0) throw new UsageError(`unexpected label spec: ${spec}`)
    if (key === '') throw new UsageError('unexpected empty label key')
    return [key, value]
  })
  return Object.fromEntries(pairs)
}

/** `NAME=value` each (kubectl `parseEnvs`). */
export function parseEnvironment(values: readonly string[]): { name: string; value?: string }[] {
  return values.map((text) => {
    const equals = text.indexOf('=')
    const name = text.slice(0, equals)
    if (equals <= 0) throw new UsageError(`invalid env: ${text}`)
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new UsageError(`invalid env: ${text}`)
    const value = text.slice(equals + 1)
    return value === '' ? { name } : { name, value }
  })
}

/** `key=value` each (kubectl `ParsePairs`). */
export function parseAnnotations(values: readonly string[]): Record<string, string> | undefined {
  if (values.length === 0) return undefined
  const wrong = values.filter((text) => text.indexOf('=') <= 0)
  if (wrong.length > 0) throw new UsageError(`invalid annotations format: ${wrong.join(', ')}`)
  return Object.fromEntries(values.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
}
