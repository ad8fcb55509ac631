/** Editing until it is right or given up (kubectl `pkg/cmd/util/editor/editoptions.go`). */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import { parseYaml } from '../../../model/yaml/reader.js'
import { documentNames } from '../../../printers/formats.js'
import { type Context, ExitCode } from '../../command.js'
import { untypedErrors } from '../../manifests/decode.js'
import { manifestsOf } from '../../manifests/files.js'
import type { OutputRequest } from '../../output/result.js'
import { groupResource } from '../../resources/look-up.js'
import type { Selected } from '../../selection/query.js'
import { fromManifests } from '../../selection/resource-reading.js'
import { hasContent, header, inOne, meaning, type Reason, withoutComments } from './draft.js'
import { type Edited, openEditor } from './editor.js'

export interface EditOptions {
  /** The objects as they are before. */
  readonly originals: readonly Selected[]
  /** As text: `json`, else YAML. */
  readonly output: OutputRequest
  /** What is edited are the configurations that were applied last. */
  readonly lastApplied: boolean
  readonly windowsLineEndings: boolean
  /** Whether to look for what is wrong with the text before it is sent. */
  readonly validate: boolean
  /** Does what the edited objects ask for; failures that concern one object are left in `failures`. */
  commit(edited: readonly Selected[], failures: Failures): Promise<void>
}

/** What became of an edit: reasons to open the editor again, and what cannot be mended there. */
export class Failures {
  readonly reasons: Reason[] = []
  retryable = 0
  missing = 0

  /** Files an error about one object; returns what to say of it. */
  add(error: ApiError, item: Selected): string {
    const subject = `${groupResource(item.resource)} ${goQuote(item.name)}`
    if (error.reason === 'Invalid') {
      const details = (error.status.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`)
      this.reasons.push({ head: `${subject} was not valid`, details })
      return `error: ${subject} is invalid`
    }
    if (error.reason === 'NotFound') {
      this.missing++
      return `error: ${subject} could not be found on the server`
    }
    this.retryable++
    return `error: ${subject} could not be patched: ${error.message}`
  }
}

/** Opens the editor with the objects, and again as long as what comes out of it is refused. */
export async function editObjects(options: EditOptions, context: Context): Promise<void> {
  const { originals, output, windowsLineEndings } = options
  const json = output.format === 'json'
  const print = await draftPrinter(output, context)
  const original = print(inOne(originals.map(({ object }) => object)))
  let failures = new Failures()
  let previous: Edited | undefined
  for (;;) {
    const content = previous === undefined ? original : withoutComments(previous.text)
    const draft = `${json ? '' : header(options.lastApplied, failures.reasons)}${content}`
    const text = windowsLineEndings ? draft.replaceAll('\n', '\r\n') : draft
    const edited = await keeping(previous, context, () => openEditor(text, json ? '.json' : '.yaml', context))
    if (previous !== undefined && meaning(previous.text) === meaning(edited.text)) {
      throw await stored(new UsageError('Edit cancelled, no valid changes were saved.'), edited, context)
    }
    if (previous !== undefined) await context.machine.remove(previous.path)
    failures = new Failures()
    if (await isOver(edited, original, failures, options, context)) return
    if (failures.reasons.length === 0) await finish(edited, failures, context)
    if (failures.reasons.length === 0) return
    previous = edited
  }
}

/** Says where the draft is when something goes wrong that editing does not mend. */
async function keeping<T>(draft: Edited | undefined, context: Context, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw draft === undefined ? error : await stored(error, draft, context)
  }
}

async function stored(error: unknown, { path }: Edited, { io }: Context): Promise<unknown> {
  if (!(error instanceof ExitCode)) io.err(`A copy of your changes has been stored to ${goQuote(path)}\n`)
  return error
}

/** JSON or YAML, whatever else -o may ask for once the edit is done. */
async function draftPrinter(output: OutputRequest, context: Context): Promise<(object: unknown) => string> {
  const { format } = output
  const { noPrinter, objectPrinter } = await import('../../../printers/index.js')
  if (format !== '' && !documentNames.includes(format)) throw noPrinter(format, documentNames)
  const request = { format: format || 'yaml', template: '', allowMissingKeys: true, showManagedFields: false }
  return objectPrinter(request, (path) => context.files.read(path))
}

/** Whether the edit ends without a change; else what is asked for has been tried, and `failures` tells how that went. */
async function isOver(
  edited: Edited,
  original: string,
  failures: Failures,
  options: EditOptions,
  context: Context,
): Promise<boolean> {
  const { io, machine } = context
  if (options.validate) refuseUnreadable(edited, options.originals[0]!, failures, context)
  if (failures.reasons.length > 0) return false
  const cancelled =
    meaning(original) === meaning(edited.text)
      ? 'Edit cancelled, no changes made.'
      : hasContent(edited.text)
        ? undefined
        : 'Edit cancelled, saved file was empty.'
  if (cancelled !== undefined) {
    await machine.remove(edited.path)
    io.err(`${cancelled}\n`)
    return true
  }
  const items = await itemsOf(edited, failures, context)
  if (failures.reasons.length > 0) return false
  await keeping(edited, context, async () => {
    for (const { resource, object } of items) {
      const namespace = object.metadata.namespace ?? ''
      if (resource.namespaced && namespace !== context.namespace) throw foreign(namespace, context.namespace)
    }
    await options.commit(items, failures)
  })
  return false
}

const foreign = (own: string, asked: string) =>
  new UsageError(
    `the namespace from the provided object "${own}" does not match the namespace "${asked}". You must pass '--namespace=${own}' to perform this operation.`,
  )

/** What kubectl checks before it asks the server about fields. */
function refuseUnreadable({ text }: Edited, first: Selected, failures: Failures, { io }: Context): void {
  const problem = unreadable(text)
  if (problem === undefined) return
  const message = `Invalid value: "The edited file failed validation": ${problem}`
  const details = { causes: [{ reason: 'FieldValueInvalid', field: '<nil>', message }] }
  io.err(`${failures.add(new ApiError(422, 'Invalid', '', details as never), first)}\n`)
}

function unreadable(text: string): string | undefined {
  try {
    const errors = untypedErrors(parseYaml(withoutComments(text)) ?? null)
    return errors.length === 0 ? undefined : errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
  } catch (error) {
    return (error as Error).message
  }
}

/** The objects in the edited text; what cannot be read in it is a reason to open it again. */
async function itemsOf({ text }: Edited, failures: Failures, context: Context): Promise<Selected[]> {
  const items: Selected[] = []
  const errors: unknown[] = []
  const lenient = { ...context, namespaceGiven: false }
  for await (const next of fromManifests(manifestsOf(text, 'edited-file'), { args: [] }, lenient, () => true)) {
    if ('error' in next) errors.push(next.error)
    else items.push(next.selected)
  }
  if (errors.length > 0) {
    const texts = errors.map((error) => (error as Error).message)
    const all = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
    failures.reasons.push({ head: `The edited file had a syntax error: ${all}`, details: [] })
  }
  return items
}

/** What editing again does not mend leaves the draft for the user; else it is not needed any more. */
async function finish({ path }: Edited, failures: Failures, { io, machine, program }: Context): Promise<void> {
  if (failures.retryable > 0) {
    io.err(`You can run \`${program} replace -f ${path}\` to try this update again.\n`)
    throw new ExitCode(1)
  }
  if (failures.missing > 0) {
    io.err(`The edits you made on deleted resources have been saved to ${goQuote(path)}\n`)
    throw new ExitCode(1)
  }
  await machine.remove(path)
}
