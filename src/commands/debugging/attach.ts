import { UsageError } from '../../api/contract/errors.js'
import type { Container, Pod } from '../../model/objects/types.js'
import type { Command, Context } from '../command.js'
import { byActivity, chooseContainer, podFor, podRunningTimeoutFlag } from '../selection/pod-choice.js'
import { selectResources } from '../selection/resource-builder.js'
import { containerFlag, quietFlag, stdinFlag, ttyFlag, usableTty, withSessionErrors } from './exec.js'
import { sessionStreams } from './streams.js'

interface Request extends AttachOptions {
  readonly resources: readonly string[]
  readonly timeout: number
}

export interface AttachOptions {
  readonly container: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
}

/** `attach (POD | TYPE/NAME)` (kubectl `pkg/cmd/attach/attach.go`). */
export const command: Command<Request> = {
  description: 'Join the main process of a container that is running.',
  examples: `
# Output of the first container of the pod web
kubectl attach web

# Input too, raw
kubectl attach web -i -t`,
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  flags: [containerFlag, podRunningTimeoutFlag('1m0s'), quietFlag, stdinFlag, ttyFlag],
  parse: ({ positional }, flags) => {
    const timeout = flags.duration('pod-running-timeout')
    if (timeout <= 0) throw new UsageError('--pod-running-timeout must be higher than zero', true)
    if (positional.length === 0) throw new UsageError('at least 1 argument is required for attach')
    if (positional.length > 2) {
      throw new UsageError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${positional.length}: [${positional.join(' ')}]`,
      )
    }
    return {
      resources: positional,
      container: flags.string('container'),
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      quiet: flags.bool('quiet'),
      timeout,
    }
  },
  run: async (request, context) => {
    const [first = '', second] = request.resources
    const args = [second === undefined ? first : `${first}/${second}`]
    const [selected] = await (await selectResources({ args, defaultType: 'pods' }, context)).all()
    if (selected === undefined) return
    const { pod } = await podFor(selected, 'attach to', byActivity, request.timeout, context)
    const { phase } = pod.status
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new UsageError(`cannot attach a container in a completed pod; current phase is ${phase}`)
    }
    await attachTo(pod, request, context)
  },
}

function containerOf(pod: Pod, { container, quiet }: AttachOptions, context: Context): Container {
  try {
    return chooseContainer(pod, container, quiet, context)
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`cannot attach to the container: ${error.message}`) : error
  }
}

/** Joins the pod's process; `run -i` uses it too. */
export async function attachTo(pod: Pod, options: AttachOptions, context: Context): Promise<void> {
  const { io, client, program } = context
  const container = containerOf(pod, options, context)
  if (options.tty && container.tty !== true && !options.quiet) {
    io.err(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`)
  }
  const tty = usableTty({ ...options, tty: container.tty === true }, context)
  if (!options.quiet) {
    io.err(
      "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n",
    )
  }
  await io.flush()
  const query = {
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container: container.name,
    stdin: options.stdin,
    tty,
    signal: context.signal,
  }
  await withSessionErrors(() => client.attach(query, sessionStreams(context, options.stdin, tty)))
  if (!options.quiet && options.stdin && tty && pod.spec.restartPolicy === 'Always') {
    const name = container.name
    const again = `${program} attach ${pod.metadata.name} -c ${name} -i -t`
    const ephemeral = pod.spec.ephemeralContainers?.some((added) => added.name === name)
    io.out(
      ephemeral
        ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running\n`
        : `Session ended, resume using '${again}' command when the pod is running\n`,
    )
  }
}
