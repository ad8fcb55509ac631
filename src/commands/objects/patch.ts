import type { Patch } from '../../api/contract/client.js'
import { ApiError, UsageError } from '../../api/contract/errors.js'
import type { ResourceInfo } from '../../api/contract/names.js'
import { goQuote } from '../../model/go/quote.js'
import type { KubeObject } from '../../model/objects/object.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { Command, Context, Flag, FlagValues } from '../command.js'
import type { FileOptions } from '../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../output/result.js'
import { patchedLocally } from '../requests/local-patch.js'
import { recordChange, recordFlag, recordOf, warnOfRecord } from '../requests/record.js'
import { fieldManagerFlag } from '../requests/write-flags.js'
import { apiVersionOf } from '../resources/of-object.js'
import type { Selected } from '../selection/query.js'
import { selectResources } from '../selection/resource-builder.js'
import { fileFlags, filesOf } from '../selection/resource-flags.js'
import { withPart } from '../selection/resource-reading.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly type: Patch['type']
  readonly patch: string
  /** The file to read the patch from, when it is not on the command line. */
  readonly patchFile: string
  readonly subresource: string | undefined
  /** Work on the files alone, without asking the server. */
  readonly local: boolean
  readonly record: string | undefined
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly flags: FlagValues
}

const types: readonly Patch['type'][] = ['json', 'merge', 'strategic']

const ownFlags: readonly Flag[] = [
  ...fileFlags,
  ...outputFlags,
  dryRunFlag,
  recordFlag,
  fieldManagerFlag('kubectl-patch'),
  {
    name: 'local',
    type: 'bool',
    default: 'false',
    description: 'If true, patch will operate on the content of the file, not the server-side resource.',
  },
  {
    name: 'patch',
    short: 'p',
    type: 'string',
    description: 'The patch to be applied to the resource, in JSON or YAML.',
  },
  { name: 'patch-file', type: 'string', description: 'A file containing a patch to be applied to the resource.' },
  { name: 'subresource', type: 'string', description: 'Patch this subresource instead: status, scale or resize.' },
  {
    name: 'type',
    type: 'string',
    default: 'strategic',
    description: 'The type of patch being provided; one of [json merge strategic].',
  },
]

/** `patch` (kubectl `pkg/cmd/patch/patch.go`). */
export const command: Command<Request> = {
  description: 'Update fields of a resource by a strategic merge patch, a JSON merge patch, or a JSON patch.',
  examples: `
# A field of a node
kubectl patch node worker-1 -p '{"spec":{"unschedulable":true}}'

# A position in an array, by a JSON patch
kubectl patch pod web --type=json -p='[{"op":"replace","path":"/spec/containers/0/image","value":"new image"}]'`,
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  flags: ownFlags,
  parse: (args, flags) => {
    const { positional } = args
    const [patch, patchFile] = [flags.string('patch'), flags.string('patch-file')]
    if (patch !== '' && patchFile !== '') throw new UsageError('cannot specify --patch and --patch-file together')
    if (patch === '' && patchFile === '') {
      throw new UsageError('must specify --patch or --patch-file containing the contents of the patch')
    }
    checkLocal(positional, flags)
    const type = types.find((each) => each === flags.string('type').toLowerCase())
    if (type === undefined) {
      throw new UsageError(`--type must be one of [${types.join(' ')}], not "${flags.string('type')}"`)
    }
    const dryRun = dryRunOf(flags)
    return {
      args: positional,
      files: filesOf(flags),
      type,
      patch,
      patchFile,
      subresource: flags.string('subresource') || undefined,
      local: flags.bool('local'),
      record: recordOf('patch', args, flags),
      dryRun,
      output: outputOf(flags),
      flags,
    }
  },
  run: async (request, context) => {
    warnOfBareDryRun(request.flags, context)
    warnOfRecord(request.record, context)
    const patch = await readPatch(request, context)
    const { args, files, local, subresource } = request
    const query = { args, files, local, continueOnError: true }
    const selection = await selectResources(subresource === undefined ? query : { ...query, subresource }, context)
    let count = 0
    await selection.visit(async (selected) => {
      count++
      await patchOne(selected, patch, request, context)
    })
    if (count === 0) throw new UsageError('no objects passed to patch')
  },
}

