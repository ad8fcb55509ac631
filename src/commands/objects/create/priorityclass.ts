import type { KubeObject } from '../../../model/objects/object.js'
import { generatorCommand } from './generator.js'

/** `create priorityclass` (kubectl `pkg/cmd/create/create_priorityclass.go`). */
export const command = generatorCommand({
  description: 'Create a priority class, which says how much more or less the pods that name it matter than others.',
  examples: `
# For pods that matter more than others
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# For pods that name no class
kubectl create priorityclass default-priority --value=1000 --global-default=true

# For pods that go before others in the queue, but never drive others away
kubectl create priorityclass high-priority --value=1000 --preemption-policy=Never`,
  usage: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  failure: 'failed to create priorityclass:',
  flags: [
    { name: 'description', type: 'string', description: 'What the class is for.' },
    {
      name: 'global-default',
      type: 'bool',
      default: 'false',
      description: 'Whether pods that name no class are of this one.',
    },
    {
      name: 'preemption-policy',
      type: 'string',
      default: 'PreemptLowerPriority',
      description: 'Whether its pods may drive away others: PreemptLowerPriority or Never.',
    },
    { name: 'value', type: 'int32', default: '0', description: 'The priority of its pods.' },
  ],
  build({ name, flags }) {
    const description = flags.string('description')
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.int('value'),
      ...(flags.bool('global-default') && { globalDefault: true }),
      ...(description !== '' && { description }),
      preemptionPolicy: flags.string('preemption-policy'),
    } as unknown as KubeObject
  },
})
