/** What two clusters may differ in and still be the same: masked in what is printed and in what objects say. */

/** Characters of generated names (`k8s.io/apimachinery/pkg/util/rand`). */
const random = '[bcdfghjklmnpqrstvwxz2456789]'

const rules: readonly [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g, 'TIME'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----(?:\n|\\n)?/g, 'CERTIFICATE'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN'],
  // The same in base64, and how long they are.
  [/\bLS0tLS1CRUdJTiBDRVJUSUZJQ0FURS[\w+/]*=*/g, 'CERTIFICATE'],
  [/\bZXlK[\w+/]{99,}=*/g, 'TOKEN'],
  [/^(ca\.crt: +)\d+(?= bytes$)/gm, '$1N'],
  [new RegExp(`-${random}{8,10}-${random}{5}\\b`, 'g'), '-HASH-RANDOM'],
  [new RegExp(`(?<![a-z0-9.])${random}{8,10}\\b`, 'g'), 'HASH'],
  [new RegExp(`-${random}{5}\\b`, 'g'), '-RANDOM'],
  [/\b(resourceVersion["\\]*: ?["\\]*)\d+/g, '$1N'],
  [/^( *Resource Version: +)\d+$/gm, '$1N'],
  // Names that were cut to be no longer than 63 characters.
  [new RegExp(`(?<=\\b[a-z0-9-]{58})${random}{5}\\b`, 'g'), 'RANDOM'],
  [/(?<=matches multiple PodDisruptionBudgets\. {2}Chose \\?")[^"\\]+/g, 'ONE'],
  // Certificates that some distributions mount beside Kubernetes' own.
  [/^(?:configmap\/)?openshift-service-ca\.crt .*\n/gm, ''],
  [/^ +ConfigMapName: +openshift-service-ca\.crt\n +Optional: +false\n/gm, ''],
  // A kubelet's next word about an image that it cannot have.
  [/\bImagePullBackOff\b/g, 'ErrImagePull'],
  // Ages, in tables and in descriptions.
  [/ \(x\d+ over [0-9a-z]+\)/g, ''],
  [/(?<=^|\s)(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?=\s|$)(?<=\d[ydhms])/gm, 'AGE'],
]

/** Certificates that some distributions put beside Kubernetes' own: as a row, as a name, and where a pod mounts them. */
const others = [
  /^(?:configmap\/)?openshift-service-ca\.crt\b.*\n/gm,
  /^ *- configMap:\n +items:\n +- key: service-ca\.crt\n +path: service-ca\.crt\n +name: openshift-service-ca\.crt\n/gm,
]

/** Go walks its maps in any order: what is said of one map's entries is sorted. */
function inOrder(text: string): string {
  const lines = text.split('\n')
  const mapOf = (line: string | undefined) => /^stderr: \* ((?:[^[:]|\[\d+\])+)(?:\[[^\]]*\])?: /.exec(line ?? '')?.[1]
  for (let from = 0, to: number; from < lines.length; from = to) {
    const map = mapOf(lines[from])
    for (to = from + 1; map !== undefined && mapOf(lines[to]) === map; to++);
    lines.splice(from, to - from, ...lines.slice(from, to).sort())
  }
  return lines.join('\n')
}

/** The order of keys in a document means nothing. */
function inOneOrder(text: string): string {
  if (!text.startsWith('{"')) return text
  const end = text.indexOf('\n')
  const document = end < 0 ? text : text.slice(0, end)
  try {
    return `${JSON.stringify(JSON.parse(document, sortKeys))}${text.slice(document.length)}`
  } catch {
    return text
  }
}

const sortKeys = (_: string, value: unknown) =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

export interface Mask {
  /** Of what is printed: columns are as wide as their cells, so that only what stands in them is compared. */
  printed(text: string): string
  /** Of a single text. */
  text(text: string): string
}

/**
 * @param nodes names of the cluster's nodes: others in each
 * @param typed what is typed in the scenario: addresses and ports that stand there are no chance
 */
export function maskFor(nodes: readonly string[], typed: string): Mask {
  const names = [...nodes].sort((a, b) => b.length - a.length).map((name) => name.replaceAll('.', '\\.'))
  const nodeName = new RegExp(`(?<![\\w.-]|node-role\\.kubernetes\\.io/)(?:${names.join('|')})(?![\\w-])`, 'g')
  const given = (text: string) => new RegExp(`(?<![\\d.])${text.replaceAll('.', '\\.')}(?![\\d])`).test(typed)
  const text = (value: string) => {
    const masked = rules.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), value)
    return masked
      .replace(nodeName, 'NODE')
      .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, (address) => (given(address) ? address : 'ADDRESS'))
      .replace(/(?<![\d.])(?:3[01]\d{3}|32[0-7]\d\d)(?![\d.])/g, (port) => (given(port) ? port : 'NODEPORT'))
  }
  return {
    text,
    printed: (value) =>
      inOrder(text(others.reduce((rest, other) => rest.replace(other, ''), inOneOrder(value))))
        .replace(/(\S) {2,}/g, '$1  ')
        .replace(/-{4,}/g, '----'),
  }
}
