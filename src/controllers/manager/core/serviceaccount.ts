import { type KubeObject, keyParts, type ObjectKey, objectKey } from '../../../model/objects/object.js'
import type { ConfigMap, Namespace, ServiceAccount } from '../../../model/objects/types.js'
import type { RandomSource } from '../../../simulation/random.js'
import type { Controller, World } from '../../machinery/controller.js'

const ROOT_CA = 'kube-root-ca.crt'

/** Sees to it that every namespace has a service account `default` (`pkg/controller/serviceaccount`). */
export const serviceAccountController: Controller = {
  name: 'serviceaccount',
  watches: {
    namespaces: (changed) => [objectKey('namespaces', '', changed.metadata.name)],
    serviceaccounts: (changed) => namespaceOf(changed, 'default'),
  },
  reconcile(key, world) {
    const namespace = livingNamespace(key, world)
    if (namespace === undefined || world.get(objectKey('serviceaccounts', namespace, 'default'))) return undefined
    world.create<ServiceAccount>('serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    })
    return undefined
  },
}

/** Publishes the cluster's certificate authority in every namespace (`pkg/controller/certificates/rootcacertpublisher`). */
export const rootCaPublisher: Controller = {
  name: 'root-ca-certificate-publisher',
  watches: {
    namespaces: (changed) => [objectKey('namespaces', '', changed.metadata.name)],
    configmaps: (changed) => namespaceOf(changed, ROOT_CA),
  },
  reconcile(key, world) {
    const namespace = livingNamespace(key, world)
    if (namespace === undefined) return undefined
    const present = world.get<ConfigMap>(objectKey('configmaps', namespace, ROOT_CA))
    const data = { 'ca.crt': rootCertificate(world.random) }
    if (present === undefined) {
      world.create<ConfigMap>('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: ROOT_CA, namespace, annotations: { 'kubernetes.io/description': DESCRIPTION } },
        data,
      })
    } else if (present.data?.['ca.crt'] !== data['ca.crt'] || Object.keys(present.data).length !== 1) {
      world.update<ConfigMap>('configmaps', { ...present, data })
    }
    return undefined
  },
}

const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the ' +
  'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

function namespaceOf({ metadata: { name, namespace = '' } }: KubeObject, wanted: string): ObjectKey[] {
  return name === wanted ? [objectKey('namespaces', '', namespace)] : []
}

/** The namespace's name, unless it is gone or going. */
function livingNamespace(key: ObjectKey, world: World): string | undefined {
  const namespace = world.get<Namespace>(key)
  if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return undefined
  return keyParts(key).name
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const LINES = 16
const WIDTH = 64

/** Has the shape of a certificate; nobody in a simulation checks its signature. */
export function rootCertificate(random: RandomSource): string {
  const stream = random('root-ca')
  let body = 'MIIDBTCCAe2gAwIBAgII'
  while (body.length < LINES * WIDTH) body += base64[stream.below(base64.length)]
  const lines = body.match(new RegExp(`.{${WIDTH}}`, 'g')) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
