import type { Socket } from 'node:net'
import type { Forwarding } from '../../../api/contract/client.js'
import { UsageError } from '../../../api/contract/errors.js'
import { ByteQueue, backPressure, drained } from '../../../http/streams/flow.js'
import type { Pod } from '../../../model/objects/types.js'
import { append } from '../../../model/values/append.js'
import { yieldToEventLoop } from '../../../simulation/clock.js'
import type { Command, Context, Listener, Servers } from '../../command.js'
import { klogLine } from '../../output/klog.js'
import { byActivity, podFor, podRunningTimeoutFlag, podsResource } from '../../selection/pod-choice.js'
import { selectResources } from '../../selection/resource-builder.js'
import { type Address, type Forwarded, hostPort, parseAddresses, parsePorts, podPorts } from './ports.js'

interface Request {
  readonly resource: string
  readonly ports: readonly string[]
  readonly addresses: readonly string[]
  readonly timeout: number
}

/** `port-forward TYPE/NAME PORTS` (kubectl `pkg/cmd/portforward/portforward.go`). */
export const command: Command<Request> = {
  description:
    'Open local ports that lead to ports of a pod. A name alone is a pod; of a deployment, a service and the like one of\ntheir pods is taken, and a port of a service is the one that it leads to there. It works until Ctrl-C, or until the pod\nis gone.',
  examples: `
# Local ports 5000 and 6000 to the same ports of the pod
kubectl port-forward pod/mypod 5000 6000

# To the port called https of the service
kubectl port-forward service/myservice 8443:https

# Any local port that is free
kubectl port-forward pod/mypod :5000

# On one address of this machine
kubectl port-forward --address 127.0.0.1 pod/mypod 8888:5000`,
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: [
    {
      name: 'address',
      type: 'list',
      default: 'localhost',
      description:
        'Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value. When localhost is supplied, kubectl will try to bind on both 127.0.0.1 and ::1 and will fail if neither of these addresses are available to bind.',
    },
    podRunningTimeoutFlag('1m0s'),
  ],
  parse: ({ positional }, flags) => {
    if (positional.length < 2) {
      throw new UsageError('TYPE/NAME and list of ports are required for port-forward', true)
    }
    const timeout = flags.duration('pod-running-timeout')
    if (timeout <= 0) throw new UsageError('--pod-running-timeout must be higher than zero', true)
    const [resource = '', ...ports] = positional
    return { resource, ports, addresses: flags.strings('address'), timeout }
  },
  run: portForward,
}

async function portForward({ resource, ports, addresses, timeout }: Request, context: Context): Promise<void> {
  const { client, namespace, machine } = context
  const { listen } = await machine.servers()
  const [selected] = await (await selectResources({ args: [resource], defaultType: 'pods' }, context)).all()
  if (selected === undefined) return
  const { pod } = await podFor(selected, 'attach to', byActivity, timeout, context)
  const translated = await podPorts(ports, selected, pod)
  const name = pod.metadata.name
  const { status } = await client.get<Pod>({ resource: await podsResource(context), namespace, name })
  if (status.phase !== 'Running') {
    throw new UsageError(`unable to forward port because pod is not running. Current status=${status.phase}`)
  }
  const listening = parseAddresses(addresses)
  const forwarded = parsePorts(translated)
  const forwarding = await client.forward({ namespace, pod: name }).catch((error: Error) => {
    throw new UsageError(`error upgrading connection: unable to upgrade connection: ${error.message}`)
  })
  await untilEnd(context, (fail) => openAll(listening, forwarded, { forwarding, context, listen, fail })).finally(() =>
    forwarding.close(),
  )
}

interface Way {
  readonly forwarding: Forwarding
  readonly context: Context
  readonly listen: Servers['listen']
  /** Called when a connection could not be made: everything ends then. */
  fail(error: unknown): void
}

/** Works until Ctrl-C, which is how it is meant to end, or until something fails. */
async function untilEnd(
  { io, signal }: Context,
  open: (fail: Way['fail']) => Promise<readonly Listener[]>,
): Promise<void> {
  let end = () => {}
  let fail: Way['fail'] = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  // It may fail before anybody waits for it.
  ended.catch(() => {})
  const giveBack = io.takeInterrupts?.(end)
  signal.addEventListener('abort', end)
  let listeners: readonly Listener[] = []
  try {
    listeners = await open(fail)
    if (!signal.aborted) await ended
  } finally {
    giveBack?.()
    signal.removeEventListener('abort', end)
    for (const listener of listeners) listener.close()
  }
}

async function openAll(
  addresses: readonly Address[],
  ports: readonly Forwarded[],
  way: Way,
): Promise<readonly Listener[]> {
  const { io } = way.context
  const listeners: Listener[] = []
  for (const port of ports) {
    const { opened, local, errors } = await openOn(addresses, port, way)
    append(listeners, opened)
    if (errors !== undefined) {
      io.err(`Unable to listen on port ${local}: Listeners failed to create with the following errors: ${errors}\n`)
    } else await io.flush()
  }
  if (listeners.length > 0) return listeners
  const wanted = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')
  throw new UsageError(`unable to listen on any of the requested ports: [${wanted}]`)
}

/** One port on every address: the first one's choice of a free port is the others' too. */
async function openOn(addresses: readonly Address[], { local: wanted, remote }: Forwarded, way: Way) {
  const { io } = way.context
  const opened: Listener[] = []
  const errors: string[] = []
  let local = wanted
  let fails = false
  let optional = 0
  for (const { address, mayFail } of addresses) {
    try {
      const listener = await way.listen(address, local, (socket, port) => {
        carry(socket, port, remote, way).catch(way.fail)
      })
      local = listener.port
      opened.push(listener)
      if (mayFail) optional++
      io.out(`Forwarding from ${hostPort(address, local)} -> ${remote}\n`)
    } catch (error) {
      errors.push(`unable to create listener: Error ${(error as Error).message}`)
      if (!mayFail) fails = true
    }
  }
  const localhostFails = optional === 0 && addresses.some(({ mayFail }) => mayFail)
  return { opened, local, errors: fails || localhostFails ? `[${errors.join(' ')}]` : undefined }
}

/** Joins a local connection to the pod's port. */
async function carry(socket: Socket, local: number, remote: number, { forwarding, context, fail }: Way): Promise<void> {
  const { io } = context
  io.out(`Handling connection for ${local}\n`)
  const input = new ByteQueue(backPressure(socket))
  socket.on('data', (bytes: Buffer) => input.add(bytes))
  for (const event of ['end', 'close']) socket.on(event, () => input.end())
  const write = async (bytes: Uint8Array) => {
    if (socket.writable) socket.write(bytes)
    await drained(socket, Number.POSITIVE_INFINITY)
  }
  try {
    await io.flush()
    const failure = await forwarding.connect(remote, { input, write })
    if (failure !== undefined) {
      const error = JSON.stringify(`an error occurred forwarding ${local} -> ${remote}: ${failure}`)
      const text = `"Unhandled Error" err=${error} logger="UnhandledError"`
      io.err(klogLine('E', 'portforward.go:424', text, context))
    }
    await io.flush()
    if (failure === undefined) return
    // What the client has sent is read first, so that it sees an end rather than a break.
    socket.end()
    await yieldToEventLoop()
    fail(new UsageError('lost connection to pod'))
  } finally {
    input.drop()
    socket.end()
  }
}
