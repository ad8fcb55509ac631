import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { parseLabelSelector } from '../../../model/selectors/label-selectors.js'
import type { Command, Context } from '../../command.js'
import { printResult } from '../../output/result.js'
import { patchBetween } from '../../requests/patch-between.js'
import { recorded, recordOf } from '../../requests/record.js'
import { kindOf } from '../../resources/kinds.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { plainFilesOf } from '../../selection/resource-flags.js'
import { recordFlag, type SetRequest, setFlags, setRequest } from './pod-specs.js'

interface Request extends SetRequest {
  readonly labels: Readonly<Record<string, string>>
  readonly resourceVersion: string
}

const flags = [
  ...setFlags.filter(({ name }) => name !== 'selector' && name !== 'kustomize'),
  recordFlag,
  {
    name: 'resource-version',
    type: 'string' as const,
    description: 'If non-empty, the update will only succeed if this is the current resource-version for the object.',
  },
]

/** `set selector TYPE NAME EXPRESSIONS` (kubectl `pkg/cmd/set/set_selector.go`). */
export const command: Command<Request> = {
  description: 'Set the selector of a resource; the one it had is replaced.',
  examples: `
# Let a service lead to other pods
kubectl set selector service/web 'app=nginx'`,
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  flags,
  parse: (args, values) => {
    const expression = args.positional.at(-1)
    if (expression === undefined) throw new UsageError('one selector is required')
    return {
      ...setRequest(
        args.positional.slice(0, -1),
        values,
        recordOf('set selector', args, values),
        plainFilesOf(values),
        '',
      ),
      labels: parseSelector(expression),
      resourceVersion: values.string('resource-version'),
    }
  },
  run: async (request, context) => {
    request.warn(context)
    const { local } = request
    const selection = await selectResources(
      {
        args: request.resources,
        files: request.files,
        local,
        typed: true,
        continueOnError: true,
        latest: !local,
        ...(local ? {} : { labelSelector: request.selector, typeMeansAll: request.all }),
      },
      context,
    )
    await selection.visit((selected) => selectBy(selected, request, context))
  },
}

function parseSelector(text: string): Record<string, string> {
  let selector: ReturnType<typeof parseLabelSelector>
  try {
    selector = parseLabelSelector(text)
  } catch (error) {
    throw new UsageError(`couldn't parse the selector string "${text}": ${(error as Error).message}`)
  }
  const other = selector.requirements.find(({ operator }) => operator !== '=' && operator !== '==')
  if (other !== undefined) {
    throw new UsageError(
      `match expression [{${other.key} ${other.operator} [${other.values.join(' ')}]}] not supported on this object`,
    )
  }
  return Object.fromEntries(selector.requirements.map(({ key, values }) => [key, values[0] ?? '']))
}

async function selectBy(selected: Selected, request: Request, context: Context): Promise<void> {
  const { resource, namespace, name, object } = selected
  const kind = await kindOf(resource)
  if (kind?.names.plural !== 'services') throw new UsageError('setting a selector is only supported for Services')
  const after = recorded(
    { ...object, spec: { ...object.spec, selector: request.labels } } as KubeObject,
    request.record,
    context,
  )
  if (request.local || request.dryRun === 'client') {
    await printResult(after, 'selector updated', request.output, request.dryRun, context)
    return
  }
  const patch = (await patchBetween(object, after, resource)) ?? { type: 'merge' as const, body: {} }
  const { resourceVersion } = request
  const body = patch.body as { metadata?: object }
  const guarded = resourceVersion === '' ? body : { ...body, metadata: { ...body.metadata, resourceVersion } }
  const actual = await context.client.patch(
    { resource, namespace, name },
    { type: patch.type === 'json' ? 'merge' : patch.type, body: guarded },
    { dryRun: request.dryRun === 'server', fieldManager: request.fieldManager },
  )
  await printResult(actual, 'selector updated', request.output, request.dryRun, context)
}
