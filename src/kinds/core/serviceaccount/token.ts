import type { Admission } from '../../../api/contract/admission.js'
import { invalidValue } from '../../../api/contract/field-errors.js'
import { badRequest, conflict, notFound } from '../../../api/contract/status-errors.js'
import type { Question } from '../../../api/requests/questions.js'
import { issueToken } from '../../../api/tokens/index.js'
import { issuer } from '../../../api/tokens/issuer.js'
import { groupVersionOf, type KubeObject, objectKey } from '../../../model/objects/object.js'
import { instantOf, timestamp } from '../../../model/objects/time.js'
import type { Pod, ServiceAccount } from '../../../model/objects/types.js'

interface Spec {
  audiences?: string[]
  expirationSeconds?: number
  boundObjectRef?: {
    readonly kind?: string
    readonly apiVersion?: string
    readonly name?: string
    readonly uid?: string
  }
}

const usualSeconds = 3600
/** What pods ask for; such tokens last a year, for programs that never fetch another. */
const podSeconds = 3607
const extendedSeconds = 365 * 24 * 3600

/** TokenRequest: a new token of the account (`pkg/registry/core/serviceaccount/storage/token.go`). */
export const tokenRequest: Question<ServiceAccount> = {
  definition: 'io.k8s.api.authentication.v1.TokenRequest',
  names: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  setDefaults(draft) {
    const spec = (draft.spec ?? {}) as Spec
    draft.spec = { ...spec, expirationSeconds: spec.expirationSeconds ?? usualSeconds }
  },
  validate({ spec }) {
    const field = 'spec.expirationSeconds'
    const { expirationSeconds = usualSeconds } = spec as Spec
    if (expirationSeconds < 600) {
      return [invalidValue(field, expirationSeconds, 'may not specify a duration less than 10 minutes')]
    }
    if (expirationSeconds <= 2 ** 32) return []
    return [invalidValue(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')]
  },
  answer(account, draft, admission) {
    const spec = draft.spec as Spec
    const bound = boundObject(spec, account, admission)
    const audiences = (spec.audiences ?? []).length === 0 ? [issuer] : spec.audiences!
    const { expirationSeconds: seconds = usualSeconds } = spec
    const extended = bound?.kind === 'Pod' && seconds === podSeconds && audiences.every((one) => one === issuer)
    const token = issueToken(admission, {
      account,
      audiences,
      seconds: extended ? extendedSeconds : seconds,
      ...(bound === undefined ? {} : { bound }),
      ...(extended ? { warnAfter: seconds } : {}),
    })
    const expirationTimestamp = timestamp(instantOf(timestamp(admission.now)) + seconds * 1000)
    return {
      ...draft,
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
      status: { token, expirationTimestamp },
    }
  },
}

const bindable: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }

function boundObject({ boundObjectRef }: Spec, account: ServiceAccount, { reader }: Admission): KubeObject | undefined {
  if (boundObjectRef === undefined || boundObjectRef === null) return undefined
  const { kind = '', apiVersion = '', name = '', uid = '' } = boundObjectRef
  const resource = bindable[kind]
  const { group, version } = groupVersionOf(apiVersion)
  if (resource === undefined || group !== '') {
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
  }
  if (name === '') throw badRequest('Name parameter required.')
  const namespace = kind === 'Node' ? '' : (account.metadata.namespace ?? '')
  const object = reader.get(objectKey(resource, namespace, name))
  if (object === undefined) throw notFound({ group: '', resource }, name)
  const own = account.metadata.name
  if (kind === 'Pod' && (object as Pod).spec.serviceAccountName !== own) {
    throw badRequest(`cannot bind token for serviceaccount "${own}" to pod running with different serviceaccount name.`)
  }
  if (uid !== '' && uid !== object.metadata.uid) {
    const why =
      `the UID in the bound object reference (${uid}) does not match the UID in record. ` +
      'The object might have been deleted and then recreated'
    throw conflict({ group: '', resource: kind }, name, why)
  }
  return object
}
