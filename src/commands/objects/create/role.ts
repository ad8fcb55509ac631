/** `create role` and `create clusterrole` (kubectl `pkg/cmd/create/create_role.go`, `create_clusterrole.go`). */
import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { FlagValues } from '../../command.js'
import { generatorCommand } from './generator.js'
import { resourceFlags, resourceRules, verbFlag, verbsOf } from './role-rules.js'

const apiVersion = 'rbac.authorization.k8s.io/v1'

export const role = generatorCommand({
  description: 'Create a role for a namespace: verbs that are allowed on resources.',
  examples: `
# Read pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# Read two of them
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod

# A resource of a group, and a subresource
kubectl create role foo --verb=get,list,watch --resource=rs.apps,pods/status`,
  usage:
    'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: [verbFlag, ...resourceFlags],
  check(flags) {
    if (flags.strings('verb').length === 0) throw new UsageError('at least one verb must be specified')
    if (flags.strings('resource').length === 0) throw new UsageError('at least one resource must be specified')
  },
  build: async ({ name, flags, context }) =>
    ({
      kind: 'Role',
      apiVersion,
      metadata: { name },
      rules: await resourceRules(flags, context),
    }) as unknown as KubeObject,
})

export const clusterRole = generatorCommand({
  description: 'Create a cluster role: of rules for resources or paths, or one that gathers the rules of others.',
  examples: `
# Read pods everywhere
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# Read the logs of the server
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# Gather the rules of roles with a label
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"`,
  usage: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  flags: [
    {
      name: 'aggregation-rule',
      type: 'list',
      description: 'An aggregation label selector for combining ClusterRoles.',
    },
    { name: 'non-resource-url', type: 'list', description: 'A partial url that user should have access to.' },
    verbFlag,
    ...resourceFlags,
  ],
  check: checkClusterRole,
  async build({ name, flags, context }) {
    const head = { kind: 'ClusterRole', apiVersion, metadata: { name } }
    const matchLabels = aggregation(flags)
    if (Object.keys(matchLabels).length > 0) {
      const aggregationRule = { clusterRoleSelectors: [{ matchLabels }] }
      return { ...head, rules: null, aggregationRule } as unknown as KubeObject
    }
    const urls = [...new Set(flags.strings('non-resource-url'))]
    const ofResources = flags.strings('resource').length === 0 ? [] : await resourceRules(flags, context)
    const ofPaths = urls.length === 0 ? [] : [{ verbs: verbsOf(flags), nonResourceURLs: urls }]
    return { ...head, rules: [...ofResources, ...ofPaths] } as unknown as KubeObject
  },
})

const pathVerbs = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'])

function checkClusterRole(flags: FlagValues): void {
  const given = (name: string) => flags.strings(name).length > 0
  if (Object.keys(aggregation(flags)).length > 0) {
    if (!['non-resource-url', 'verb', 'resource', 'resource-name'].some(given)) return
    throw new UsageError(
      'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
    )
  }
  if (!given('verb')) throw new UsageError('at least one verb must be specified')
  if (!given('resource') && !given('non-resource-url')) {
    throw new UsageError('one of resource or nonResourceURL must be specified')
  }
  if (!given('non-resource-url')) return
  for (const verb of verbsOf(flags)) {
    if (!pathVerbs.has(verb)) throw new UsageError(`invalid verb: '${verb}' for nonResourceURL`)
  }
  for (const url of flags.strings('non-resource-url')) checkUrl(url)
}

function checkUrl(url: string): void {
  if (url === '*') return
  if (!url.startsWith('/')) throw new UsageError('nonResourceURL should start with /')
  if (url.slice(0, -1).includes('*')) {
    throw new UsageError("nonResourceURL only supports wildcard matches when '*' is at the end")
  }
}

/** `a=b,c=d`; the last one counts where a key comes twice. */
function aggregation(flags: FlagValues): Record<string, string> {
  const pairs = flags.strings('aggregation-rule').map((text) => {
    const at = text.indexOf('=')
    if (at >= 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    const why = 'malformed pair, expect string=string'
    throw new UsageError(`invalid argument ${JSON.stringify(text)} for "--aggregation-rule" flag: ${why}`)
  })
  return Object.fromEntries(pairs)
}
