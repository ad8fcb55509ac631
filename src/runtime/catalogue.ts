import type { ImageDocument } from './document.js'
import type { Image, ImageCatalogue, PullFailure } from './image.js'

export interface CatalogueOptions {
  /** The user's own images, which come before the built-in ones. */
  readonly extra?: readonly ImageDocument[]
}

/** The registry of a cluster: built-in images, the user's, and the rule for names that neither has. */
export function createCatalogue(_options: CatalogueOptions = {}): ImageCatalogue {
  return { resolve: (_reference: string): Image | PullFailure => ({ failure: 'NotFound', message: 'not built yet' }) }
}
