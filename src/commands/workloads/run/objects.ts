import { UsageError } from '../../../api/contract/errors.js'
import { readJson } from '../../../model/json/exact-json.js'
import type { KubeObject } from '../../../model/objects/object.js'

/** What `run` makes a pod (and a service) from. */
export interface PodRequest {
  readonly name: string
  readonly image: string
  /** undefined: none given. */
  readonly labels: Record<string, string> | undefined
  readonly annotations: Record<string, string> | undefined
  readonly environment: readonly { name: string; value?: string }[]
  readonly port: number | undefined
  readonly pullPolicy: string
  readonly privileged: boolean
  readonly stdin: boolean
  readonly stdinOnce: boolean
  readonly tty: boolean
  readonly restart: string
  /** Words behind the name, and whether they replace the image's entrypoint too. */
  readonly words: readonly string[]
  readonly isCommand: boolean
}

/** The pod, its fields in the order of the Go structs. */
export function buildPod(request: PodRequest): KubeObject {
  const { name, image, annotations, words, isCommand, port, environment } = request
  const container = {
    name,
    image,
    ...(words.length === 0 ? {} : isCommand ? { command: words } : { args: words }),
    ...(port === undefined ? {} : { ports: [{ containerPort: port }] }),
    ...(environment.length === 0 ? {} : { env: environment }),
    resources: {},
    ...(request.pullPolicy === '' ? {} : { imagePullPolicy: request.pullPolicy }),
    ...(request.privileged ? { securityContext: { privileged: true } } : {}),
    ...(request.stdin ? { stdin: true } : {}),
    ...(request.stdinOnce ? { stdinOnce: true } : {}),
    ...(request.tty ? { tty: true } : {}),
  }
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      labels: request.labels ?? { run: name },
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: { containers: [container], restartPolicy: request.restart, dnsPolicy: 'ClusterFirst' },
    status: {},
  } as unknown as KubeObject
}

/** The service of --expose. */
export function buildService({ name, labels, port }: PodRequest): KubeObject {
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels ?? { run: name } },
    status: { loadBalancer: {} },
  } as unknown as KubeObject
}

/** --overrides: a patch of the generated pod, of the type that --override-type names. */
export async function overridden(pod: KubeObject, overrides: string, type: string): Promise<KubeObject> {
  if (overrides === '') return pod
  const { typedAgain } = await import('../../manifests/typed.js')
  return typedAgain(await patched(pod, overrides, type))
}

async function patched(pod: KubeObject, overrides: string, type: string): Promise<unknown> {
  if (!['json', 'merge', 'strategic'].includes(type)) throw new UsageError(`invalid override type: ${type}`)
  const { applyJsonPatch, applyMergePatch, patchSchemaOf, strategicMerge } = await import(
    '../../../api/patches/index.js'
  )
  try {
    const patch = readJson(overrides) as Record<string, unknown>
    if (type === 'json') return applyJsonPatch(pod, patch as unknown as unknown[]) as KubeObject
    if (type === 'merge') return applyMergePatch(pod, patch) as KubeObject
    const { loadSchemas } = await import('../../../kinds/schemas.js')
    const schema = patchSchemaOf(await loadSchemas(), 'core.v1.Pod')
    return schema === undefined ? pod : (strategicMerge(pod, patch, schema) as KubeObject)
  } catch (error) {
    throw new UsageError(
      error instanceof SyntaxError
        ? type === 'merge'
          ? 'Invalid JSON Patch'
          : 'Invalid JSON Document'
        : (error as Error).message,
    )
  }
}
