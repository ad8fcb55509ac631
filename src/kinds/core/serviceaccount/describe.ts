import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { ServiceAccount } from '../../../model/objects/types.js'
import { annotationLines, eventLines, labelLines, lines } from '../../describe/index.js'

/** `describeServiceAccount` of kubectl. */
export async function describe(account: ServiceAccount, view: DescribeView): Promise<Line[]> {
  const { metadata, imagePullSecrets = [] } = account
  const title = 'Image pull secrets:'
  const names = imagePullSecrets.length === 0 ? ['<none>'] : imagePullSecrets.map(({ name }) => name ?? '')
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...names.flatMap((name, at) => lines(0, `${at === 0 ? title : ' '.repeat(title.length)}\t${name}`)),
    ...(await eventLines(account, view)),
  ]
}
