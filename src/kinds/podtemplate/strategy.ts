import type { Strategy } from '../../api/contract/strategy.js'
import { newestFeatures } from '../../model/objects/features.js'
import type { KubeObject } from '../../model/objects/object.js'
import type { PodTemplate } from '../../model/objects/types.js'
import { dropDisabled } from './disabled.js'
import { nameWarnings, podWarnings } from './warnings.js'

interface Workload extends KubeObject {
  spec: { template?: PodTemplate }
  status: object
}

/** The pods of a kind's example. */
export const exampleTemplate: PodTemplate = {
  metadata: { labels: { app: 'example' } },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
}

/** What the strategies of all kinds have in common that keep pods of one template. `newStatus`: of one just created. */
export const workloadStrategy = <T extends Workload>(
  newStatus: () => KubeObject['status'],
): Required<Pick<Strategy<T>, 'prepare' | 'warnings'>> & { readonly hasGeneration: true } => ({
  prepare(draft, previous, _subresource, features = newestFeatures) {
    dropDisabled(draft.spec.template?.spec, previous?.spec.template?.spec, features)
    if (previous === undefined) (draft as KubeObject).status = newStatus()
  },
  warnings: ({ metadata, spec: { template } }, previous) => [
    ...(previous === undefined ? nameWarnings(metadata.name, 'Pod names and hostnames') : []),
    ...(template?.spec ? podWarnings(template.spec, 'spec.template.spec', template.metadata) : []),
  ],
  hasGeneration: true,
})
