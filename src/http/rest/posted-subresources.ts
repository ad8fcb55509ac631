import type { ApiError } from '../../api/contract/errors.js'
import { invalidValue } from '../../api/contract/field-errors.js'
import { badRequest, type GroupKind, invalid } from '../../api/contract/status-errors.js'
import { jsonType } from '../../model/json/json-type.js'
import type { KubeObject } from '../../model/objects/object.js'
import { isPlainObject } from '../../model/values/json-values.js'
import { writeOptions } from '../exchange/query.js'
import { objectTypes } from '../exchange/route-types.js'
import { objectBody } from './body.js'
import { objectIn, type Verb } from './call.js'
import { represented } from './representation.js'
import { success } from './success.js'

/** What is made of an object: a binding, an eviction. */
export const createSubresource: Verb = {
  route: { produces: objectTypes },
  async content({ exchange, path, part, resource }) {
    const options = writeOptions(exchange.query, 'CreateOptions')
    const kind = part?.type?.kind ?? resource.kind
    const { value, duplicates } = await objectBody(exchange, kind)
    const object = value as unknown as KubeObject
    checkMetadata(object, kind)
    if (object.metadata?.name !== path.name) throw badRequest(`name in URL does not match name in ${kind} object`)
    return { body: object, options: { ...options, ...duplicates } }
  },
  shown: () => ({ status: 201, object: success({}, 201) }),
}

/** A subresource that answers a question. */
export const ask: Verb = {
  route: { produces: objectTypes },
  async content({ exchange, path, part }) {
    const { group = '', kind = '' } = part?.type ?? {}
    const options = writeOptions(exchange.query, 'CreateOptions')
    const { name } = path
    const { value, duplicates } = await objectBody(exchange, kind)
    const sent = value as unknown as KubeObject
    checkMetadata(sent, kind)
    const named = sent.metadata?.name
    if (named && named !== name) throw otherName({ group, kind }, name, named)
    return { body: { ...sent, metadata: { ...sent.metadata, name } }, options: { ...options, ...duplicates } }
  },
  shown: async (answer, call) => ({ status: 201, object: await represented(objectIn(answer).object, call) }),
}

function otherName(of: GroupKind, name: string, given: string): ApiError {
  const error = invalidValue('metadata.name', given, 'must match the service account name if specified')
  return invalid(of, name, [error])
}

/** Whose it is must be readable before anything else of it is read. */
function checkMetadata({ apiVersion = 'v1', metadata = {} as never }: Partial<KubeObject>, kind: string): void {
  if (isPlainObject(metadata) || metadata === null) return
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const why = `json: cannot unmarshal ${jsonType(metadata)} into Go struct field ${kind}.metadata of type v1.ObjectMeta`
  throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)
}
