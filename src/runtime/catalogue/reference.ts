/** A parsed image reference, its registry and `library/` filled in as Docker's do. */
export interface Reference {
  readonly domain: string
  readonly path: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const domainForm =
  /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?$/
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const digestForm = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/

/** Reads a reference by the grammar of `distribution/reference`; a string is the reason why it is none. */
export function parseReference(text: string): Reference | string {
  const [named, digest, ...more] = text.split('@')
  if (named === undefined || more.length > 0) return 'invalid reference format'
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const name = hasTag ? named.slice(0, colon) : named
  const tag = hasTag ? named.slice(colon + 1) : undefined
  const { domain, path } = splitDomain(name)
  if (
    path !== path.toLowerCase() &&
    path
      .toLowerCase()
      .split('/')
      .every((part) => component.test(part))
  ) {
    return `invalid reference format: repository name (${path}) must be lowercase`
  }
  const wellFormed =
    domainForm.test(domain) &&
    path.split('/').every((part) => component.test(part)) &&
    path.length <= 255 &&
    (tag === undefined || tagForm.test(tag)) &&
    (digest === undefined || digestForm.test(digest))
  return wellFormed ? { domain, path, tag, digest } : 'invalid reference format'
}

/** The first part is a registry when it looks like a host: `splitDockerDomain` of distribution/reference. */
function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  const domain = slash > 0 && isHost ? first : 'docker.io'
  const path = slash > 0 && isHost ? name.slice(slash + 1) : name
  const canonical = domain === 'index.docker.io' ? 'docker.io' : domain
  return { domain: canonical, path: canonical === 'docker.io' && !path.includes('/') ? `library/${path}` : path }
}

/** `docker.io/library/nginx` */
export function repositoryOf(reference: Reference): string {
  return `${reference.domain}/${reference.path}`
}

/** `docker.io/library/nginx:latest`, as containerd names what it pulls. */
export function canonicalName(reference: Reference): string {
  if (reference.digest !== undefined) return `${repositoryOf(reference)}@${reference.digest}`
  return `${repositoryOf(reference)}:${reference.tag ?? 'latest'}`
}
