import type { KubeObject } from '../../../model/objects/object.js'
import { generatorCommand } from './generator.js'

export const command = generatorCommand({
  description: 'Create a service account with the specified name.',
  examples: 'kubectl create serviceaccount my-service-account',
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
