import { UsageError } from '../../../api/contract/errors.js'
import { canonicalQuantity } from '../../../model/objects/quantity.js'
import type { Container } from '../../../model/objects/types.js'
import type { Command } from '../../command.js'
import { recordOf } from '../../requests/record.js'
import {
  changePodSpecs,
  containersFlag,
  localServerConflict,
  recordFlag,
  type SetRequest,
  selectAll,
  setFlags,
  setRequest,
  withContainers,
} from './pod-specs.js'

interface Request extends SetRequest {
  readonly containers: string
  readonly limits: string
  readonly requests: string
}

type ResourceList = Readonly<Record<string, string>>

const flags = [
  ...setFlags,
  recordFlag,
  containersFlag,
  {
    name: 'limits',
    type: 'string' as const,
    description: "The resource limits of the containers. For example, 'cpu=100m,memory=256Mi'.",
  },
  {
    name: 'requests',
    type: 'string' as const,
    description: "The resource requests of the containers. For example, 'cpu=100m,memory=256Mi'.",
  },
]

/** `set resources TYPE/NAME --limits=cpu=200m` (kubectl `pkg/cmd/set/set_resources.go`). */
export const command: Command<Request> = {
  description: 'Set what containers request and what they may use at most.',
  examples: `
# Limits and requests
kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi`,
  usage: '(-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]',
  flags,
  parse: (args, values) => ({
    ...setRequest(args.positional, values, recordOf('set resources', args, values)),
    containers: values.string('containers'),
    limits: values.string('limits'),
    requests: values.string('requests'),
  }),
  run: async (request, context) => {
    const items = await selectAll(request, context)
    if (request.local && request.dryRun === 'server') throw new UsageError(localServerConflict)
    if (request.all && request.selector !== '') {
      throw new UsageError('cannot set --all and --selector at the same time')
    }
    if (request.limits === '' && request.requests === '') {
      throw new UsageError('you must specify an update to requests or limits (in the form of --requests/--limits)')
    }
    const limits = parseResources(request.limits)
    const requests = parseResources(request.requests)
    await changePodSpecs(
      items,
      request,
      {
        operation: 'resource requirements updated',
        failure: 'failed to patch resources update to pod template',
        change: (spec, _, fail) => {
          const changed = withContainers(spec, request.containers, (each) => withResources(each, limits, requests))
          if (changed === undefined) fail(`error: unable to find container named ${request.containers}`)
          return changed
        },
      },
      context,
    )
  },
}

/** `cpu=100m,memory=256Mi` (kubectl `populateResourceListV1`). */
function parseResources(text: string): ResourceList {
  if (text === '') return {}
  const pairs = text.split(',').map((statement): [string, string] => {
    const [name = '', value = '', ...more] = statement.split('=')
    if (!statement.includes('=') || more.length > 0) {
      throw new UsageError(`Invalid argument syntax ${statement}, expected <resource>=<value>`)
    }
    try {
      return [name, canonicalQuantity(value)]
    } catch (error) {
      throw new UsageError((error as Error).message)
    }
  })
  return Object.fromEntries(pairs)
}

function withResources(container: Container, limits: ResourceList, requests: ResourceList): Container {
  const resources = container.resources ?? {}
  const merged = (side: 'limits' | 'requests', added: ResourceList) =>
    Object.keys(added).length === 0 ? {} : { [side]: { ...resources[side], ...added } }
  return { ...container, resources: { ...resources, ...merged('limits', limits), ...merged('requests', requests) } }
}
