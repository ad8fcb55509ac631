import { UsageError } from '../../../api/contract/errors.js'
import { goQuote } from '../../../model/go/quote.js'
import type { Container, PodSpec } from '../../../model/objects/types.js'
import type { Command } from '../../command.js'
import { splitPairs } from '../../objects/metadata-edits.js'
import { recordOf } from '../../requests/record.js'
import {
  changePodSpecs,
  localServerConflict,
  recordFlag,
  type SetRequest,
  selectAll,
  setFlags,
  setRequest,
} from './pod-specs.js'

interface Request extends SetRequest {
  /** By container name, or `*` for all. */
  readonly images: ReadonlyMap<string, string>
}

const flags = [...setFlags, recordFlag]

/** `set image TYPE/NAME CONTAINER=IMAGE…` (kubectl `pkg/cmd/set/set_image.go`). */
export const command: Command<Request> = {
  description: 'Set the images of containers, as CONTAINER=IMAGE.',
  examples: `
# A new image for a container
kubectl set image deployment/nginx nginx=nginx:1.9.1

# For every container
kubectl set image deployment/nginx '*=nginx:1.9.1'`,
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags,
  parse: (args, values) => {
    const { resources, pairs } = splitPairs(args.positional, 'image')
    const record = recordOf('set image', args, values)
    return { ...setRequest(resources, values, record), images: parseImages(pairs) }
  },
  run: async (request, context) => {
    const items = await selectAll(request, context)
    validate(request)
    await changePodSpecs(
      items,
      request,
      {
        operation: 'image updated',
        failure: 'failed to patch image update to pod template:',
        change: (spec, _, fail) => withImages(spec, request.images, fail),
      },
      context,
    )
  },
}

function parseImages(pairs: readonly string[]): Map<string, string> {
  const invalid = pairs.filter((pair) => !pair.includes('=') || pair.startsWith('='))
  if (invalid.length > 0) throw new UsageError(`invalid image format: ${invalid.join(', ')}`)
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

function validate({ all, selector, resources, files, images, local, dryRun }: Request): void {
  const errors: string[] = []
  if (all && selector !== '') errors.push('cannot set --all and --selector at the same time')
  if (resources.length === 0 && files.filenames.length === 0 && files.kustomize === '') {
    errors.push('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  }
  if (images.size === 0) errors.push('at least one image update is required')
  if (images.size > 1 && images.has('*')) {
    errors.push('all containers are already specified by *, but saw more than one container_name=container_image pairs')
  }
  if (local && dryRun === 'server') errors.push(localServerConflict)
  if (errors.length === 1) throw new UsageError(errors[0] ?? '')
  if (errors.length > 1) throw new AggregateError(errors.map((error) => new UsageError(error)))
}

function withImages(spec: PodSpec, images: ReadonlyMap<string, string>, fail: (message: string) => void): PodSpec {
  let changed = spec
  for (const [name, image] of images) {
    const matches = (container: Container) => name === '*' || container.name === name
    const init = changed.initContainers ?? []
    if (![...(changed.containers ?? []), ...init].some(matches)) {
      fail(`error: unable to find container named ${goQuote(name)}`)
      continue
    }
    const replace = (list: readonly Container[]) => list.map((each) => (matches(each) ? { ...each, image } : each))
    changed = {
      ...changed,
      containers: changed.containers && replace(changed.containers),
      ...(init.length === 0 ? {} : { initContainers: replace(init) }),
    }
  }
  return changed
}
