import type { Patch } from '../../api/contract/client.js'
import { apiVersionOf } from '../../api/contract/names.js'
import type { Content } from '../../api/contract/request.js'
import { badRequest, unsupportedMediaType } from '../../api/contract/status-errors.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeList, KubeObject } from '../../model/objects/object.js'
import { builtInKind } from '../exchange/built-in-kind.js'
import { ok } from '../exchange/exchange.js'
import { checkListOptions, listQuery, writeOptions } from '../exchange/query.js'
import { objectTypes } from '../exchange/route-types.js'
import { configurationBody, objectBody, optionsBody, patchBody } from './body.js'
import { type Call, objectIn, type Verb } from './call.js'
import { deleteOptions } from './delete-options.js'
import type { Duplicates } from './duplicates.js'
import { listed } from './reads.js'
import { represented } from './representation.js'
import { success } from './success.js'

const route = { produces: objectTypes }

export const create: Verb = {
  route,
  async content(call) {
    const options = writeOptions(call.exchange.query, 'CreateOptions')
    const { object, duplicates } = await sentObject(call)
    return { body: object, options: { ...options, ...duplicates } }
  },
  async shown(answer, call) {
    const { object } = objectIn(answer)
    // Some of what is created is not kept, and answered with a mere Status.
    const status = (object as KubeObject).kind === 'Status'
    return { status: 201, object: status ? object : await represented(object, call) }
  },
}

const shownWrite: Verb['shown'] = async (answer, call) => {
  const { object, created } = objectIn(answer)
  return { status: created ? 201 : 200, object: await represented(object, call) }
}

export const update: Verb = {
  route,
  async content(call) {
    const options = writeOptions(call.exchange.query, 'UpdateOptions')
    const { object, duplicates } = await sentObject(call)
    return { body: object, options: { ...options, ...duplicates } }
  },
  shown: shownWrite,
}

const patchTypes: Readonly<Record<string, Patch['type']>> = Object.assign(Object.create(null), {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
})

export const patch: Verb = {
  route: { ...route, consumes: Object.keys(patchTypes) },
  async content({ exchange, resource }) {
    const type = patchTypes[(exchange.headers['content-type'] ?? '').split(';', 1)[0]!]
    const known = builtInKind(resource) !== undefined
    // Nobody knows how the lists of a custom resource are merged.
    if (type === undefined || (type === 'strategic' && !known)) {
      const types = Object.entries(patchTypes).filter(([, each]) => each !== 'strategic' || known)
      throw unsupportedMediaType(types.map(([name]) => name))
    }
    const apply = type === 'apply'
    const options = writeOptions(exchange.query, 'PatchOptions', apply)
    const body = apply
      ? configurationBody(exchange)
      : patchBody(exchange, type === 'strategic' ? '' : 'error decoding patch: ')
    const { value, duplicates } = await body
    if (type === 'json' && !Array.isArray(value)) {
      const what = `json: cannot unmarshal ${jsonType(value)} into Go value of type`
      throw badRequest(
        options.fieldValidation === 'Ignore'
          ? `${what} jsonpatch.Patch`
          : `error decoding patch: ${what} []handlers.jsonPatchOp`,
      )
    }
    return { body: { type, body: value } as Patch, options: { ...options, ...duplicates } }
  },
  shown: shownWrite,
}

interface DeletionContent extends Content {
  /** Whether the client asked in the old way for the dependents to go with it. */
  readonly cascades: boolean
}

export const remove: Verb = {
  route,
  async content({ exchange }): Promise<DeletionContent> {
    const { cascades, ...options } = deleteOptions(exchange.query, await optionsBody(exchange))
    return { options, cascades }
  },
  async shown(answer, call, content) {
    const { object, outcome } = objectIn(answer)
    const { resource } = call
    if (outcome !== 'gone') {
      const { cascades } = content as DeletionContent
      return { status: outcome === 'marked' && cascades ? 202 : 200, object: await represented(object, call) }
    }
    const { name, uid } = (object as KubeObject).metadata
    const group = resource.group === '' ? {} : { group: resource.group }
    return ok(success({ name, ...group, kind: resource.plural, uid }))
  },
}

export const deleteCollection: Verb = {
  route,
  async content({ exchange }) {
    checkListOptions(exchange.query, false)
    const selected = listQuery(exchange.query)
    const { cascades: _, ...options } = deleteOptions(exchange.query, await optionsBody(exchange))
    return { options: { ...selected, ...options } }
  },
  shown: (answer, call) => listed(objectIn(answer).object as KubeList, call),
}

interface Sent {
  readonly object: KubeObject
  readonly duplicates: Duplicates
}

/** What the body does not say of its type is what the path says. */
async function sentObject({ exchange, part, resource }: Call): Promise<Sent> {
  const { value, duplicates } = await objectBody(exchange, part?.type?.kind ?? resource.kind)
  const { apiVersion, kind, ...rest } = value
  const type = { apiVersion: apiVersion || apiVersionOf(resource), kind: kind || resource.kind }
  return { object: (part?.type === undefined ? { ...rest, ...type } : value) as unknown as KubeObject, duplicates }
}
