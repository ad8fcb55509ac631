import type { DescribeView, Line } from '../../../api/contract/description.js'
import { podCondition, qosClass } from '../../../model/objects/pods.js'
import type { Container, Pod } from '../../../model/objects/types.js'
import {
  age,
  annotationLines,
  controllerText,
  eventLines,
  labelLines,
  lines,
  time,
  tolerationLines,
} from '../../describe/index.js'
import { containerLines, spreadLines, volumeLines } from '../../podtemplate/describe/index.js'

/** `describePod` */
export async function describePod(pod: Pod, view: DescribeView): Promise<Line[]> {
  const { spec, status } = pod
  return [
    ...headLines(pod),
    ...stateLines(pod, view),
    ...(spec.initContainers?.length
      ? containerLines('Init Containers', spec.initContainers, '', status?.initContainerStatuses, pod)
      : []),
    ...containerLines('Containers', spec.containers, '', status?.containerStatuses, pod),
    ...(spec.ephemeralContainers?.length
      ? containerLines(
          'Ephemeral Containers',
          spec.ephemeralContainers as Container[],
          '',
          status?.ephemeralContainerStatuses,
          pod,
        )
      : []),
    ...conditionLines(pod),
    ...volumeLines(spec.volumes, ''),
    ...lines(0, `QoS Class:\t${status?.qosClass || qosClass(spec)}`),
    ...labelLines('Node-Selectors', spec.nodeSelector),
    ...tolerationLines('Tolerations', spec.tolerations),
    ...spreadLines(spec, ''),
    ...(await eventsOf(pod, view)),
  ]
}

function headLines({ metadata, spec, status }: Pod): Line[] {
  return [
    ...lines(0, `Name:\t${metadata.name}`),
    ...lines(0, `Namespace:\t${metadata.namespace ?? ''}`),
    ...(spec.priority == null ? [] : lines(0, `Priority:\t${spec.priority}`)),
    ...(spec.priorityClassName ? lines(0, `Priority Class Name:\t${spec.priorityClassName}`) : []),
    ...(spec.runtimeClassName ? lines(0, `Runtime Class Name:\t${spec.runtimeClassName}`) : []),
    ...(spec.serviceAccountName ? lines(0, `Service Account:\t${spec.serviceAccountName}`) : []),
    ...lines(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>'}`),
    ...(status?.startTime == null ? [] : lines(0, `Start Time:\t${time(status.startTime)}`)),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
  ]
}

function stateLines(pod: Pod, { now }: DescribeView): Line[] {
  const { spec, status } = pod
  const seccomp = spec.securityContext?.seccompProfile
  const controller = controllerText(pod)
  return [
    ...phaseLines(pod, now),
    ...(status?.reason ? lines(0, `Reason:\t${status.reason}`) : []),
    ...(status?.message ? lines(0, `Message:\t${status.message}`) : []),
    ...(seccomp == null ? [] : lines(0, `SeccompProfile:\t${seccomp.type}`)),
    ...(seccomp?.type === 'Localhost' ? lines(0, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`) : []),
    ...lines(0, `IP:\t${status?.podIP ?? ''}`),
    ...(status?.podIPs?.length
      ? [...lines(0, 'IPs:'), ...status.podIPs.flatMap(({ ip }) => lines(1, `IP:\t${ip}`))]
      : lines(0, 'IPs:\t<none>')),
    ...(controller === '' ? [] : lines(0, `Controlled By:\t${controller}`)),
    ...(status?.nominatedNodeName ? lines(0, `NominatedNodeName:\t${status.nominatedNodeName}`) : []),
  ]
}

function phaseLines({ metadata, status }: Pod, now: number): Line[] {
  const phase = status?.phase ?? ''
  if (metadata.deletionTimestamp == null || phase === 'Failed' || phase === 'Succeeded') {
    return lines(0, `Status:\t${phase}`)
  }
  return [
    ...lines(0, `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, now)})`),
    ...lines(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`),
  ]
}

function conditionLines(pod: Pod): Line[] {
  const gates = pod.spec.readinessGates ?? []
  const conditions = pod.status?.conditions ?? []
  return [
    ...(gates.length === 0 ? [] : lines(0, 'Readiness Gates:\n  Type\tStatus')),
    ...gates.flatMap(({ conditionType }) =>
      lines(1, `${conditionType} \t${podCondition(pod, conditionType)?.status ?? '<none>'} `),
    ),
    ...(conditions.length === 0 ? [] : lines(0, 'Conditions:\n  Type\tStatus')),
    ...conditions.flatMap(({ type, status }) => lines(1, `${type} \t${status} `)),
  ]
}

const mirror = 'kubernetes.io/config.mirror'

/** Events are found by uid alone; those of a static pod carry the uid that its kubelet knows it by. */
function eventsOf(pod: Pod, view: DescribeView): Promise<Line[]> {
  const { name, namespace = '', uid = '', annotations } = pod.metadata
  return eventLines(pod, view, { name, namespace, uid: annotations?.[mirror] ?? uid })
}
