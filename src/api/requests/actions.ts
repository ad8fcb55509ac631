import type { KubeObject } from '../../model/objects/object.js'
import { keyParts } from '../../model/objects/object.js'
import { admissionFor, type RequestAdmission } from '../admission/admit.js'
import { badRequest } from '../contract/status-errors.js'
import type { Core, Subresource, SubresourceCall, SubresourceType } from '../registry/core.js'
import { otherNamespace } from '../registry/objects.js'
import { decodeRequest } from '../registry/request-types.js'

/** Does it; `admission` has had its first turn, and is to be asked whether what was sent may be done. */
type Act = (core: Core, call: SubresourceCall, admission: RequestAdmission) => KubeObject

/** A subresource at which something is done with the object: what is created there says how, and is not kept. */
export const action = (type: SubresourceType, act: Act): Subresource => ({
  type,
  create(core, call) {
    const { resource, object, options } = call
    const { name, namespace } = keyParts(call.key)
    if (!name) throw badRequest('name must be provided')
    const sent = options.typed === true ? object : decodeRequest(core, type, object, options)
    const given = sent.metadata?.namespace
    if (given && given !== namespace) throw otherNamespace()
    const { subresource } = options
    const admission = admissionFor(core, resource, { operation: 'CREATE', subresource, namespace, name }, options)
    admission.mutate(sent)
    return act(core, { ...call, object: sent }, admission)
  },
})
