import type { DeleteOptions } from '../../api/contract/client.js'
import { invalidValue, notSupported } from '../../api/contract/field-errors.js'
import { badRequest } from '../../api/contract/status-errors.js'
import { requestTypes } from '../../api/registry/request-types.js'
import { DecodingError, decode } from '../../api/schema/decoder.js'
import { structureOf } from '../../api/schema/structure.js'
import { dryRunErrors, flag, integer, refuse } from '../exchange/query.js'

interface SentDeleteOptions {
  readonly kind?: string
  readonly apiVersion?: string
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: string
  readonly orphanDependents?: boolean
  readonly dryRun?: readonly string[]
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

/** Options of a deletion, and whether the client asked in the old way for the dependents to go with it. */
export type Deletion = DeleteOptions & { readonly cascades: boolean }

/** From the body when there is one, else from the query (`DeleteResource`, `ValidateDeleteOptions`). */
export function deleteOptions(query: URLSearchParams, body: unknown): Deletion {
  const sent = body === undefined ? queriedDeletion(query) : decodedDeletion(body)
  const { gracePeriodSeconds: grace, propagationPolicy: policy, orphanDependents: orphan, dryRun = [] } = sent
  const both = 'orphanDependents and deletionPropagation cannot be both set'
  refuse('DeleteOptions', [
    ...(orphan !== undefined && policy !== undefined ? [invalidValue('propagationPolicy', policy, both)] : []),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [notSupported('propagationPolicy', policy, [...policies, 'nil'])]),
    ...dryRunErrors(dryRun),
  ])
  const { uid, resourceVersion } = sent.preconditions ?? {}
  const preconditions = {
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  }
  const propagation = policy ?? (orphan === undefined ? undefined : orphan ? 'Orphan' : 'Background')
  return {
    cascades: orphan === false,
    ...(dryRun.length === 0 ? {} : { dryRun: true }),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(propagation === undefined ? {} : { propagation: propagation as NonNullable<DeleteOptions['propagation']> }),
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
  }
}

const policies = ['Foreground', 'Background', 'Orphan']

function queriedDeletion(query: URLSearchParams): SentDeleteOptions {
  const grace = integer(query, 'gracePeriodSeconds')
  const policy = query.get('propagationPolicy')
  return {
    dryRun: query.getAll('dryRun'),
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...(query.has('orphanDependents') ? { orphanDependents: flag(query, 'orphanDependents') } : {}),
  }
}

function decodedDeletion(body: unknown): SentDeleteOptions {
  const { kind, apiVersion } = body as SentDeleteOptions
  if (kind && kind !== 'DeleteOptions') {
    const scheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27'
    const version = apiVersion || 'meta.k8s.io/v1'
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "${scheme}"`)
  }
  try {
    return decode(requestTypes, structureOf(requestTypes, 'meta.v1.DeleteOptions')!, body).value
  } catch (error) {
    throw error instanceof DecodingError ? badRequest(error.message) : error
  }
}
