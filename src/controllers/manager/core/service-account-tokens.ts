import { issueLegacyToken } from '../../../api/tokens/index.js'
import { type KubeObject, keyOf, keyParts, objectKey } from '../../../model/objects/object.js'
import type { Secret, ServiceAccount } from '../../../model/objects/types.js'
import type { Controller, World } from '../../machinery/controller.js'
import { rootCertificate } from './serviceaccount.js'

const tokenType = 'kubernetes.io/service-account-token'
const nameAnnotation = 'kubernetes.io/service-account.name'
const uidAnnotation = 'kubernetes.io/service-account.uid'

/**
 * Fills the secrets that ask for a token of an account by their type and annotation, and deletes them with their account
 * (`pkg/controller/serviceaccount/tokens_controller.go`).
 */
export const serviceAccountTokens: Controller = {
  name: 'serviceaccount-token',
  watches: {
    secrets: (changed) => (isToken(changed) ? [keyOf('secrets', changed)] : []),
    serviceaccounts: (changed, world) => tokensOfGone(changed as ServiceAccount, world),
  },
  reconcile(key, world) {
    const secret = world.get<Secret>(key)
    const { namespace, name } = keyParts(key)
    if (secret === undefined) forget(namespace, name, world)
    else if (isToken(secret) && secret.metadata.deletionTimestamp === undefined) sync(secret, world)
    return undefined
  },
}

const isToken = (secret: KubeObject) => (secret as Secret).type === tokenType

/** The tokens of an account that is no more, or has become another under the same name. */
function tokensOfGone({ metadata: { namespace = '', name, uid } }: ServiceAccount, world: World) {
  if (world.get(objectKey('serviceaccounts', namespace, name))?.metadata.uid === uid) return []
  return world
    .list<Secret>('secrets', namespace)
    .filter((secret) => isToken(secret) && secret.metadata.annotations?.[nameAnnotation] === name)
    .map((secret) => keyOf('secrets', secret))
}

function sync(secret: Secret, world: World): void {
  const { namespace = '', name, annotations = {} } = secret.metadata
  const account = world.get<ServiceAccount>(objectKey('serviceaccounts', namespace, annotations[nameAnnotation] ?? ''))
  const wanted = annotations[uidAnnotation] || account?.metadata.uid
  if (account === undefined || account.metadata.uid !== wanted) {
    world.remove(keyOf('secrets', secret))
    return
  }
  const { data = {} } = secret
  const certificate = encoded(rootCertificate(world.random))
  if (data['ca.crt'] === certificate && data.namespace && data.token) return
  world.update<Secret>('secrets', {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...annotations, [uidAnnotation]: wanted ?? '' } },
    data: {
      ...data,
      'ca.crt': certificate,
      namespace: data.namespace || encoded(namespace),
      token: data.token || legacyToken(account, name, world),
    },
  })
}

function legacyToken(account: ServiceAccount, secret: string, world: World): string {
  const { settings, random } = world
  return encoded(issueLegacyToken({ reader: world, settings, random }, account, secret))
}

const encoded = (text: string) => Buffer.from(text).toString('base64')

/** Accounts name no token that is gone. */
function forget(namespace: string, name: string, world: World): void {
  for (const account of world.list<ServiceAccount>('serviceaccounts', namespace)) {
    const { secrets = [] } = account
    const kept = secrets.filter((secret) => secret.name !== name)
    if (kept.length < secrets.length) world.update<ServiceAccount>('serviceaccounts', { ...account, secrets: kept })
  }
}
