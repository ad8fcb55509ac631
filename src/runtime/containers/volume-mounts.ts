import type { Layer } from '../processes/file-system.js'
import type { ContainerView } from './container.js'

/** Changes by where they lie: in the container itself, or in an emptyDir of its pod. */
export function volumeChanges(view: ContainerView, changes: Iterable<readonly [string, string | null]>) {
  const own: Record<string, string | null> = {}
  const volumes: Record<string, Record<string, string | null>> = {}
  const mounts = emptyDirMounts(view).map(({ name, mountPath }) => ({ name, root: `${withoutSlash(mountPath)}/` }))
  for (const [path, text] of changes) {
    const mount = mounts.find(({ root }) => path.startsWith(root))
    if (mount === undefined) own[path] = text
    else volumes[mount.name] = { ...volumes[mount.name], [path.slice(mount.root.length)]: text }
  }
  return { own, volumes }
}

/** The mounts of volumes that live and die with the pod and whose files its containers share. */
export function emptyDirMounts({ pod, container }: ContainerView): { name: string; mountPath: string }[] {
  const shared = new Set(
    (pod.spec.volumes ?? []).filter((volume) => volume.emptyDir !== undefined).map(({ name }) => name),
  )
  return (container.volumeMounts ?? []).filter(({ name }) => shared.has(name))
}

export function readOnlyMounts({ pod, container }: ContainerView): string[] {
  const fixed = new Set(
    (pod.spec.volumes ?? [])
      .filter(({ configMap, secret, projected }) => configMap ?? secret ?? projected)
      .map(({ name }) => name),
  )
  return (container.volumeMounts ?? [])
    .filter(({ name, readOnly }) => readOnly === true || fixed.has(name))
    .map(({ mountPath }) => withoutSlash(mountPath))
}

export function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

export function mountedAt(mountPath: string, files: Layer): Layer {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${withoutSlash(mountPath)}/${path}`, text]))
}
