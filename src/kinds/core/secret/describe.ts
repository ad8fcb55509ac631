import type { Line } from '../../../api/contract/description.js'
import type { Secret } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { base64Length } from '../../bytes.js'
import { annotationLines, labelLines, lines } from '../../describe/index.js'
import { decoded } from './data.js'

/** `describeSecret` of kubectl: sizes, not contents, but for a service account's token. */
export function describe(secret: Secret): Line[] {
  const { metadata, data = {}, type } = secret
  const shown = (key: string) =>
    key === 'token' && type === 'kubernetes.io/service-account-token'
      ? decoded(secret, key)
      : `${base64Length(data[key] ?? '')} bytes`
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, `\nType:\t${type}\n\nData\n====`),
    ...Object.keys(data)
      .sort(compareKeys)
      .flatMap((key) => lines(0, `${key}:\t${shown(key)}`)),
  ]
}
