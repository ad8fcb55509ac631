import type { NetworkWorld } from '../../network/contract.js'
import type { ImageCatalogue } from '../catalogue/image.js'

/** The cluster at one instant, as what runs in it needs it. A controller's World is one. */
export interface RuntimeWorld extends NetworkWorld {
  readonly images: ImageCatalogue
}
