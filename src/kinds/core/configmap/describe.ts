import type { DescribeView, Line } from '../../../api/contract/description.js'
import type { ConfigMap } from '../../../model/objects/types.js'
import { compareKeys } from '../../../model/values/order.js'
import { base64Length } from '../../bytes.js'
import { annotationLines, eventLines, labelLines, lines } from '../../describe/index.js'

/** `ConfigMapDescriber` of kubectl, in key order. */
export async function describe(configMap: ConfigMap, view: DescribeView): Promise<Line[]> {
  const { metadata, data = {}, binaryData = {} } = configMap
  const keys = Object.keys(data).sort(compareKeys)
  const binaryKeys = Object.keys(binaryData).sort(compareKeys)
  return [
    ...lines(0, `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace ?? ''}`),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    ...lines(0, '\nData\n===='),
    ...keys.flatMap((key) => lines(0, `${key}:\n----\n${data[key]}\n`)),
    ...lines(0, '\nBinaryData\n===='),
    ...binaryKeys.flatMap((key) => lines(0, `${key}: ${base64Length(binaryData[key] ?? '')} bytes`)),
    ...lines(0, ''),
    ...(await eventLines(configMap, view)),
  ]
}
