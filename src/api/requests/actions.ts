import type { KubeObject } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { badRequest } from '../contract/status-errors.js'
import type { Core, Subresource, SubresourceCall, SubresourceType } from '../registry/core.js'
import { otherNamespace } from '../registry/objects.js'
import { decodeRequest } from '../registry/request-types.js'

/** A subresource at which something is done with the object: what is created there says how, and is not kept. */
export const action = (type: SubresourceType, act: (core: Core, call: SubresourceCall) => KubeObject): Subresource => ({
  type,
  create(core, call) {
    const { object, options } = call
    const { name, namespace } = keyParts(call.key)
    if (!name) throw badRequest('name must be provided')
    const sent = options.typed === true ? object : decodeRequest(core, type, object, options)
    const given = sent.metadata?.namespace
    if (given && given !== namespace) throw otherNamespace()
    return act(core, { ...call, object: sent })
  },
})
