/** `run NAME --image=IMAGE`: makes a pod, and with -i, -t or --attach joins it. */
import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Pod } from '../../../model/objects/types.js'
import { parseReference } from '../../../runtime/catalogue/reference.js'
import type { Arguments, Command, Context, FlagValues } from '../../command.js'
import { attachToNew, type SessionOptions } from '../../debugging/new-pod.js'
import { fromNamespace } from '../../objects/deletion.js'
import { type DryRun, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputOf, printFormatted, printResult } from '../../output/result.js'
import { changeCauseAnnotation, recordOf, warnOfRecord } from '../../requests/record.js'
import { withMadeConfig } from '../../requests/saved-config.js'
import { withoutNulls } from '../../requests/sent-objects.js'
import { findResource } from '../../resources/of-object.js'
import { parseAnnotations, parseEnvironment, parseLabels, runFlags } from './flags.js'
import { buildPod, buildService, overridden, type PodRequest } from './objects.js'

interface Request {
  readonly pod: PodRequest
  readonly expose: boolean
  readonly overrides: string
  readonly overrideType: string
  /** undefined: not attached. */
  readonly session: SessionOptions | undefined
  readonly remove: boolean
  readonly saveConfig: boolean
  readonly record: string | undefined
  readonly manager: string
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly warn: (context: Context) => void
}

export const command: Command<Request> = {
  description: 'Create and run a particular image in a pod.',
  examples: `
# Start an nginx pod
kubectl run nginx --image=nginx

# A shell in a pod that is gone afterwards
kubectl run -i -t --rm busybox --image=busybox --restart=Never

# With arguments for the image's program
kubectl run nginx --image=nginx -- <arg1> <arg2>`,
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: runFlags,
  parse: (args, flags) => {
    const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin')
    const dryRun = dryRunOf(flags)
    check(args, flags, attach, dryRun)
    const pod = podRequest(args, flags)
    return {
      pod,
      expose: flags.bool('expose'),
      overrides: flags.string('overrides'),
      overrideType: flags.string('override-type'),
      session: attach
        ? {
            stdin: pod.stdin,
            tty: pod.tty,
            quiet: flags.bool('quiet'),
            leaveStdinOpen: flags.bool('leave-stdin-open'),
            timeout: flags.duration('pod-running-timeout'),
          }
        : undefined,
      remove: flags.bool('rm'),
      saveConfig: flags.bool('save-config'),
      record: recordOf('run', args, flags),
      manager: flags.string('field-manager'),
      dryRun,
      output: outputOf(flags),
      warn: (context) => warnOfBareDryRun(flags, context),
    }
  },
  run: async (request, context) => {
    request.warn(context)
    warnOfRecord(request.record, context)
    const built = await overridden(buildPod(request.pod), request.overrides, request.overrideType)
    const pod = await create(built, request, context)
    const { service, failure } = await exposed(request, context)
    const { session } = request
    if (session === undefined) await print(pod, false, request, context)
    else {
      try {
        await attachToNew(pod as Pod, session, context)
      } finally {
        if (request.remove) await removeAll([pod, ...(service === undefined ? [] : [service])], session.quiet, context)
      }
    }
    if (failure !== undefined) throw failure
  },
}

/** --expose: the service is made after the pod, and told of before it; without it the pod runs all the same. */
async function exposed(request: Request, context: Context): Promise<{ service?: KubeObject; failure?: unknown }> {
  if (!request.expose) return {}
  try {
    const service = await create(buildService(request.pod), request, context)
    await print(service, true, request, context)
    return { service }
  } catch (failure) {
    return { failure }
  }
}

/** kubectl's checks, in its order. */
function check({ positional, dash }: Arguments, flags: FlagValues, attach: boolean, dryRun: DryRun): void {
  if (positional.length === 0 || dash === 0) throw new UsageError('NAME is required for run', true)
  const image = flags.string('image')
  if (image === '') throw new UsageError('--image is required')
  if (typeof parseReference(image) === 'string') {
    throw new UsageError(`Invalid image name ${goQuote(image)}: invalid reference format`)
  }
  if (flags.bool('tty') && !flags.bool('stdin')) {
    throw new UsageError('-i/--stdin is required for containers with -t/--tty=true', true)
  }
  if (flags.bool('expose') && flags.string('port') === '') {
    throw new UsageError('--port must be set when exposing a service', true)
  }
  const restart = flags.string('restart')
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) {
    throw new UsageError(`invalid restart policy: ${restart}`, true)
  }
  if (!attach && flags.bool('rm')) throw new UsageError('--rm should only be used for attached containers', true)
  if (attach && dryRun !== 'none') {
    throw new UsageError(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
      true,
    )
  }
  const policy = flags.string('image-pull-policy')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) {
    throw new UsageError(`invalid image pull policy: ${policy}`, true)
  }
}

function podRequest({ positional }: Arguments, flags: FlagValues): PodRequest {
  const [name = '', ...words] = positional
  const stdin = flags.bool('stdin')
  return {
    name,
    words,
    isCommand: flags.bool('command'),
    image: flags.string('image'),
    annotations: parseAnnotations(flags.strings('annotations')),
    labels: parseLabels(flags.string('labels')),
    environment: parseEnvironment(flags.strings('env')),
    port: parsePort(flags.string('port')),
    pullPolicy: flags.string('image-pull-policy'),
    privileged: flags.bool('privileged'),
    stdin,
    stdinOnce: stdin && !flags.bool('leave-stdin-open'),
    tty: flags.bool('tty'),
    restart: flags.string('restart') || (stdin ? 'OnFailure' : 'Always'),
  }
}

function parsePort(text: string): number | undefined {
  if (text === '') return undefined
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

async function create(built: KubeObject, request: Request, context: Context): Promise<KubeObject> {
  const { client, namespace, namespaceGiven, program } = context
  const resource = await findResource(built, client)
  const inNamespace = namespaceGiven ? { ...built, metadata: { ...built.metadata, namespace } } : built
  const cause = { [changeCauseAnnotation]: `${program} ${request.record}` }
  const recorded =
    request.record === undefined
      ? inNamespace
      : {
          ...inNamespace,
          metadata: { ...inNamespace.metadata, annotations: { ...inNamespace.metadata.annotations, ...cause } },
        }
  const object = request.saveConfig ? withMadeConfig(recorded) : recorded
  if (request.dryRun === 'client') return object
  return client.create(resource, namespace, withoutNulls(object), {
    dryRun: request.dryRun === 'server',
    fieldManager: request.manager,
  })
}

/** In YAML kubectl writes a separator after the service and another before the pod. */
async function print(object: KubeObject, isService: boolean, request: Request, context: Context): Promise<void> {
  const { output, dryRun, expose } = request
  if (request.session !== undefined) return
  const shown = { ...output, keepOrder: dryRun === 'client' }
  if (output.format !== 'yaml') return printResult(object, 'created', shown, dryRun, context)
  if (expose && !isService) context.io.out('---\n')
  await printFormatted(object, output, context)
  if (isService) context.io.out('---\n')
}

/** --rm: what was made goes again, whatever came of it. */
async function removeAll(objects: readonly KubeObject[], quiet: boolean, context: Context): Promise<void> {
  const { client, io } = context
  for (const object of objects) {
    const resource = await findResource(object, client)
    const { name, namespace = '' } = object.metadata
    try {
      await client.delete({ resource, namespace, name }, { propagation: 'Background' })
      if (!quiet) io.out(`${resource.singular} "${name}" deleted${fromNamespace(resource, namespace)}\n`)
    } catch (error) {
      if ((error as { reason?: string }).reason !== 'NotFound') throw error
    }
  }
}
