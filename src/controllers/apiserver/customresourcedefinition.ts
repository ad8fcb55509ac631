/**
 * Custom resource definitions: accepts their names, establishes them, and empties them when they are deleted
 * (`pkg/controller/{status,establish,finalizer}` of apiextensions-apiserver).
 */
import { isNotFound } from '../../api/contract/status-errors.js'
import { withCondition } from '../../kinds/apiextensions/customresourcedefinition/conditions.js'
import { cleanupFinalizer } from '../../kinds/apiextensions/customresourcedefinition/strategy.js'
import {
  type CustomResourceDefinition,
  type DefinitionNames,
  type DefinitionStatus,
  isConditionTrue,
} from '../../kinds/apiextensions/customresourcedefinition/types.js'
import { goQuote } from '../../model/go/quote.js'
import { type KubeObject, keyOf, type Millis, type ObjectKey } from '../../model/objects/object.js'
import { timestamp } from '../../model/objects/time.js'
import { deepEqual } from '../../model/values/json-values.js'
import type { Controller, World } from '../machinery/controller.js'

const definitions = 'customresourcedefinitions'

/** How often the loop looks whether the objects of a deleted definition have gone. */
const betweenLooks: Millis = 5000

export const customResourceDefinitionController: Controller = {
  name: 'customresourcedefinition',
  component: 'kube-apiserver',
  watches: {
    // A name that is given up may be what another definition of the group waits for.
    [definitions]: (changed, world) => [changed, ...waiting(changed as CustomResourceDefinition, world)].map(ownKey),
  },
  reconcile(key, world) {
    const definition = world.get<CustomResourceDefinition>(key)
    if (definition === undefined) return undefined
    const { deletionTimestamp, finalizers } = definition.metadata
    if (deletionTimestamp === undefined) accept(definition, world)
    else if (finalizers?.includes(cleanupFinalizer)) return empty(definition, world)
    return undefined
  },
}

const ownKey = (definition: KubeObject): ObjectKey => keyOf(definitions, definition)

/** Others of the group that lack names: who has all of his keeps them, and of a thousand each need not look at each. */
const waiting = ({ metadata, spec }: CustomResourceDefinition, world: World): CustomResourceDefinition[] =>
  world
    .list<CustomResourceDefinition>(definitions)
    .filter((other) => other.spec.group === spec.group && other.metadata.name !== metadata.name)
    .filter((other) => !isConditionTrue(other, 'NamesAccepted'))

function write(definition: CustomResourceDefinition, status: DefinitionStatus, world: World): CustomResourceDefinition {
  if (status === definition.status) return definition
  return world.updateStatus(definitions, { ...definition, status })
}

/** Takes the names that nobody else of the group has, and says whether that were all. */
function accept(definition: CustomResourceDefinition, world: World): void {
  const now = timestamp(world.now)
  const { names, conflict } = acceptedNames(definition, world)
  const accepted = withCondition(
    deepEqual(names, definition.status.acceptedNames)
      ? definition.status
      : { ...definition.status, acceptedNames: names },
    conflict === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : { type: 'NamesAccepted', status: 'False', ...conflict },
    now,
  )
  const established = isConditionTrue(definition, 'Established')
    ? accepted
    : withCondition(
        accepted,
        conflict === undefined
          ? {
              type: 'Established',
              status: 'True',
              reason: 'InitialNamesAccepted',
              message: 'the initial names have been accepted',
            }
          : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
        now,
      )
  write(definition, established, world)
}

interface Acceptance {
  readonly names: DefinitionNames
  readonly conflict?: { readonly reason: string; readonly message: string }
}

/** `calculateNamesAndConditions` */
function acceptedNames({ metadata, spec, status }: CustomResourceDefinition, world: World): Acceptance {
  const others = world
    .list<CustomResourceDefinition>(definitions)
    .filter((other) => other.spec.group === spec.group && other.metadata.name !== metadata.name)
    .map((other) => other.status.acceptedNames)
  const resources = new Set(
    others.flatMap(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames]),
  )
  const kinds = new Set(others.flatMap(({ kind, listKind }) => [kind, listKind]))
  const wanted = spec.names
  const names: { -readonly [Field in keyof DefinitionNames]: DefinitionNames[Field] } = { ...status.acceptedNames }
  let conflict: Acceptance['conflict']
  const take = (field: keyof DefinitionNames, reason: string, taken: ReadonlySet<string | undefined>) => {
    const own = [status.acceptedNames[field] ?? []].flat()
    const used = [wanted[field] ?? []].flat().filter((name) => !own.includes(name) && taken.has(name))
    if (used.length === 0) {
      if (wanted[field] === undefined) delete names[field as 'singular']
      else Object.assign(names, { [field]: wanted[field] })
      return
    }
    const messages = used.map((name) => `${goQuote(name)} is already in use`)
    conflict = { reason, message: messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]` }
  }
  take('plural', 'PluralConflict', resources)
  take('singular', 'SingularConflict', resources)
  take('shortNames', 'ShortNamesConflict', resources)
  take('kind', 'KindConflict', kinds)
  take('listKind', 'ListKindConflict', kinds)
  take('categories', '', new Set())
  return { names, ...(conflict === undefined ? {} : { conflict }) }
}

/** Deletes the objects of the definition; when the last is gone it goes too. */
function empty(definition: CustomResourceDefinition, world: World): { after: Millis } | undefined {
  const now = timestamp(world.now)
  if (!isConditionTrue(definition, 'Established')) {
    const reason = { reason: 'NeverEstablished', message: 'resource was never established' }
    release(
      definition,
      withCondition(definition.status, { type: 'Terminating', status: 'False', ...reason }, now),
      world,
    )
    return undefined
  }
  const storage = `${definition.status.acceptedNames.plural}.${definition.spec.group}`
  const reason = { reason: 'InstanceDeletionInProgress', message: 'CustomResource deletion is in progress' }
  const status = withCondition(definition.status, { type: 'Terminating', status: 'True', ...reason }, now)
  const current = write(definition, status, world)
  for (const object of world.list(storage)) {
    if (object.metadata.deletionTimestamp === undefined) remove(keyOf(storage, object), world)
  }
  if (world.list(storage).length > 0) return { after: betweenLooks }
  const done = { reason: 'InstanceDeletionCompleted', message: 'removed all instances' }
  release(current, withCondition(current.status, { type: 'Terminating', status: 'False', ...done }, now), world)
  return undefined
}

function remove(key: ObjectKey, world: World): void {
  try {
    world.remove(key)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

function release(definition: CustomResourceDefinition, status: DefinitionStatus, world: World): void {
  const current = write(definition, status, world)
  const { finalizers = [], ...metadata } = current.metadata
  const others = finalizers.filter((finalizer) => finalizer !== cleanupFinalizer)
  const next = others.length === 0 ? metadata : { ...metadata, finalizers: others }
  // With the status, of which nothing that somebody has written wrong keeps a definition (`crd_finalizer.go`).
  world.updateStatus(definitions, { ...current, metadata: next })
}