/** Custom resources know no strategic merge. */
function unsupported(type: Patch['type'], resource: ResourceInfo, { message }: ApiError): UsageError {
  const media = type === 'strategic' ? 'strategic-merge-patch' : `${type}-patch`
  return new UsageError(
    `application/${media}+json is not supported by ${apiVersionOf(resource)}, Kind=${resource.kind}: ${message}`,
  )
}

function checkLocal(args: readonly string[], flags: FlagValues): void {
  if (!flags.bool('local')) return
  if (args.length > 0) throw new UsageError('cannot specify --local and server resources')
  if (dryRunOf(flags) === 'server') {
    throw new UsageError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  }
}

async function readPatch({ type, patch, patchFile }: Request, { files }: Context): Promise<Patch> {
  const text =
    patchFile === ''
      ? patch
      : await files.read(patchFile).catch(() => {
          throw new UsageError(`unable to read patch file: open ${patchFile}: no such file or directory`)
        })
  return { type, body: await parsePatch(text) } as Patch
}

/** JSON goes to the server as it stands, which then refuses what is wrong with it; YAML is turned into JSON here. */
async function parsePatch(text: string): Promise<unknown> {
  const json = await jsonOf(text)
  if (json !== undefined) return json.value
  const { parseYaml } = await import('../../model/yaml/reader.js')
  try {
    return parseYaml(text)
  } catch (error) {
    throw new UsageError(
      `unable to parse ${goQuote(text)}: ${(error as Error).message.replace(/^error converting YAML to JSON: /, '')}`,
    )
  }
}

async function jsonOf(text: string): Promise<{ readonly value: unknown } | undefined> {
  const { JsonSyntaxError, parseJson, scanJsonValue } = await import('../../model/json/json-syntax.js')
  try {
    const json = parseJson(text)
    if (json === undefined && /^\s*\{/.test(text)) scanJsonValue(text, 0)
    return json
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const message = error.offset === undefined ? 'unexpected end of JSON input' : error.message
    throw new ApiError(400, 'BadRequest', message)
  }
}

async function patchOne(selected: Selected, patch: Patch, request: Request, context: Context): Promise<void> {
  const { object, resource } = selected
  const { dryRun, output, local, subresource } = request
  const rehearsed = local || (dryRun === 'client' && subresource === undefined)
  const patched = rehearsed
    ? await patchedLocally(object, patch, resource)
    : await send(selected, patch, request, context)
  const operation = deepEqual(patched, object) ? 'patched (no change)' : 'patched'
  // kubectl forgets to say that it was a rehearsal.
  await printResult(patched, operation, output, 'none', context)
}

async function send(selected: Selected, patch: Patch, request: Request, context: Context): Promise<KubeObject> {
  const { resource, namespace, name } = selected
  const { dryRun, subresource, flags, record } = request
  const part = await withPart({ resource, name, ...(subresource === undefined ? {} : { subresource }) }, context.client)
  const patched = await context.client
    .patch<KubeObject>({ resource, namespace, name }, patch, {
      dryRun: dryRun !== 'none',
      fieldManager: flags.string('field-manager'),
      // kubectl says nothing of it, so that unknown fields are only warned of.
      fieldValidation: 'Warn',
      ...(part.subresource === undefined ? {} : { subresource: part.subresource }),
    })
    .catch((error: unknown) => {
      throw error instanceof ApiError && error.reason === 'UnsupportedMediaType'
        ? unsupported(patch.type, resource, error)
        : error
    })
  return recordChange({ ...selected, object: patched }, record, dryRun, context)
}
