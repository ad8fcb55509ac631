import { allContainers } from '../../model/objects/pods.js'
import { entryOf } from '../../model/values/json-values.js'
import { FileSystem, type Layer } from '../processes/file-system.js'
import { type ContainerView, currentRun, sandboxAround, viewOf } from './container.js'
import { baseLayers } from './initial-files.js'
import { filesWritten } from './main-program.js'
import { emptyDirMounts, mountedAt, volumeChanges, writability } from './volume-mounts.js'

/** The container's files as they are now: with what its program, the pod's other programs and sessions have written. */
export function presentFiles(view: ContainerView): FileSystem {
  const written = Object.fromEntries(filesWritten(view))
  const layers = [...baseLayers(view), written, ...sharedLayers(view), view.run.files]
  return new FileSystem(layers, view.image.base.directories, writability(view))
}

/** What is in its emptyDir volumes now. */
function sharedLayers(view: ContainerView): Layer[] {
  return emptyDirMounts(view).map((mount) => mountedAt(mount, volumeContent(mount.volume, view)))
}

/**
 * What lies in an emptyDir: what programs that are over and sessions have left there, and what the programs that run have
 * written, unless a session has written it anew since they started.
 */
function volumeContent(name: string, view: ContainerView): Layer {
  const sandbox = sandboxAround(view)
  const left = entryOf(sandbox?.volumes, name) ?? {}
  const content: Record<string, string | null> = { ...left }
  for (const other of allContainers(view.pod.spec)) {
    const run = other.name === view.container.name ? view.run : currentRun(sandbox, other.name)
    const played = run && viewOf(view.pod, other, run, view.world, view.sandbox)
    if (played === undefined || !other.volumeMounts?.some((mount) => mount.name === name)) continue
    const written = entryOf(volumeChanges(played, filesWritten(played)).volumes, name) ?? {}
    for (const [path, text] of Object.entries(written)) {
      if (left[path] === played.run.found?.[name]?.[path]) content[path] = text
    }
  }
  return content
}
