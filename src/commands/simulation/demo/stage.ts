/** What a lab plays with: the files, programs, clusters and ports that its commands are handed. */
import { dirname } from 'node:path'
import type { Clusters } from '../../../cluster/home.js'
import type { Context, Machine, Reach } from '../../command.js'
import { filesBeside, type LabFiles, labFiles } from './lab-files.js'
import { newRefusals, type Refusals, type Refuse } from './refusals.js'

interface Stage {
  readonly reach: Reach
  readonly refusals: Refusals
}

/** For a lab in a file, or without one that which comes with kubesim. */
export async function stageOf(file: string | undefined, trusted: boolean, { files, machine }: Context): Promise<Stage> {
  // Where links lead is compared with it, so that it must have none itself.
  const folder = file === undefined ? undefined : (await files.entry(dirname(files.absolute(file)))).realPath
  const refusals = newRefusals()
  if (trusted) return { reach: { files: filesBeside(folder ?? files.absolute('.'), files), machine }, refusals }
  const { refuse } = refusals
  const own = labFiles(folder, files, refuse)
  const reach: Reach = {
    files: own,
    machine: labMachine(machine, own, refuse),
    refuseOther: (flag) => refuse(`use other clusters than its own (--${flag})`),
  }
  return { reach, refusals }
}

/** A machine on which nothing runs, nothing listens, and no cluster lies but that of the lab. Its temporary files are the lab's. */
function labMachine({ platform, chance, readAsset }: Machine, files: LabFiles, refuse: Refuse): Machine {
  const refuses = (deed: string) => async (): Promise<never> => {
    throw refuse(deed)
  }
  let temporary = 0
  return {
    platform,
    chance,
    pid: 0,
    self: [],
    state: '',
    kubeconfig: '',
    get home(): never {
      throw refuse('use the folder in which kubesim keeps what is yours')
    },
    readAsset,
    run: async (program) => {
      throw refuse(`start programs: ${program}`)
    },
    capture: async (program) => {
      throw refuse(`start programs: ${program}`)
    },
    makeTemporaryDirectory: async (prefix) => {
      const path = `/tmp/${prefix}${temporary++}`
      await files.makeDirectory(path)
      return path
    },
    makeTemporaryFile: async (prefix, suffix) => {
      const path = `/tmp/${prefix}${temporary++}${suffix}`
      await files.write(path, '')
      return path
    },
    remove: async (path) => files.remove(path),
    clusters: async () => labClusters(refuse),
    servers: refuses('open ports'),
    writeScript: refuses('write programs'),
  }
}

/** There is the lab's cluster, which lies in memory. */
function labClusters(refuse: Refuse): Clusters {
  const name = 'default'
  const refused = () => {
    throw refuse('make, remove or look at clusters beside its own')
  }
  return {
    current: () => name,
    exists: (wanted) => wanted === name,
    list: () => [],
    use: (wanted) => (wanted === name ? undefined : refused()),
    path: refused,
    status: refused,
    create: refused,
    remove: refused,
    reset: refused,
    rekey: refused,
  }
}
