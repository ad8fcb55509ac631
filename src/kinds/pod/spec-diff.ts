import { readJson, writeJson } from '../../model/exact-json.js'
import { deepEqual } from '../../model/paths.js'
import { goQuote } from '../../model/quote.js'
import type { Container, PodSpec } from '../../model/types.js'

/** Fields in the order of Kubernetes' internal types; `*` marks pointers, `[]` lists and maps, nothing plain strings. */
const podFields = [
  ...['volumes[]', 'initContainers[]', 'containers[]', 'ephemeralContainers[]', 'restartPolicy'],
  ...['terminationGracePeriodSeconds*', 'activeDeadlineSeconds*', 'dnsPolicy', 'nodeSelector[]', 'serviceAccountName'],
  ...['automountServiceAccountToken*', 'nodeName', 'securityContext*', 'imagePullSecrets[]', 'hostname', 'subdomain'],
  ...['setHostnameAsFQDN*', 'affinity*', 'schedulerName', 'tolerations[]', 'hostAliases[]', 'priorityClassName'],
  ...['priority*', 'preemptionPolicy*', 'dnsConfig*', 'readinessGates[]', 'runtimeClassName*', 'overhead[]'],
  ...['enableServiceLinks*', 'topologySpreadConstraints[]', 'os*', 'schedulingGates[]', 'resourceClaims[]'],
]
const containerFields = [
  ...[
    'name',
    'image',
    'command[]',
    'args[]',
    'workingDir',
    'ports[]',
    'envFrom[]',
    'env[]',
    'resources',
    'resizePolicy[]',
  ],
  ...['restartPolicy*', 'volumeMounts[]', 'volumeDevices[]', 'livenessProbe*', 'readinessProbe*', 'startupProbe*'],
  ...['lifecycle*', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy', 'securityContext*'],
  ...['stdin', 'stdinOnce', 'tty'],
]

/** What `cmp.Diff` of go-cmp prints of two pod specs, more or less: its exact form is unstable on purpose. */
export function specDiff(before: PodSpec, after: PodSpec): string {
  return `${alignKeys(structLines('core.PodSpec{', podFields, shared(before), shared(after), 0)).join('\n')}\n`
}

/** Values of neighbouring one-line fields begin in one column. */
function alignKeys(lines: readonly string[]): string[] {
  const parsed = lines.map((line) => /^([ +-] \t+)(\w+:) (.*,)$/.exec(line))
  return lines.map((line, index) => {
    const [, mark = '', key = '', value = ''] = parsed[index] ?? []
    if (key === '') return line
    let [first, last] = [index, index]
    while (parsed[first - 1]) first--
    while (parsed[last + 1]) last++
    const width = Math.max(...parsed.slice(first, last + 1).map((each) => each?.[2]?.length ?? 0))
    return `${mark}${key.padEnd(width)} ${value}`
  })
}

/** Internally the host's namespaces are part of the security context. */
function shared(spec: PodSpec): Record<string, unknown> {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext, ...rest } = spec
  const context = { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers, ...securityContext }
  return { ...rest, securityContext: readJson(writeJson(context)) }
}

type Fields = Readonly<Record<string, unknown>>

function structLines(open: string, fields: readonly string[], before: Fields, after: Fields, depth: number): string[] {
  const entries = fields.map((declared) => {
    const name = declared.replace(/[*[\]]+$/, '')
    return { declared, name, same: deepEqual(before[name], after[name]) }
  })
  const inner = (mark: string, text: string) => `${mark} ${'\t'.repeat(depth + 1)}${text}`
  const result = [`  ${'\t'.repeat(depth)}${open}`]
  for (const run of runsOf(entries)) {
    if (!run[0]!.same) {
      for (const entry of run) result.push(...changeLines(entry, before[entry.name], after[entry.name], depth))
      continue
    }
    const leading = run[0] === entries[0] ? 0 : Math.min(2, run.length)
    let trailing = run.at(-1) === entries.at(-1) ? 0 : Math.min(2, run.length - leading)
    if (run.length - leading - trailing === 1) trailing++
    const hidden = run.length - leading - trailing
    const shown = (entry: (typeof run)[number]) =>
      inner(' ', `${goName(entry.name)}: ${goValue(before[entry.name], entry.declared)},`)
    result.push(...run.slice(0, leading).map(shown))
    if (hidden > 0) result.push(inner(' ', `... // ${hidden} identical fields`))
    result.push(...run.slice(run.length - trailing).map(shown))
  }
  return [...result, `  ${'\t'.repeat(depth)}}${depth === 0 ? '' : ','}`]
}

interface Entry {
  readonly declared: string
  readonly name: string
  readonly same: boolean
}

/** Neighbours that are all the same, or all changed. */
function runsOf(entries: readonly Entry[]): Entry[][] {
  const runs: Entry[][] = []
  for (const entry of entries) {
    const run = runs.at(-1)
    if (run?.[0]?.same === entry.same) run.push(entry)
    else runs.push([entry])
  }
  return runs
}

function changeLines({ declared, name }: Entry, before: unknown, after: unknown, depth: number): string[] {
  const indent = '\t'.repeat(depth + 1)
  if (/^(initC|c)ontainers$/.test(name) && Array.isArray(before) && Array.isArray(after)) {
    const open = `  ${indent}${goName(name)}: []core.Container{`
    return [open, ...listLines(before, after, depth + 2), `  ${indent}},`]
  }
  return [
    `- ${indent}${goName(name)}: ${goValue(before, declared)},`,
    `+ ${indent}${goName(name)}: ${goValue(after, declared)},`,
  ]
}

function listLines(before: readonly Container[], after: readonly Container[], depth: number): string[] {
  return before.flatMap((container, index) => {
    const now = after[index]
    if (now === undefined || deepEqual(container, now)) return [`  ${'\t'.repeat(depth)}${goValue(container, '')},`]
    return structLines('{', containerFields, container as unknown as Fields, now as unknown as Fields, depth)
  })
}

/** JSON's `hostIP` is Go's `HostIP`, `os` its `OS`. */
function goName(name: string): string {
  if (name === 'os' || name === 'tty') return name.toUpperCase()
  return name.charAt(0).toUpperCase() + name.slice(1)
}

const most = 4

function goValue(value: unknown, declared: string): string {
  if (value === undefined || value === null) return /[*\]]$/.test(declared) ? 'nil' : '""'
  const pointer = declared.endsWith('*') ? '&' : ''
  if (typeof value === 'string') return pointer + goQuote(value)
  if (Array.isArray(value)) return `{${value.map((item) => goValue(item, '')).join(', ')}}`
  if (typeof value !== 'object') return pointer + String(value)
  const isMap = declared === 'nodeSelector[]' || declared === 'overhead[]'
  const entries = Object.entries(value).filter(([, item]) => item != null && item !== '' && !isEmpty(item))
  const texts = entries.slice(0, most).map(([key, item]) => {
    return `${isMap ? goQuote(key) : goName(key)}: ${goValue(item, '')}`
  })
  return `${pointer}{${[...texts, ...(entries.length > most ? ['...'] : [])].join(', ')}}`
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
