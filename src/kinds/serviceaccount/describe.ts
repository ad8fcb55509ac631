import type { DescribeView, Line } from '../../api/kind.js'
import type { Secret, ServiceAccount } from '../../model/types.js'
import { annotationLines, eventLines, labelLines, lines, listOf } from '../describe/index.js'

/** `describeServiceAccount` of kubectl. */
export async function describe(account: ServiceAccount, view: DescribeView): Promise<Line[]> {
  const { metadata, imagePullSecrets = [], secrets = [] } = account
  const existing = await listOf<Secret>(view.client, { group: '', plural: 'secrets' }, metadata.namespace ?? '')
  const known = new Set(existing.map((secret) => secret.metadata.name))
  const section = (title: string, names: readonly (string | undefined)[]) => {
    if (names.length === 0) return lines(0, `${title}\t<none>`)
    return names.flatMap((name = '', index) => {
      const missing = known.has(name) ? '' : ' (not found)'
      return lines(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${name}${missing}`)
    })
  }
  const tokens = existing.filter((secret) => isTokenOf(secret, account))
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...section(
      'Image pull secrets:',
      imagePullSecrets.map(({ name }) => name),
    ),
    ...section(
      'Mountable secrets: ',
      secrets.map(({ name }) => name),
    ),
    ...section(
      'Tokens:            ',
      tokens.map((secret) => secret.metadata.name),
    ),
    ...(await eventLines(account, view)),
  ]
}

function isTokenOf({ type, metadata }: Secret, account: ServiceAccount): boolean {
  if (type !== 'kubernetes.io/service-account-token') return false
  const annotations = metadata.annotations ?? {}
  return (
    annotations['kubernetes.io/service-account.name'] === account.metadata.name &&
    annotations['kubernetes.io/service-account.uid'] === account.metadata.uid
  )
}
