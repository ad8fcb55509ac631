import { UsageError } from '../api/errors.js'
import type { Command } from './command.js'

/** `debug`: left out, and says so whatever else stands on the command line. */
export const command: Command<void> = {
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  passThrough: true,
  offline: true,
  flags: [],
  parse: () => {
    throw new UsageError(
      'debug is not supported by this version of kubesim, which has no ephemeral containers; run a pod beside the one in question instead: run -it --rm debugger --image=busybox',
    )
  },
  run: async () => {},
}
