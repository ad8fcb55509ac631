import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { fnv32a, safeEncode } from '../../../model/values/hash.js'
import { generatorCommand } from './generator.js'

/** `create deployment NAME --image=… [-- COMMAND]` (kubectl `pkg/cmd/create/create_deployment.go`). */
export const command = generatorCommand({
  description: 'Create a deployment with the specified name.',
  examples: `
# A deployment that runs the nginx image with 3 replicas
kubectl create deployment my-dep --image=nginx --replicas=3

# A deployment with a command
kubectl create deployment my-dep --image=busybox -- date`,
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  failure: 'failed to create deployment:',
  flags: [
    {
      name: 'image',
      type: 'list',
      required: true,
      description: 'Image names to run. A deployment can have several.',
    },
    { name: 'port', type: 'int32', default: '-1', description: 'The containerPort that this deployment exposes.' },
    { name: 'replicas', short: 'r', type: 'int32', default: '1', description: 'Number of replicas to create.' },
  ],
  build: ({ name, flags, command }) => {
    const images = flags.strings('image')
    if (images.length > 1 && command.length > 0) {
      throw new UsageError('cannot specify multiple --image options and command')
    }
    const port = flags.int('port')
    const labels = { app: name }
    const containers = images.map((image) => ({
      name: containerName(image),
      image,
      ...(command.length > 0 ? { command } : {}),
      ...(port >= 0 && images.length > 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }))
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name, labels },
      spec: {
        replicas: flags.int('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    } as unknown as KubeObject
  },
})

/** The image's last path segment without tag and digest; unlike kubectl's, the suffix of a mended name is not random. */
function containerName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1)
  const name = last.split(':')[0]!.split('@')[0]!
  if (!/[_.]/.test(name)) return name
  return `${name.replaceAll(/[_.]/g, '-')}-${safeEncode(String(fnv32a(image)))
    .padEnd(5, 'x')
    .slice(0, 5)}`
}
