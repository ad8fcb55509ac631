import { UsageError } from '../api/errors.js'
import type { Command, Flag } from './command.js'

const flag = (name: string, type: Flag['type'], fallback: string | undefined, short?: string): Flag => ({
  name,
  type,
  description: 'Not supported.',
  ...(fallback === undefined ? {} : { default: fallback }),
  ...(short === undefined ? {} : { short }),
})

const truths = ['keep-init-containers', 'share-processes']
const falsehoods =
  'arguments-only attach keep-annotations keep-labels keep-liveness keep-readiness keep-startup replace same-node'
const texts = ['copy-to', 'custom', 'image', 'image-pull-policy', 'target']

/** `debug`: left out, and says so whatever else stands on the command line. */
export const command: Command<void> = {
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  offline: true,
  flags: [
    ...falsehoods.split(' ').map((name) => flag(name, 'bool', 'false')),
    ...truths.map((name) => flag(name, 'bool', 'true')),
    ...texts.map((name) => flag(name, 'string', undefined)),
    flag('container', 'string', undefined, 'c'),
    flag('env', 'strings', undefined),
    flag('filename', 'list', undefined, 'f'),
    flag('profile', 'string', 'legacy'),
    flag('quiet', 'bool', 'false', 'q'),
    flag('set-image', 'strings', undefined),
    flag('stdin', 'bool', 'false', 'i'),
    flag('tty', 'bool', 'false', 't'),
  ],
  parse: () => {
    throw new UsageError(
      'debug is not supported by this version of kubesim, which has no ephemeral containers; run a pod beside the one in question instead: run -it --rm debugger --image=busybox',
    )
  },
  run: async () => {},
}
