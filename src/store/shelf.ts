import type { KubeObject, ObjectKey } from '../model/object.js'

/** Objects in key order. Some may still be unread: then their offset in the state file stands in their place. */
export interface Shelf {
  readonly size: number
  set(key: ObjectKey, object: KubeObject | number): void
  delete(key: ObjectKey): void
  /** A new array of the objects whose keys begin with the prefix. */
  list(prefix: string): KubeObject[]
}

/** `read` turns an offset and its key into the object when it is first wanted. */
export function createShelf(read: (offset: number, key: ObjectKey) => KubeObject): Shelf {
  const keys: ObjectKey[] = []
  const objects: (KubeObject | number)[] = []
  let unread = 0

  const lowerBound = (key: string): number => {
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

  return {
    get size() {
      return keys.length
    },
    set(key, object) {
      const index = lowerBound(key)
      if (keys[index] === key) {
        if (typeof objects[index] === 'number') unread--
        objects[index] = object
      } else if (index === keys.length) {
        keys.push(key)
        objects.push(object)
      } else {
        keys.splice(index, 0, key)
        objects.splice(index, 0, object)
      }
      if (typeof object === 'number') unread++
    },
    delete(key) {
      const index = lowerBound(key)
      if (keys[index] !== key) return
      if (typeof objects[index] === 'number') unread--
      keys.splice(index, 1)
      objects.splice(index, 1)
    },
    list(prefix) {
      const first = lowerBound(prefix)
      const last = lowerBound(`${prefix}\uffff`)
      for (let index = first; unread > 0 && index < last; index++) {
        const object = objects[index]
        if (typeof object !== 'number') continue
        objects[index] = read(object, keys[index]!)
        unread--
      }
      return objects.slice(first, last) as KubeObject[]
    },
  }
}
