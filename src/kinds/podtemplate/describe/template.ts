import type { Line } from '../../../api/contract/description.js'
import type { PodSpec, PodTemplate } from '../../../model/objects/types.js'
import { formatSelector, selectorOf } from '../../../model/selectors/label-selectors.js'
import { compareKeys } from '../../../model/values/order.js'
import { annotationLines, labelLines, lines, tolerationLines } from '../../describe/index.js'
import { containerLines } from './containers.js'
import { volumeLines } from './volumes.js'

/** `DescribePodTemplate`, which `rollout history --revision` shows too. */
export function podTemplateLines(template: PodTemplate | undefined): Line[] {
  if (template == null) return lines(0, 'Pod Template:\n  <unset>')
  const { metadata, spec = { containers: [] } } = template
  const annotated = Object.keys(metadata?.annotations ?? {}).length > 0
  return [
    ...lines(0, 'Pod Template:'),
    ...labelLines('  Labels', metadata?.labels),
    ...(annotated ? annotationLines('  Annotations', metadata?.annotations) : []),
    ...(spec.serviceAccountName ? lines(1, `Service Account:\t${spec.serviceAccountName}`) : []),
    ...(spec.initContainers?.length ? containerLines('Init Containers', spec.initContainers, '  ') : []),
    ...containerLines('Containers', spec.containers, '  '),
    ...volumeLines(spec.volumes, '  '),
    ...spreadLines(spec, '  '),
    ...(spec.priorityClassName ? lines(1, `Priority Class Name:\t${spec.priorityClassName}`) : []),
    ...labelLines('  Node-Selectors', spec.nodeSelector),
    ...tolerationLines('  Tolerations', spec.tolerations),
  ]
}

/** `describeTopologySpreadConstraints` */
export function spreadLines({ topologySpreadConstraints }: PodSpec, space: '' | '  '): Line[] {
  const sorted = [...(topologySpreadConstraints ?? [])].sort((a, b) => compareKeys(a.topologyKey, b.topologyKey))
  return sorted.flatMap((constraint, index) => {
    const { topologyKey, whenUnsatisfiable, maxSkew, labelSelector } = constraint
    const title = index === 0 ? 'Topology Spread Constraints:' : ''
    const among = labelSelector == null ? '' : ` for selector ${formatSelector(selectorOf(labelSelector))}`
    const skew = `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded`
    return lines(0, `${space}${title}\t${skew}${among}`)
  })
}
