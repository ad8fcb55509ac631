import { UsageError } from '../../../api/contract/errors.js'
import { readJson } from '../../../model/json/exact-json.js'
import { printYaml } from '../../../printers/yaml.js'
import type { Command } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { addSource } from '../../requests/sent-objects.js'
import { selectResources } from '../../selection/resource-builder.js'
import { allFlag, fileFlags, filesOf, selectorFlag } from '../../selection/resource-flags.js'
import { lastAppliedOf } from './annotation.js'

interface Request {
  readonly args: readonly string[]
  readonly files: FileOptions
  readonly all: boolean
  readonly labelSelector: string
  readonly format: string
}

/** `apply view-last-applied TYPE/NAME` (kubectl `pkg/cmd/apply/apply_view_last_applied.go`). */
export const view: Command<Request> = {
  description: 'Show what apply remembers of an object: the configuration that was applied last.',
  examples: `
# In YAML
kubectl apply view-last-applied deployment/nginx

# In JSON, by file
kubectl apply view-last-applied -f deploy.yaml -o json`,
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  flags: [
    ...fileFlags,
    allFlag,
    selectorFlag,
    {
      name: 'output',
      short: 'o',
      type: 'string',
      default: 'yaml',
      description: 'Output format. Must be one of (yaml, json).',
    },
  ],
  parse: ({ positional }, flags) => ({
    args: positional,
    files: filesOf(flags),
    all: flags.bool('all'),
    labelSelector: flags.string('selector'),
    format: flags.string('output'),
  }),
  run: async ({ args, files, all, labelSelector, format }, context) => {
    const query = { args, files, all, labelSelector, latest: true, typeMeansAll: context.namespaceGiven }
    const texts: string[] = []
    await (await selectResources(query, context)).visit(async ({ object, name, source }) => {
      const text = lastAppliedOf(object)
      if (text !== undefined) texts.push(text)
      // kubectl tells it of objects from files alone.
      else if (source !== undefined) throw addSource(missing(name), source, new UsageError('<nil>'))
    })
    for (const text of texts) context.io.out(formatted(text, format))
  },
}

const missing = (name: string) => `no last-applied-configuration annotation found on resource: ${name}\n`

function formatted(text: string, format: string): string {
  if (format === 'json') return indented(text)
  if (format === 'yaml') return printYaml(readJson(text))
  throw new UsageError(`Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`, true)
}

/** JSON over several lines, otherwise as it is written (Go's `json.Indent`). */
function indented(json: string): string {
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  return json.replace(/"(?:[^"\\]|\\.)*"|[{[](\s*[}\]])?|[}\]]|,|:|\s+(?!$)/g, (token, closing?: string) => {
    if (token.startsWith('"')) return token
    if (/^\s/.test(token)) return ''
    if (closing !== undefined) return `${token[0]}${closing.trim()}`
    if (token === ':') return ': '
    if (token === ',') return `,${line()}`
    depth += token === '{' || token === '[' ? 1 : -1
    return token === '{' || token === '[' ? `${token}${line()}` : `${line()}${token}`
  })
}
