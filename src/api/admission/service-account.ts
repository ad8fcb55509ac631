import { objectKey } from '../../model/objects/object.js'
import type { Pod, ServiceAccount } from '../../model/objects/types.js'
import type { AdmissionPlugin, PluginAdmission } from '../contract/admission.js'
import { isOfPods } from './pods.js'
import { refusal } from './refusal.js'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * Every pod runs as an account, and carries its token unless it does not want to (`plugin/pkg/admission/serviceaccount`).
 * Mirror pods are taken as they are.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: (request) => isOfPods(request, 'CREATE'),
  mutate(draft, admission) {
    if (draft.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined) admitAccount(draft as Pod, admission)
  },
}

function admitAccount(draft: Pod, admission: PluginAdmission): void {
  const { spec } = draft
  spec.serviceAccountName ||= 'default'
  const { namespace } = admission.request
  const account = admission.reader.get<ServiceAccount>(objectKey('serviceaccounts', namespace, spec.serviceAccountName))
  // A bare API, as envtest runs it, has neither the loop that makes accounts nor the plugin that asks for them.
  if (account === undefined && admission.settings.disabled.includes('serviceaccount')) return
  if (account === undefined) {
    const missing = `serviceaccount "${spec.serviceAccountName}" not found`
    const why = `error looking up service account ${namespace}/${spec.serviceAccountName}: ${missing}`
    throw refusal(admission, draft, why)
  }
  const automount = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
  if (automount) mountToken(draft, admission)
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
    spec.imagePullSecrets = account.imagePullSecrets.map(({ name }) => ({ name: name ?? '' }))
  }
}

function mountToken(draft: Pod, { random }: PluginAdmission): void {
  const { spec } = draft
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const lacking = containers.filter(
    (container) => !container.volumeMounts?.some((mount) => mount.mountPath.replace(/\/+$/, '') === tokenPath),
  )
  if (lacking.length === 0) return
  const present = spec.volumes?.find((volume) => volume.name?.startsWith('kube-api-access-') && volume.projected)
  const name = present?.name ?? `kube-api-access-${random(`kube-api-access/${draft.metadata.uid}`).name(5)}`
  for (const container of lacking) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: tokenPath, name, readOnly: true }]
  }
  if (present === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)]
}

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Token, the cluster's certificate authority, and the namespace, as one volume. */
function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        {
          downwardAPI: {
            items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
          },
        },
      ],
    },
  }
}
