import type { KubeObject, ObjectKey } from '../../model/objects/object.js'

/** Objects in key order. Some may still be unread: then their offset in the state file stands in their place. */
export interface SortedObjects {
  readonly size: number
  /** How many of them have not been read yet. */
  readonly unread: number
  set(key: ObjectKey, object: KubeObject | number): void
  delete(key: ObjectKey): void
  /** A new array of the objects whose keys begin with the prefix. */
  list(prefix: string): KubeObject[]
}

/** `read` turns an offset and its key into the object when it is first wanted. */
export function createSortedObjects(read: (offset: number, key: ObjectKey) => KubeObject): SortedObjects {
  return new SortedArrays(read)
}

/** A class, since an index may have thousands of them. */
class SortedArrays implements SortedObjects {
  private readonly keys: ObjectKey[] = []
  private readonly objects: (KubeObject | number)[] = []
  unread = 0

  constructor(private readonly read: (offset: number, key: ObjectKey) => KubeObject) {}

  get size(): number {
    return this.keys.length
  }

  set(key: ObjectKey, object: KubeObject | number): void {
    const { keys, objects } = this
    const index = this.lowerBound(key)
    if (typeof object === 'number') this.unread++
    if (index === keys.length) {
      keys.push(key)
      objects.push(object)
    } else if (keys[index] === key) {
      if (typeof objects[index] === 'number') this.unread--
      objects[index] = object
    } else {
      keys.splice(index, 0, key)
      objects.splice(index, 0, object)
    }
  }

  delete(key: ObjectKey): void {
    const index = this.lowerBound(key)
    if (this.keys[index] !== key) return
    if (typeof this.objects[index] === 'number') this.unread--
    this.keys.splice(index, 1)
    this.objects.splice(index, 1)
  }

  list(prefix: string): KubeObject[] {
    const { keys, objects } = this
    if (prefix === '' && this.unread === 0) return objects.slice() as KubeObject[]
    const first = this.lowerBound(prefix)
    const last = this.lowerBound(`${prefix}\uffff`)
    for (let index = first; this.unread > 0 && index < last; index++) {
      const object = objects[index]
      if (typeof object !== 'number') continue
      objects[index] = this.read(object, keys[index]!)
      this.unread--
    }
    return objects.slice(first, last) as KubeObject[]
  }

  private lowerBound(key: string): number {
    const { keys } = this
    let low = 0
    let high = keys.length
    // Objects are often made in key order: look at the end first.
    if (high > 0 && keys[high - 1]! < key) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
