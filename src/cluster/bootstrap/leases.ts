import { microTimestamp } from '../../model/objects/time.js'
import { type Bootstrap, type BootstrapObject, controlPlaneName } from './machines.js'

/** By which the control plane's components say that they are there, and that they lead. */
export function controlPlaneLeases({ now, random }: Bootstrap): readonly BootstrapObject[] {
  const time = microTimestamp(now)
  const lease = (
    name: string,
    holderIdentity: string,
    leaseDurationSeconds: number,
    more: object,
    labels?: Record<string, string>,
  ) => ({
    resource: 'leases',
    object: {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-system', ...(labels === undefined ? {} : { labels }) },
      spec: { holderIdentity, leaseDurationSeconds, renewTime: time, ...more },
    },
  })
  const leads = { acquireTime: time, leaseTransitions: 0 }
  const holder = (component: string) => `${controlPlaneName}_${random(`lease/${component}`).uuid()}`
  const server = `apiserver-${random('lease/apiserver').name(26)}`
  const labels = { 'apiserver.kubernetes.io/identity': 'kube-apiserver', 'kubernetes.io/hostname': controlPlaneName }
  return [
    lease(server, `${server}_${random('lease/apiserver-holder').uuid()}`, 3600, {}, labels),
    ...['kube-controller-manager', 'kube-scheduler'].map((name) => lease(name, holder(name), 15, leads)),
  ]
}
