import type { Index } from './store.js'

/** Every object that names an owner, by the owner's uid. */
export const ownedBy: Index = {
  name: 'objects by owner uid',
  values: (object) => (object.metadata.ownerReferences ?? []).map((owner) => owner.uid),
  hint: (uid) => uid,
}

/** Pods by the node they are bound to; unbound ones under ''. */
export const podsByNode: Index = {
  name: 'pods by node',
  resource: 'pods',
  values: (pod) => [pod.spec.nodeName ?? ''],
}

/** Pods by their address. */
export const podsByIp: Index = {
  name: 'pods by IP',
  resource: 'pods',
  values: (pod) => (pod.status?.podIP === undefined ? [] : [pod.status.podIP]),
  hint: (ip) => `"${ip}"`,
}

/** EndpointSlices by the service they belong to, `<namespace>/<service>`. */
export const slicesByService: Index = {
  name: 'endpoint slices by service',
  resource: 'endpointslices',
  values: ({ metadata }) => {
    const service = metadata.labels?.['kubernetes.io/service-name']
    return service === undefined ? [] : [`${metadata.namespace}/${service}`]
  },
  hint: (value) => `"${value.slice(value.indexOf('/') + 1)}"`,
}
