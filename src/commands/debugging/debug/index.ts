import { LackError, UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { Container, ContainerStatus, Pod } from '../../../model/objects/types.js'
import { parseReference } from '../../../runtime/catalogue/reference.js'
import type { Command, Context, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { podsResource } from '../../selection/pod-choice.js'
import { selectResources } from '../../selection/resource-builder.js'
import { attachTo } from '../attach.js'
import { printLog, waitForPod } from '../new-pod.js'
import { buildContainer, checkProfile, type DebugContainer, freeName } from './container.js'
import { debugFlags } from './flags.js'

interface Request extends DebugContainer {
  readonly names: readonly string[]
  readonly files: FileOptions
  readonly attach: boolean
  readonly quiet: boolean
}

/** `debug POD`: adds a container to a running pod (kubectl `pkg/cmd/debug/debug.go`). Copies and nodes are left out. */
export const command: Command<Request> = {
  description:
    'Debug a running pod: a container of its own is added to it, which shares its network and can be entered. Copies of pods (--copy-to) and the debugging of nodes are left out.',
  examples: `
# Enter a container that is added to the pod mypod
kubectl debug mypod -it --image=busybox

# The same, with a name of its own, aimed at the processes of another container
kubectl debug mypod -it --image=busybox -c debugger --target=app`,
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  flags: debugFlags,
  parse: ({ positional, dash }, flags) => {
    const names = positional.slice(0, dash)
    const filenames = flags.strings('filename')
    checkProfile(flags.string('profile'))
    const request: Request = {
      names,
      files: { filenames, kustomize: '', recursive: false },
      words: dash === undefined ? [] : positional.slice(dash),
      argumentsOnly: flags.bool('arguments-only'),
      name: flags.string('container'),
      image: flags.string('image'),
      pullPolicy: flags.string('image-pull-policy'),
      environment: flags.strings('env').flatMap((text) => text.split(',').map(variable)),
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      target: flags.string('target'),
      profile: flags.string('profile'),
      attach: flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin'),
      quiet: flags.bool('quiet'),
    }
    check(request, flags)
    return request
  },
  run: async (request, context) => {
    const { io } = context
    if (request.target !== '' && !request.quiet) {
      const hint =
        "If you don't see processes from this container it may be because the container runtime doesn't support this feature."
      io.out(`Targeting container "${request.target}". ${hint}\n`)
    }
    if (request.profile === 'legacy') {
      io.err(
        '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
      )
    }
    const selection = await selectResources(
      { args: request.names, files: request.files, typed: true, defaultType: 'pods' },
      context,
    )
    for (const { object, resource } of await selection.all()) {
      if (resource.plural === 'nodes' && resource.group === '') throw new LackError('debugging of nodes')
      if (resource.plural !== 'pods' || resource.group !== '') {
        const type = `${resource.group}/${resource.version}, Kind=${resource.kind}`
        throw new UsageError(`${goQuote(type)} not supported by debug`)
      }
      await debugPod(object as Pod, request, context)
    }
  },
}

function variable(text: string): { name: string; value: string } {
  const equals = text.indexOf('=')
  if (equals < 0) {
    throw new UsageError(`invalid argument "${text}" for "--env" flag: ${text} must be formatted as key=value`, true)
  }
  return { name: text.slice(0, equals), value: text.slice(equals + 1) }
}

/** `DebugOptions.Validate`. */
function check({ attach, image, name, names, files, pullPolicy, stdin, tty }: Request, flags: FlagValues): void {
  if (attach && flags.changed('attach') && image === '' && name === '') {
    throw new UsageError('you must specify --container or create a new container using --image in order to attach.')
  }
  if (flags.string('copy-to') !== '') throw new LackError('flag "--copy-to"')
  if (flags.bool('replace')) throw new UsageError('--replace may only be used with --copy-to.')
  if (flags.bool('same-node')) throw new UsageError('--same-node may only be used with --copy-to.')
  if (flags.strings('set-image').length > 0) throw new UsageError('--set-image may only be used with --copy-to.')
  if (image === '') throw new UsageError('you must specify --image when not using --copy-to.')
  if (flags.string('custom') !== '') throw new LackError('flag "--custom"')
  if (typeof parseReference(image) === 'string') {
    throw new UsageError(`invalid image name ${goQuote(image)}: invalid reference format`)
  }
  if (names.length === 0 && files.filenames.length === 0) throw new UsageError('NAME or filename is required for debug')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy)) {
    throw new UsageError(`invalid image pull policy: ${pullPolicy}`)
  }
  if (tty && !stdin) throw new UsageError('-i/--stdin is required for containers with -t/--tty=true')
}

async function debugPod(pod: Pod, request: Request, context: Context): Promise<void> {
  const { client, io } = context
  const container = buildContainer(request, request.name || freeName(pod))
  if (request.name === '' && !request.quiet) io.out(`Defaulting debug container name to ${container.name}.\n`)
  const { name, namespace = '' } = pod.metadata
  const target = { resource: await podsResource(context), namespace, name }
  const order = [...(pod.spec.ephemeralContainers ?? []), container].map((each) => ({ name: each.name }))
  const wanted = sameNamed(pod, container) ?? container
  const body = { spec: { '$setElementOrder/ephemeralContainers': order, ephemeralContainers: [wanted] } }
  const changed = await client.patch<Pod>(target, { type: 'strategic', body }, { subresource: 'ephemeralcontainers' })
  if (request.attach) await attach(changed, container, request, context)
}

/** A profile is applied to the first container of its name: one that is there already gets what it adds, which is refused. */
function sameNamed(pod: Pod, { name, securityContext }: Container): object | undefined {
  const there = pod.spec.ephemeralContainers?.find((each) => each.name === name)
  const added = securityContext?.capabilities?.add
  if (there === undefined || added === undefined) return undefined
  const add = [...(there.securityContext?.capabilities?.add ?? []), ...added]
  return { name, securityContext: { capabilities: { add } } }
}

/** Joins the container once it runs; what one that is over already has said is in its log. */
async function attach(changed: Pod, container: Container, request: Request, context: Context): Promise<void> {
  const began = ({ state }: ContainerStatus) => state?.running !== undefined || state?.terminated !== undefined
  const stateOf = (pod: Pod) => pod.status.ephemeralContainerStatuses?.find(({ name }) => name === container.name)
  const pod = await waitForPod(
    changed,
    Number.POSITIVE_INFINITY,
    (one) => {
      const status = stateOf(one)
      return status !== undefined && began(status)
    },
    context,
  )
  if (stateOf(pod)?.state?.terminated !== undefined) return printLog(pod, container.name, context)
  await attachTo(
    pod,
    { container: container.name, stdin: request.stdin, tty: request.tty, quiet: request.quiet },
    context,
  )
}
