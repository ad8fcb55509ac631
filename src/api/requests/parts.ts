import type { KubeObject } from '../../model/objects/object.js'
import type { Core, Subresource, SubresourceCall } from '../registry/core.js'
import { update } from './update.js'

const replacePart = (core: Core, { resource, object, options }: SubresourceCall): KubeObject =>
  update(core, resource, object, options)

/** A part of an object that is read and written apart from the rest: the object as it is, of which the kind takes that part. */
export const part: Subresource = { get: (object) => object, update: replacePart }

/** What a controller has seen and done. */
export const status = part

/** A part that is written alone. */
export const writtenPart: Subresource = { update: replacePart }

/** Streams to and from the containers of a pod. */
export const stream = (name: string): Subresource => ({
  type: { group: '', version: 'v1', kind: `${name}Options` },
  connect: ['create', 'get'],
})

/** Passes requests on to what the object stands for. */
export const proxy = (kind: string): Subresource => ({
  type: { group: '', version: 'v1', kind: `${kind}ProxyOptions` },
  connect: ['create', 'delete', 'get', 'patch', 'update'],
})
