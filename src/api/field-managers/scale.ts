import type { KubeObject } from '../../model/objects/object.js'
import { apiVersionOf } from '../contract/names.js'
import { badRequest } from '../contract/status-errors.js'
import type { Core, RequestOptions } from '../registry/core.js'
import type { ServedResource } from '../registry/resources.js'
import { type Applied, kindText, settled, typed } from './apply.js'
import { difference, fieldSet, has, union } from './field-set.js'
import { ownersAt, sameOwners } from './management.js'
import { entriesOf, identifierOf, type Owner, type Owners } from './owners.js'
import { deduced, type Leaf, type ObjectShape, type Shape } from './shapes.js'
import { checkShape } from './typed.js'

const apiVersion = 'autoscaling/v1'
/** The same in the scale and in every object that has one. */
const path = ['f:spec', 'f:replicas']
const replicas = fieldSet(path)

const struct = (fields: Readonly<Record<string, Shape>>): ObjectShape => ({
  type: 'object',
  atomic: false,
  declares: (name) => Object.hasOwn(fields, name),
  field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
})
const text: Leaf = { type: 'scalar', of: 'string' }
const shape = struct({
  apiVersion: text,
  kind: text,
  metadata: deduced,
  spec: struct({ replicas: { type: 'scalar', of: 'numeric' } }),
  status: deduced,
})

/**
 * Applies a configuration to the scale of an object: whoever owns the object's `spec.replicas` owns it in the scale, and
 * the other way round (`managedfields/scalehandler.go`).
 */
export function applyScale(
  core: Core,
  resource: ServedResource,
  parent: KubeObject,
  scale: KubeObject,
  config: Readonly<Record<string, unknown>>,
  options: RequestOptions,
): Applied {
  if (config.apiVersion !== apiVersion || config.kind !== 'Scale') {
    throw badRequest(`invalid object type: ${kindText(config.apiVersion ?? '', config.kind ?? '')}`)
  }
  typed(() => checkShape(shape, config), config, { info: { kind: 'Scale' } })
  const known = ownersAt(core, resource, parent)
  const live = { apiVersion, shape, value: scale }
  const result = settled(core, resource, live, config, scaleOwners(known), { ...options, through: 'scale' })
  const owners = parentOwners(known, result.owners, apiVersionOf(resource.info))
  const managedFields = sameOwners(known, owners) ? undefined : entriesOf(owners)
  return { object: result.object ?? scale, managedFields }
}

function scaleOwners(parents: Owners): Owners {
  const own = [...parents.values()].filter(({ fields }) => has(fields, path))
  return new Map(
    own.map((owner) => [identifierOf({ ...owner, apiVersion }), { ...owner, apiVersion, fields: replicas }]),
  )
}

function parentOwners(parents: Owners, scales: Owners, parentVersion: string): Owners {
  const owners = new Map<string, Owner>()
  const rest = new Map(scales)
  for (const [identifier, owner] of parents) {
    const same = identifierOf({ ...owner, apiVersion })
    const keeps = !has(owner.fields, path) || rest.has(same)
    if (keeps && has(owner.fields, path)) rest.delete(same)
    const fields = keeps ? owner.fields : difference(owner.fields, replicas)
    if (fields.size > 0) owners.set(identifier, { ...owner, fields })
  }
  for (const owner of rest.values()) {
    if (!has(owner.fields, path)) continue
    const own = { ...owner, apiVersion: parentVersion, time: undefined, fields: replicas }
    const identifier = identifierOf(own)
    const other = owners.get(identifier)
    owners.set(identifier, other === undefined ? own : { ...other, fields: union(other.fields, replicas) })
  }
  return owners
}
