import { type KubeObject, objectKey } from '../../model/objects/object.js'
import type { AdmissionPlugin, Handled, PluginAdmission } from '../contract/admission.js'
import { forbidden, notFound } from '../contract/status-errors.js'
import { refusal } from './refusal.js'

/** `lifecycle.NewLifecycle`: namespaces that may not be deleted. */
const immortal = ['default', 'kube-public', 'kube-system']

const namespaces = { group: '', resource: 'namespaces' }

/**
 * Nothing is created in a namespace that is absent or going away, and some namespaces stay
 * (`k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle`).
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: (request) => (isNamespace(request) ? request.operation === 'DELETE' : createsInNamespace(request)),
  mutate(draft, admission) {
    const { request } = admission
    if (!isNamespace(request)) checkNamespace(draft, admission)
    else if (immortal.includes(request.name)) {
      throw forbidden(namespaces, request.name, 'this namespace may not be deleted')
    }
  },
}

const isNamespace = ({ resource }: Handled) => resource.group === '' && resource.plural === 'namespaces'

/** A review would tell whoever asks whether there is such a namespace. */
const createsInNamespace = ({ operation, resource }: Handled) =>
  operation === 'CREATE' && resource.plural !== 'localsubjectaccessreviews'

function checkNamespace(draft: KubeObject, admission: PluginAdmission): void {
  const { namespace: name } = admission.request
  if (name === '') return
  const namespace = admission.reader.get(objectKey('namespaces', '', name))
  if (namespace === undefined) throw notFound(namespaces, name)
  if (namespace.metadata.deletionTimestamp === undefined) return
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${name} is being terminated`,
    field: 'metadata.namespace',
  }
  const why = `unable to create new content in namespace ${name} because it is being terminated`
  throw refusal(admission, draft, why, [cause])
}
