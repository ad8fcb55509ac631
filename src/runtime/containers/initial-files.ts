import { entryOf } from '../../model/values/json-values.js'
import type { Image } from '../catalogue/image.js'
import { FileSystem, type LateLayer, type Layer } from '../processes/file-system.js'
import type { ContainerView } from './container.js'
import { mountedFiles, networkFiles, networkPaths } from './mounted-files.js'
import { emptyDirMounts, mountedAt, readOnlyMounts, withoutSlash } from './volume-mounts.js'

/** The container's files as its main program finds them when it starts. */
export function initialFiles(view: ContainerView): FileSystem {
  const layers = [...baseLayers(view), ...foundLayers(view)]
  return new FileSystem(layers, view.image.base.directories, readOnlyMounts(view))
}

/** What it has before any program has written: its image's files, the kubelet's, and those of its volumes. */
export function baseLayers(view: ContainerView): (Layer | LateLayer)[] {
  const image = imageFiles(view.image)
  const mounts = (view.container.volumeMounts ?? []).map(({ mountPath }) => withoutSlash(mountPath))
  const roots = [...networkPaths, ...mounts]
  const make = () => ({ ...hideMounted(view, image), ...networkFiles(view), ...mountedFiles(view) })
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

/** A volume hides what the image has under its mount path. */
function hideMounted({ container }: ContainerView, image: Layer): Layer {
  const hidden: Record<string, string | null> = {}
  for (const { mountPath, subPath } of container.volumeMounts ?? []) {
    const mount = withoutSlash(mountPath)
    if (subPath === undefined) hidden[`${mount}/`] = ''
    for (const path of Object.keys(image)) {
      if (subPath === undefined && path.startsWith(`${mount}/`)) hidden[path] = null
    }
  }
  return hidden
}

/** What the container found in its emptyDir volumes when it started. */
function foundLayers(view: ContainerView): Layer[] {
  return emptyDirMounts(view).map(({ name, mountPath }) => mountedAt(mountPath, entryOf(view.run.found, name) ?? {}))
}
