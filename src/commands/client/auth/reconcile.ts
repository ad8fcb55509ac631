/** `auth reconcile` (kubectl `pkg/cmd/auth/reconcile.go`): roles and bindings are made, or get what they lack. */

import { UsageError } from '../../../api/contract/errors.js'
import { groupVersionOf } from '../../../model/objects/object.js'
import { goStrings } from '../../../model/objects/policy-rules.js'
import type { PolicyRule, Subject } from '../../../model/objects/types.js'
import type { Command, Context, FlagValues } from '../../command.js'
import type { FileOptions } from '../../manifests/manifest.js'
import { type DryRun, dryRunFlag, dryRunOf, warnOfBareDryRun } from '../../output/dry-run.js'
import { type OutputRequest, outputFlags, outputOf, type ResultPrinter, resultPrinter } from '../../output/result.js'
import { capabilitiesOf } from '../../resources/kinds.js'
import type { Selected } from '../../selection/query.js'
import { selectResources } from '../../selection/resource-builder.js'
import { fileFlags, filesOf, requireFiles } from '../../selection/resource-flags.js'
import { carryOut, type Plan, planFor } from './reconciliation.js'
import { asTyped } from './typed.js'

interface Request {
  readonly files: FileOptions
  readonly removeExtraPermissions: boolean
  readonly removeExtraSubjects: boolean
  readonly dryRun: DryRun
  readonly output: OutputRequest
  readonly warn: (context: Context) => void
}

export const command: Command<Request> = {
  description:
    'Make the roles and bindings of a manifest, or give those that are there the rules and subjects that they lack. What\nelse they have stays, unless it is to be removed.',
  examples: `
# Roles and bindings of a file
kubectl auth reconcile -f my-rbac-rules.yaml

# And nothing beside
kubectl auth reconcile -f my-rbac-rules.yaml --remove-extra-permissions --remove-extra-subjects`,
  usage: '-f FILENAME',
  flags: [
    ...outputFlags,
    ...fileFlags,
    {
      name: 'remove-extra-permissions',
      type: 'bool',
      default: 'false',
      description: 'If true, removes extra permissions added to roles',
    },
    {
      name: 'remove-extra-subjects',
      type: 'bool',
      default: 'false',
      description: 'If true, removes extra subjects added to rolebindings',
    },
    dryRunFlag,
  ],
  parse({ positional }, flags) {
    const files = filesOf(flags)
    requireFiles(files)
    if (positional.length > 0) throw new UsageError('no arguments are allowed')
    return {
      files,
      removeExtraPermissions: flags.bool('remove-extra-permissions'),
      removeExtraSubjects: flags.bool('remove-extra-subjects'),
      dryRun: rehearsal(flags),
      output: { ...outputOf(flags), keepOrder: true },
      warn: (context) => warnOfBareDryRun(flags, context),
    }
  },
  async run(request, context) {
    request.warn(context)
    const { files, dryRun, output } = request
    const selection = await selectResources(
      { args: [], files, local: true, typed: true, continueOnError: true },
      context,
    )
    const print = await resultPrinter(output, dryRun, context)
    await selection.visit((selected) => reconcile(selected, request, print, context))
  },
}

/** Only the client rehearses. */
function rehearsal(flags: FlagValues): DryRun {
  try {
    const dryRun = dryRunOf(flags)
    if (dryRun !== 'server') return dryRun
  } catch (error) {
    const why = (error as Error).message
    throw new UsageError(`error accessing --dry-run flag for command reconcile: ${why}`)
  }
  throw new UsageError('--dry-run=server for command reconcile is not supported yet')
}

async function reconcile(selected: Selected, request: Request, print: ResultPrinter, context: Context): Promise<void> {
  const { apiVersion, kind } = selected.object
  const grants = (await capabilitiesOf(selected.resource)).grants
  // Whatever else the files hold is passed over.
  if (grants === undefined) return
  const { group, version } = groupVersionOf(apiVersion)
  if (version !== 'v1') throw new UsageError(`only ${group}/v1 is supported: not *${version}.${kind}`)
  const removes = grants === 'rules' ? request.removeExtraPermissions : request.removeExtraSubjects
  const plan = await planFor(selected.object, grants, removes, context)
  const rehearsed = request.dryRun !== 'none' || plan.isProtected
  const object = rehearsed ? plan.object : await carryOut(plan, context)
  print(asTyped(object, grants), 'reconciled')
  context.io.err(report(plan, grants, removes))
}

/** What had to be done, below the line that names the object. */
function report({ operation, isProtected, missing, extra }: Plan, grants: 'rules' | 'subjects', removes: boolean) {
  if (operation === 'none') return ''
  const caveat = isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : ''
  const text = (item: PolicyRule | Subject) =>
    grants === 'rules' ? ruleText(item as PolicyRule) : subjectText(item as Subject)
  const section = (title: string, items: readonly (PolicyRule | Subject)[]) =>
    items.length === 0 ? '' : `\t${title}:\n${items.map((item) => `\t\t${text(item)}\n`).join('')}`
  return [
    `\treconciliation required ${operation}${caveat}\n`,
    section(`missing ${grants} added`, missing),
    removes ? section(`extra ${grants} removed`, extra) : '',
  ].join('')
}

/** Go's `%+v` of the struct. */
function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const fields = [
    `Verbs:${goStrings(verbs)}`,
    `APIGroups:${goStrings(apiGroups)}`,
    `Resources:${goStrings(resources)}`,
    `ResourceNames:${goStrings(resourceNames)}`,
    `NonResourceURLs:${goStrings(nonResourceURLs)}`,
  ]
  return `{${fields.join(' ')}}`
}

const subjectText = ({ kind, apiGroup = '', name, namespace = '' }: Subject) =>
  `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`
