import type { KubeObject } from '../../../model/objects/object.js'
import { generatorCommand } from './generator.js'

export const command = generatorCommand({
  description: 'Create a namespace with the specified name.',
  examples: 'kubectl create namespace my-namespace',
  usage: 'NAME [--dry-run=server|client|none]',
  flags: [],
  build: ({ name }) =>
    ({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name },
      spec: {},
      status: {},
    }) as unknown as KubeObject,
})
