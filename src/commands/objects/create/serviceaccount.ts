import type { KubeObject } from '../../../model/objects/object.js'
import { generatorCommand } from './generator.js'

export const command = generatorCommand({
  usage: 'NAME [--dry-run=server|client|none]',
  failure: 'failed to create serviceaccount:',
  flags: [],
  build: ({ name }) =>
    ({
      kind: 'ServiceAccount',
      apiVersion: 'v1',
      metadata: { name },
    }) as unknown as KubeObject,
})
