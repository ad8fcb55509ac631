import type { Kubeconfig } from './document.js'

/** What stands in the place of what is for nobody's eyes. */
const substitutes: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
}

/** A kubeconfig as it is shown (`api.ShortenConfig`, `RedactSecrets`). */
export function withoutSecrets(config: Kubeconfig): Kubeconfig {
  const hidden = (entry: object) =>
    Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, substitutes[name] ?? value]))
  return {
    ...config,
    clusters: config.clusters.map((each) => ({ ...each, cluster: hidden(each.cluster) })),
    users: config.users.map((each) => ({ ...each, user: hidden(each.user) })),
  }
}
