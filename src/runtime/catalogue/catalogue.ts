/**
 * Images: the built-in ones as data (images/), the systems that they are built on (bases/), how a user's file of them is
 * read, and here how a name is resolved to one of them. What their programs do is said in their documents; that it is
 * done, and when, is not known here.
 */
import { createHash } from 'node:crypto'
import { memo } from '../../model/values/memo.js'
import { baseNamed } from './bases/index.js'
import type { ImageDocument } from './document.js'
import type { Image, ImageCatalogue, PullFailure } from './image.js'
import { images } from './images/index.js'
import { canonicalName, parseReference, type Reference, repositoryOf } from './reference.js'

/** Images that are remembered: more than a cluster runs at once. */
const MOST_IMAGES = 1_000

export interface CatalogueOptions {
  /** The user's own images, which come before the built-in ones. */
  readonly extra?: readonly ImageDocument[]
}

/** The registry of a cluster: built-in images, the user's, and the rule for names that neither has. */
export function createCatalogue(options: CatalogueOptions = {}): ImageCatalogue {
  const documents = new Map<string, ImageDocument>()
  for (const document of [...images, ...(options.extra ?? [])]) {
    for (const name of document.names) {
      const reference = parseReference(name)
      if (typeof reference === 'object') documents.set(repositoryOf(reference), document)
    }
  }
  return { resolve: memo(MOST_IMAGES, (text: string) => resolve(text, documents)) }
}

function resolve(text: string, documents: ReadonlyMap<string, ImageDocument>): Image | PullFailure {
  const reference = parseReference(text)
  if (typeof reference === 'string') {
    return { failure: 'InvalidImageName', message: `couldn't parse image name ${JSON.stringify(text)}: ${reference}` }
  }
  if (isMissing(reference)) return denied(reference)
  const document = documents.get(repositoryOf(reference)) ?? unknownImage(repositoryOf(reference))
  const version = versionOf(document, reference)
  return version === undefined ? noSuchTag(reference) : imageOf(document, reference, version)
}

/** Names that no registry has: those that say so. */
function isMissing(reference: Reference): boolean {
  return /nosuch|does-?not-?exist|non-?existent|not-?found/.test(reference.path)
}

const missingTag =
  /^(doesnotexist|does-not-exist|nosuch.*|nonexistent|non-existent|notfound|not-found|missing|bad|wrong|invalid|typo)$/

/** The version that a tag stands for; undefined when the repository has no such tag. */
function versionOf(document: ImageDocument, reference: Reference): string | undefined {
  const tag = reference.tag ?? 'latest'
  if (reference.tag !== undefined && missingTag.test(tag)) return undefined
  const newest = document.tags?.latest ?? newestRelease(document) ?? tag
  if (reference.digest !== undefined && reference.tag === undefined) return newest
  if (document.releases === undefined && document.tags === undefined) return tag
  if (tag === 'latest' || document.flavours?.includes(tag)) return newest
  const [plain = tag] = [
    tag,
    ...(document.flavours ?? []).filter((one) => tag.endsWith(`-${one}`)).map((one) => tag.slice(0, -one.length - 1)),
  ].reverse()
  return ownOf(document.tags, plain) ?? releaseOf(document, plain)
}

/** What a tag means, and not what every object inherits. */
function ownOf<T>(table: Readonly<Record<string, T>> | undefined, tag: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, tag) ? table[tag] : undefined
}

function newestRelease(document: ImageDocument): string | undefined {
  const [first] = Object.entries(document.releases ?? {})
  return first === undefined ? undefined : `${first[0]}.${first[1]}`
}

/** `1.25` → `1.25.5`; `1` → the newest of that major version; `1.25.9` → undefined when it was never released. */
function releaseOf(document: ImageDocument, tag: string): string | undefined {
  const releases = Object.entries(document.releases ?? {})
  const whole = releases.find(([series]) => series === tag || series.startsWith(`${tag}.`))
  if (whole !== undefined) return `${whole[0]}.${whole[1]}`
  const dot = tag.lastIndexOf('.')
  const newestPatch = ownOf(document.releases, tag.slice(0, dot))
  const patch = tag.slice(dot + 1)
  return newestPatch !== undefined && /^(0|[1-9]\d*)$/.test(patch) && Number(patch) <= newestPatch ? tag : undefined
}

function imageOf(document: ImageDocument, reference: Reference, version: string): Image {
  const name = canonicalName(reference)
  const digest =
    reference.digest ??
    `sha256:${createHash('sha256')
      .update(`${repositoryOf(reference)}:${version}`)
      .digest('hex')}`
  const environment = Object.entries(document.environment ?? {})
  return {
    name,
    digest,
    sizeBytes: document.sizeBytes ?? 20_000_000 + (Number.parseInt(digest.slice(7, 13), 16) % 180_000_000),
    entrypoint: document.entrypoint ?? [],
    command: document.command ?? [],
    environment: Object.fromEntries(environment.map(([key, value]) => [key, value.replaceAll('{version}', version)])),
    workingDirectory: document.workingDirectory ?? '/',
    version,
    document,
    base: baseNamed(document.base),
  }
}

/**
 * An image nobody described: its program runs on and serves whatever ports the container declares. Beside it there is what
 * a small Debian has, and what most people look for first.
 */
function unknownImage(repository: string): ImageDocument {
  const program = `/${repository.slice(repository.lastIndexOf('/') + 1)}`
  return {
    names: [repository],
    base: 'debian',
    assumed: true,
    commands: ['curl', 'ps', 'wget'],
    command: [program],
    environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    programs: {
      [program]: {
        listens: 'declared',
        http: {
          headers: [
            ['Date', '{time.http}'],
            ['Content-Length', ''],
            ['Content-Type', ''],
          ],
          routes: [
            {
              path: '*',
              headers: [['Content-Type', 'text/plain; charset=utf-8']],
              body: `${repository} on {hostname}\n`,
            },
          ],
          notFound: { status: 404, body: '404 page not found\n' },
        },
      },
    },
  }
}

/** Docker Hub tells nobody whether a repository is private or missing: containerd's words for both. */
function denied(reference: Reference): PullFailure {
  return {
    failure: 'NotFound',
    message: `${pulling(reference)}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  }
}

function noSuchTag(reference: Reference): PullFailure {
  const name = canonicalName(reference)
  return {
    failure: 'NotFound',
    message: `rpc error: code = NotFound desc = ${pulling(reference)}: ${name}: not found`,
  }
}

function pulling(reference: Reference): string {
  const name = JSON.stringify(canonicalName(reference))
  return `failed to pull and unpack image ${name}: failed to resolve reference ${name}`
}
