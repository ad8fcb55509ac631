/** What every `create <kind> NAME` shares: its flags, and the way from a built object to the API and to the screen. */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import { groupOf, type KubeObject } from '../../../model/objects/object.js'
import type { Arguments, Command, Context, Flag, FlagValues, HelpText } from '../../command.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { saveConfigFlag, withMadeConfig } from '../../requests/saved-config.js'
import { withoutNulls } from '../../requests/sent-objects.js'
import { fieldManagerFlag, validateFlag, validationOf } from '../../requests/write-flags.js'
import { kindOf } from '../../resources/kinds.js'
import { findResource } from '../../resources/of-object.js'

export interface Generator extends HelpText {
  readonly usage: string
  readonly flags: readonly Flag[]
  /** Builds the object as kubectl's generator does, fields in the order of the Go structs. May read files. */
  build(input: GeneratorInput): KubeObject | Promise<KubeObject>
  /** What precedes the API's message: `failed to create deployment:`. */
  readonly failure?: string
  /** Checks that need no file: run before a cluster is opened. */
  check?(flags: FlagValues): void
}

export interface GeneratorInput {
  readonly name: string
  readonly flags: FlagValues
  /** What stood behind `--`. */
  readonly command: readonly string[]
  readonly context: Context
}

export interface Request {
  readonly name: string
  readonly command: readonly string[]
  readonly flags: FlagValues
  readonly dryRun: DryRun
  readonly output: OutputRequest
}

const sharedFlags: readonly Flag[] = [
  ...outputFlags,
  dryRunFlag,
  fieldManagerFlag('kubectl-create'),
  validateFlag,
  saveConfigFlag,
]

export function generatorCommand(generator: Generator): Command<Request> {
  return {
    description: generator.description,
    examples: generator.examples,
    usage: generator.usage,
    flags: [...generator.flags, ...sharedFlags],
    parse: (args, flags) => {
      const request = {
        ...nameAndCommand(args),
        flags,
        dryRun: dryRunOf(flags),
        output: outputOf(flags),
      }
      generator.check?.(flags)
      return request
    },
    run: (request, context) => generate(generator, request, context),
  }
}

/** `NameFromCommandArgs`: what stands behind `--` is not a name. */
function nameAndCommand({ positional, dash }: Arguments): { name: string; command: string[] } {
  const end = dash ?? positional.length
  if (end !== 1) throw new UsageError(`exactly one NAME is required, got ${end}`, true)
  return { name: positional[0]!, command: positional.slice(end) }
}

async function generate(generator: Generator, request: Request, context: Context): Promise<void> {
  warnOfBareDryRun(request.flags, context)
  const { flags, dryRun, output } = request
  const built = await generator.build({ name: request.name, flags, command: request.command, context })
  if (dryRun === 'client') {
    // Asks nobody: what kubectl generates it knows.
    const object = prepared(built, await isNamespaced(built), flags, context)
    return printResult(object, 'created', { ...output, keepOrder: true }, dryRun, context)
  }
  const resource = await findResource(built, context.client)
  const object = prepared(built, resource.namespaced, flags, context)
  const namespace = resource.namespaced ? context.namespace : ''
  const created = await context.client
    .create(resource, namespace, withoutNulls(object), {
      dryRun: dryRun === 'server',
      fieldManager: flags.string('field-manager'),
      fieldValidation: validationOf(flags),
    })
    .catch((error: unknown) => {
      throw generator.failure === undefined || !(error instanceof ApiError)
        ? error
        : new UsageError(`${generator.failure} ${error.message}`)
    })
  await printResult(created, 'created', output, dryRun, context)
}

/** kubectl enforces the namespace only where it was asked for, so that a dry run prints what was typed. */
function prepared(built: KubeObject, namespaced: boolean, flags: FlagValues, context: Context): KubeObject {
  const { namespace, namespaceGiven } = context
  const object = namespaced && namespaceGiven ? { ...built, metadata: { ...built.metadata, namespace } } : built
  return flags.bool('save-config') ? withMadeConfig(object) : object
}

async function isNamespaced({ apiVersion, kind }: KubeObject): Promise<boolean> {
  return (await kindOf({ group: groupOf(apiVersion), kind }))?.scope === 'Namespaced'
}
