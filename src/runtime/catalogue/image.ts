import type { Base } from './bases/index.js'
import type { ImageDocument } from './document.js'

/** What a registry holds: images by name, and the rule for names it does not know. */
export interface ImageCatalogue {
  /** The image a reference (`nginx`, `nginx:1.25`, `gcr.io/x/y@sha256:…`) resolves to; a PullFailure when there is none. */
  resolve(reference: string): Image | PullFailure
}

export interface PullFailure {
  readonly failure: 'NotFound' | 'InvalidImageName' | 'Unauthorized'
  /** The runtime's words, as the kubelet puts them in its event. */
  readonly message: string
}

/** An image as data: what its program does when nobody overrides it. */
export interface Image {
  /** Canonical: `docker.io/library/nginx:latest`. */
  readonly name: string
  /** `sha256:…`, derived from the name. */
  readonly digest: string
  readonly sizeBytes: number
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  /** Takes the place of `{version}` in the document's texts: `1.27.5`. */
  readonly version: string
  /** The document it came from: programs, files, commands. */
  readonly document: ImageDocument
  readonly base: Base
}

export function isPullFailure(resolved: Image | PullFailure): resolved is PullFailure {
  return 'failure' in resolved
}
