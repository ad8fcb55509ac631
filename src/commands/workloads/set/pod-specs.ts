/** What the `set` commands have in common: changing the pod spec within each selected object and sending the difference. */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import { isPlainObject } from '../../../model/values/json-values.js'
import { anything, matchesPlaces } from '../../../model/values/wildcards.js'
import type { Context, Flag, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, printResult } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { recorded, recordFlag, warnOfRecord } from '../../requests/record.js'
import { fieldManagerFlag } from '../../requests/write-flags.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import type { Selected } from '../../selection/query.js'
import { missingLocalResource } from '../../selection/resource-arguments.js'
import { selectResources } from '../../selection/resource-builder.js'
import { allFlag, fileFlags, filesOf, selectorFlag } from '../../selection/resource-flags.js'

export const localFlag: Flag = {
  name: 'local',
  type: 'bool',
  default: 'false',
  description: 'If true, do not contact the cluster but work on files.',
}

export const setFlags: readonly Flag[] = [
  ...outputFlags,
  ...fileFlags,
  selectorFlag,
  allFlag,
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  localFlag,
]

export const containersFlag: Flag = {
  name: 'containers',
  short: 'c',
  type: 'string',
  default: '*',
  description: 'The names of containers in the selected pod templates to change; may use wildcards.',
}

export { recordFlag }

/** What every `set` command was asked for. */
export interface SetRequest {
  readonly resources: readonly string[]
  readonly files: FileOptions
  readonly selector: string
  readonly all: boolean
  readonly local: boolean
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly record: string | undefined
  readonly fieldManager: string
  readonly warn: (context: Context) => void
}

export function setRequest(
  resources: readonly string[],
  flags: FlagValues,
  record: string | undefined,
  files = filesOf(flags),
  selector = flags.string('selector'),
): SetRequest {
  return {
    resources,
    files,
    selector,
    all: flags.bool('all'),
    local: flags.bool('local'),
    dryRun: dryRunOf(flags),
    output: outputOf(flags),
    record,
    fieldManager: flags.string('field-manager'),
    warn: (context) => warnOfBareDryRun(flags, context),
  }
}

export const localServerConflict = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?'

/** The objects to change, fetched anew. */
export async function selectAll(request: SetRequest, context: Context): Promise<Selected[]> {
  request.warn(context)
  warnOfRecord(request.record, context)
  const { local, resources } = request
  if (local && resources.length > 0) throw new UsageError(missingLocalResource.replace(/^error: /, ''))
  const selection = await selectResources(
    {
      args: resources,
      files: request.files,
      local,
      typed: true,
      continueOnError: true,
      latest: !local,
      ...(local ? {} : { labelSelector: request.selector, typeMeansAll: request.all }),
    },
    context,
  )
  return selection.all()
}

export interface PodSpecChange {
  /** As the result line has it: `image updated`. */
  readonly operation: string
  /** Before the API's refusal: `failed to patch image update to pod template:`. */
  readonly failure: string
  /** The new pod spec; undefined to leave the object alone. Problems go to `fail`. */
  change(spec: PodSpec, selected: Selected, fail: (message: string) => void): PodSpec | undefined
}

/** Changes every object, and tells all that went wrong together. */
export async function changePodSpecs(
  items: readonly Selected[],
  request: SetRequest,
  change: PodSpecChange,
  context: Context,
): Promise<void> {
  const errors: string[] = []
  const after: (KubeObject | undefined)[] = []
  for (const item of items) {
    const changed = await changedObject(item, request.local, change, (message) => errors.push(message))
    after.push(changed === undefined ? undefined : recorded(changed, request.record, context))
  }
  for (const [at, item] of items.entries()) {
    const object = after[at]
    if (object !== undefined) await send(item, object, request, change, errors, context)
  }
  throwTogether(errors)
}

/** Messages of these commands say `error: ` themselves when there are several. */
function throwTogether(errors: readonly string[]): void {
  if (errors.length === 1) throw new UsageError((errors[0] ?? '').replace(/^error: /, '').trimEnd())
  if (errors.length > 1) throw new AggregateError(errors.map((message) => new UsageError(message)))
}

