/** Checks a state that somebody else has written, who may be a person with an editor: loaded for that alone. */
import { storedFault } from '../../api/requests/stored-fault.js'
import { builtIn } from '../../kinds/index.js'
import { storedStructuresOf } from '../../kinds/structures.js'
import { resourceIn } from '../../model/objects/object.js'
import { parseCidr } from '../../model/values/addresses.js'
import { readImageDocuments } from '../../runtime/catalogue/catalogue-file.js'
import type { Disk } from '../../store/disk.js'
import { StateFileError } from '../../store/document/state-file-error.js'
import { coreOf, createEngine } from './engine.js'
import { type State, stateOf } from './state.js'
import * as modules from './writing-modules.js'

/** Throws a StateFileError at the first thing that this program would not have written. */
export function checkState(state: State): void {
  const { document, settings, images } = state
  const { serviceRange, podRange, loadBalancer } = settings
  const ranges = [serviceRange, podRange, ...(loadBalancer.mode === 'pool' ? [loadBalancer.range] : [])]
  told('settings', state, () => ranges.map(parseCidr))
  told('images', state, () => readImageDocuments(images, 'images'))
  const schemas = storedStructuresOf(settings.kubernetesVersion)
  const core = { ...coreOf(createEngine(state), modules), schemas }
  const isBuiltIn = (key: string) => builtIn().storage(resourceIn(key)) !== undefined
  // What defines other kinds comes before their objects.
  for (const first of [true, false]) {
    for (const line of document.lines.within('')) {
      if (isBuiltIn(line.key) !== first) continue
      const fault = storedFault(core, line.key, document.lines.parse(line))
      if (fault !== undefined) throw document.objectFault(line, fault)
    }
  }
}

/** What is wrong with a disk's state, also where the mark of this program is on it: copies keep that, and so can strangers. */
export function faultOn(disk: Disk): StateFileError | undefined {
  try {
    const document = disk.read()
    if (document !== undefined) checkState(stateOf({ ...document, own: false }, []))
    return undefined
  } catch (error) {
    if (error instanceof StateFileError) return error
    throw error
  }
}

function told(field: string, { document }: State, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    throw document.fault(field, (error as Error).message)
  }
}
