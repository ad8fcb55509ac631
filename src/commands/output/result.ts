/** How commands that change objects say what they did: `deployment.apps/web created`, or the object in the format of -o. */
import type { KubeObject } from '../../model/objects/object.js'
import { formatNames } from '../../printers/formats.js'
import { nameOf } from '../../printers/name.js'
import type { Command, Context, Flag, FlagValues } from '../command.js'
import { type DryRun, dryRunSuffix } from './dry-run.js'

/** The flag of a command that prints these formats. */
export const outputFlagOf = (formats: readonly string[]): Flag => ({
  name: 'output',
  short: 'o',
  type: 'string',
  description: `Output format. One of: (${formats.join(', ')}).`,
  values: formats,
})

const outputFlag = outputFlagOf(formatNames)

/** What goes with -o: the template, and what it may lack. */
export const templateFlags: readonly Flag[] = [
  {
    name: 'template',
    type: 'string',
    description: 'Template string or path to a template file, for -o=go-template and -o=go-template-file.',
  },
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    default: 'true',
    description: 'Ignore fields and map keys that are missing in a template (go-template and jsonpath output).',
  },
  {
    name: 'show-managed-fields',
    type: 'bool',
    default: 'false',
    description: 'Keep the managedFields when printing objects in JSON or YAML format.',
  },
]

export const outputFlags: readonly Flag[] = [outputFlag, ...templateFlags]

/** What -o and its companions ask for. */
export interface OutputRequest {
  /** Empty: the command's own lines. */
  readonly format: string
  readonly template: string
  readonly allowMissingKeys: boolean
  readonly showManagedFields: boolean
  /** JSON in the order in which the command set the fields, as kubectl prints objects that it made itself. */
  readonly keepOrder?: boolean
}

export function outputOf(flags: FlagValues): OutputRequest {
  return {
    format: flags.string('output'),
    template: flags.string('template'),
    allowMissingKeys: flags.bool('allow-missing-template-keys'),
    showManagedFields: flags.bool('show-managed-fields'),
  }
}

/** Refuses formats and templates that cannot be printed before the command has changed anything. */
export async function checkOutput(command: Command, flags: FlagValues, { files }: Context): Promise<void> {
  if (!command.flags.includes(outputFlag)) return
  const output = outputOf(flags)
  if (output.format === '' && output.template === '') return
  const { objectPrinter } = await import('../../printers/index.js')
  await objectPrinter(output, (path) => files.read(path))
}

export type ResultPrinter = (object: KubeObject, operation: string) => void

/**
 * Prints changed objects one after another: with -o the objects (as YAML with `---` between them), else `<name>
 * <operation>` and whether it was only a rehearsal.
 */
export async function resultPrinter(output: OutputRequest, dryRun: DryRun, context: Context): Promise<ResultPrinter> {
  const { io, files } = context
  if (output.format === '' && output.template === '') {
    return (object, operation) => io.out(`${nameOf(object)} ${operation}${dryRunSuffix(dryRun)}\n`)
  }
  const { objectPrinter } = await import('../../printers/index.js')
  const print = await objectPrinter(output, (path) => files.read(path))
  return (object) => io.out(print(object))
}

/** Prints one changed object. */
export async function printResult(
  object: KubeObject,
  operation: string,
  output: OutputRequest,
  dryRun: DryRun,
  context: Context,
): Promise<void> {
  const print = await resultPrinter(output, dryRun, context)
  print(object, operation)
}

/** Prints an object (or a List) in the format of -o. */
export async function printFormatted(object: KubeObject, output: OutputRequest, context: Context): Promise<void> {
  const { objectPrinter } = await import('../../printers/index.js')
  const print = await objectPrinter(output, (path) => context.files.read(path))
  context.io.out(print(object))
}
