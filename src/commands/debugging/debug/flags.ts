import type { Flag } from '../../command.js'

const copies = "(This flag only works when used with '--copy-to')"
const truth = (name: string, description: string, fallback = 'false', short?: string): Flag => ({
  name,
  type: 'bool',
  default: fallback,
  description,
  ...(short === undefined ? {} : { short }),
})
const text = (name: string, description: string, fallback?: string): Flag => ({
  name,
  type: 'string',
  description,
  ...(fallback === undefined ? {} : { default: fallback }),
})

/** The flags of `debug`; those of copies are there to be refused. */
export const debugFlags: readonly Flag[] = [
  truth(
    'arguments-only',
    'If specified, everything after -- will be passed to the new container as Args instead of Command.',
  ),
  truth(
    'attach',
    "If true, wait for the container to start running, and then attach as if 'attach ...' were called. Default false, unless '-i/--stdin' is set, in which case the default is true.",
  ),
  { ...text('container', 'Container name to use for debug container.'), short: 'c' },
  text('copy-to', 'Not there yet.'),
  text('custom', 'Not there yet.'),
  { name: 'env', type: 'strings', description: 'Environment variables to set in the container.' },
  { name: 'filename', short: 'f', type: 'list', description: 'identifying the resource to debug' },
  text('image', 'Container image to use for debug container.'),
  text(
    'image-pull-policy',
    'The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server.',
  ),
  truth('keep-annotations', `If true, keep the original pod annotations.${copies}`),
  truth('keep-init-containers', `Run the init containers for the pod. Defaults to true.${copies}`, 'true'),
  truth('keep-labels', `If true, keep the original pod labels.${copies}`),
  truth('keep-liveness', `If true, keep the original pod liveness probes.${copies}`),
  truth('keep-readiness', `If true, keep the original pod readiness probes.${copies}`),
  truth('keep-startup', `If true, keep the original startup probes.${copies}`),
  text('profile', 'Options are "general", "baseline", "restricted", "netadmin" or "sysadmin".', 'general'),
  truth('quiet', 'If true, suppress informational messages.', 'false', 'q'),
  truth('replace', "When used with '--copy-to', delete the original Pod."),
  truth('same-node', "When used with '--copy-to', schedule the copy of target Pod on the same node."),
  {
    name: 'set-image',
    type: 'strings',
    description: "When used with '--copy-to', a list of name=image pairs for changing container images.",
  },
  truth('share-processes', "When used with '--copy-to', enable process namespace sharing in the copy.", 'true'),
  truth('stdin', 'Keep stdin open on the container(s) in the pod, even if nothing is attached.', 'false', 'i'),
  text('target', 'When using an ephemeral container, target processes in this container name.'),
  truth('tty', 'Allocate a TTY for the debugging container.', 'false', 't'),
]
