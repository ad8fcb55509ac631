import type { ContainerRun } from '../../model/objects/machine.js'
import type { Container } from '../../model/objects/types.js'
import { entryOf } from '../../model/values/json-values.js'
import { type Layer, resolvePath, terminationLog } from '../processes/file-system.js'
import { ArgumentListTooLong, expandReferences } from './argument-list.js'
import type { ContainerView } from './container.js'
import { kubeletVariables } from './environment.js'

/** Where a volume, or a part of it, lies in a container. */
export interface Mount {
  readonly volume: string
  /** Without a slash at its end: empty for the root. */
  readonly path: string
  /** What of the volume: a path in it, empty for all of it. */
  readonly part: string
  readonly readOnly: boolean
}

export function mountsOf({ container, run }: Pick<ContainerView, 'container' | 'run'>): Mount[] {
  return (container.volumeMounts ?? []).map((mount) => ({
    volume: mount.name,
    path: resolvePath(mount.mountPath, '/').replace(/^\/$/, ''),
    part: resolvePath(partOf(mount, container, run), '/').slice(1),
    readOnly: mount.readOnly === true,
  }))
}

/** The volume of a mount of a part of it whose path, with its variables, is longer than any can be; undefined without one. */
export function impossibleMount(container: Container, run: ContainerRun): string | undefined {
  return container.volumeMounts?.find((mount) => {
    try {
      partOf(mount, container, run)
      return false
    } catch (error) {
      if (error instanceof ArgumentListTooLong) return true
      throw error
    }
  })?.name
}

/** `subPath`, or `subPathExpr` with the variables that the kubelet gives the container. */
function partOf(
  { subPath = '', subPathExpr = '' }: NonNullable<Container['volumeMounts']>[number],
  container: Container,
  run: ContainerRun,
): string {
  if (subPathExpr === '') return subPath
  if (run.tooLong) return subPathExpr
  const variables = kubeletVariables(container, run)
  return expandReferences(subPathExpr, (name) => entryOf(variables, name))
}

/** What of a volume's files a mount shows, where it shows them. */
export function mountedAt({ path: root, part }: Mount, files: Layer): Layer {
  const shown = Object.entries(files).flatMap(([path, text]) => {
    if (part === '') return [[`${root}/${path}`, text]]
    if (path === part) return [[root, text]]
    return path.startsWith(`${part}/`) ? [[`${root}/${path.slice(part.length + 1)}`, text]] : []
  })
  return Object.fromEntries(shown)
}

/** Changes by where they lie: in the container itself, or in an emptyDir of its pod, by their path in it. */
export function volumeChanges(view: ContainerView, changes: Iterable<readonly [string, string | null]>) {
  const own: Record<string, string | null> = {}
  const volumes: Record<string, Record<string, string | null>> = {}
  const mounts = mountsOf(view).sort((a, b) => b.path.length - a.path.length)
  const shared = emptyDirs(view)
  for (const [path, text] of changes) {
    const mount = mounts.find((one) => path === one.path || path.startsWith(`${one.path}/`))
    if (mount === undefined || !shared.has(mount.volume)) own[path] = text
    else {
      const below = path.slice(mount.path.length + 1)
      const inside = mount.part === '' || below === '' ? `${mount.part}${below}` : `${mount.part}/${below}`
      volumes[mount.volume] = { ...volumes[mount.volume], [inside]: text }
    }
  }
  return { own, volumes }
}

/** The volumes that live and die with the pod and whose files its containers share. */
const emptyDirs = ({ pod }: ContainerView): ReadonlySet<string> =>
  new Set((pod.spec.volumes ?? []).filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name))

export function emptyDirMounts(view: ContainerView): Mount[] {
  const shared = emptyDirs(view)
  return mountsOf(view).filter(({ volume }) => shared.has(volume))
}

/** What of a container's file system can be written to: what is mounted deepest decides. */
export function writability(view: ContainerView): Pick<Mount, 'path' | 'readOnly'>[] {
  const { pod, container } = view
  const fixed = new Set(
    (pod.spec.volumes ?? [])
      .filter(({ configMap, secret, projected, downwardAPI }) => configMap ?? secret ?? projected ?? downwardAPI)
      .map(({ name }) => name),
  )
  const mounts = mountsOf(view).map(({ path, volume, readOnly }) => ({ path, readOnly: readOnly || fixed.has(volume) }))
  if (container.securityContext?.readOnlyRootFilesystem !== true) return mounts
  const lastWords = resolvePath(container.terminationMessagePath ?? terminationLog, '/')
  return [
    { path: '/', readOnly: true },
    { path: '/dev', readOnly: false },
    { path: lastWords, readOnly: false },
    ...mounts,
  ]
}