async function changedObject(
  selected: Selected,
  local: boolean,
  { change }: PodSpecChange,
  fail: (message: string) => void,
): Promise<KubeObject | undefined> {
  const access = await podSpecOf(selected)
  if (access === undefined) {
    const type = `*v1.${selected.resource.kind}`
    fail(`error: ${objectName(selected, local)} the object is not a pod or does not have a pod template: ${type}\n`)
    return undefined
  }
  const spec = change(access.spec, selected, fail)
  return spec === undefined ? undefined : access.with(spec)
}

async function send(
  selected: Selected,
  object: KubeObject,
  request: SetRequest,
  change: PodSpecChange,
  errors: string[],
  context: Context,
): Promise<void> {
  const { resource, namespace, name } = selected
  const patch = await patchBetween(selected.object, object, resource)
  if (patch === undefined) return
  if (request.local || request.dryRun === 'client') {
    await printResult(object, change.operation, request.output, request.dryRun, context)
    return
  }
  try {
    const options = { dryRun: request.dryRun === 'server', fieldManager: request.fieldManager }
    const actual = await context.client.patch({ resource, namespace, name }, patch, options)
    await printResult(actual, change.operation, request.output, request.dryRun, context)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    errors.push(`${change.failure} ${error.message}`)
  }
}

/** Where an object keeps a pod spec, and the object with another in its place. */
export async function podSpecOf({
  resource,
  object,
}: Selected): Promise<{ spec: PodSpec; with(spec: PodSpec): KubeObject } | undefined> {
  const template = (await capabilitiesOf(resource)).podTemplate
  if (template !== undefined) {
    // Replication controllers may have no template, which is then an empty one (`updatePodSpecForObject`).
    const current = template.get(object) ?? {}
    return { spec: current.spec ?? noSpec, with: (spec) => template.with(object, { ...current, spec }) }
  }
  // Kinds that the program does not know: a pod template has containers wherever it stands.
  for (const path of [['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec'], ['spec']]) {
    const spec = path.reduce<unknown>((value, field) => (isPlainObject(value) ? value[field] : undefined), object)
    if (isPlainObject(spec) && 'containers' in spec) {
      return { spec: spec as unknown as PodSpec, with: (changed) => replaced(object, path, changed) as KubeObject }
    }
  }
  return undefined
}

const noSpec: PodSpec = { containers: [] }

function replaced(object: Readonly<Record<string, unknown>>, path: readonly string[], value: unknown): unknown {
  const [field, ...rest] = path
  if (field === undefined) return value
  return { ...object, [field]: replaced(object[field] as Record<string, unknown>, rest, value) }
}

/** The name of an object in messages: `deployments/web`; where no server was asked `deployment.apps/web` and a new line. */
export function objectName({ resource: { plural, group, kind }, name }: Selected, local: boolean): string {
  if (!local) return `${plural}/${name}`
  const type = kind.toLowerCase()
  return group === '' ? `${type}/${name}` : `${type}.${group}/${name}\n`
}

/** A pod spec whose containers that match a pattern are changed; undefined when none does. */
export function withContainers(
  spec: PodSpec,
  pattern: string,
  change: (container: Container) => Container,
): PodSpec | undefined {
  const matches = containerMatcher(pattern)
  const { containers, initContainers: init } = spec
  const all = [...(containers ?? []), ...(init ?? [])]
  if (!all.some((container) => matches(container.name))) return undefined
  const changed = (list: readonly Container[]) => list.map((each) => (matches(each.name) ? change(each) : each))
  return {
    ...spec,
    containers: containers && changed(containers),
    ...(init === undefined ? {} : { initContainers: changed(init) }),
  }
}

function containerMatcher(pattern: string): (name: string) => boolean {
  const places = [...pattern].map((sign) => (sign === '*' ? anything : (character: string) => character === sign))
  return (name) => matchesPlaces(places, name)
}
