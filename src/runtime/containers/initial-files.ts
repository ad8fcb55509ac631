import { entryOf } from '../../model/values/json-values.js'
import type { Image } from '../catalogue/image.js'
import { FileSystem, type LateLayer, type Layer } from '../processes/file-system.js'
import type { ContainerView } from './container.js'
import { mountedFiles, networkFiles, networkPaths } from './mounted-files.js'
import { emptyDirMounts, mountedAt, mountsOf, writability } from './volume-mounts.js'

/** The container's files as its main program finds them when it starts. */
export function initialFiles(view: ContainerView): FileSystem {
  const layers = [...baseLayers(view), ...foundLayers(view)]
  return new FileSystem(layers, view.image.base.directories, writability(view))
}

/** What it has before any program has written: its image's files, the kubelet's, and those of its volumes. */
export function baseLayers(view: ContainerView): (Layer | LateLayer)[] {
  const image = imageFiles(view.image)
  const roots = [...networkPaths, ...mountsOf(view).map(({ path }) => path)]
  const make = () => {
    const mounted = mountedFiles(view)
    return { ...hideMounted(view, image, mounted), ...networkFiles(view), ...mounted }
  }
  return [image, { roots, make }]
}

const layers = new WeakMap<Image, Layer>()

/** An image's own files, the same in each of its containers. */
function imageFiles(image: Image): Layer {
  const known = layers.get(image)
  if (known !== undefined) return known
  const { base, document, version } = image
  const own = Object.entries(document.files ?? {}).map(([path, text]) => [path, text.replaceAll('{version}', version)])
  const layer: Layer = { ...base.files, ...Object.fromEntries(own) }
  layers.set(image, layer)
  return layer
}

/** What is mounted hides what the image has there: a directory all that is in it, a file the file. */
function hideMounted(view: ContainerView, image: Layer, mounted: Layer): Layer {
  const hidden: Record<string, string | null> = {}
  for (const { path: root, volume, part } of mountsOf(view)) {
    const isFile = Object.hasOwn(mounted, root) || typeof entryOf(view.run.found, volume)?.[part] === 'string'
    if (isFile) continue
    hidden[`${root}/`] = ''
    for (const path of Object.keys(image)) if (path.startsWith(`${root}/`)) hidden[path] = null
  }
  return hidden
}

/** What the container found in its emptyDir volumes when it started. */
function foundLayers(view: ContainerView): Layer[] {
  return emptyDirMounts(view).map((mount) => mountedAt(mount, entryOf(view.run.found, mount.volume) ?? {}))
}
