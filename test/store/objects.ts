import type { KubeObject, ObjectKey } from '../../src/model/objects/object.js'
import { keyParts } from '../../src/model/objects/object.js'
import { type Document, parseDocument, renderDocument, spliced } from '../../src/store/document/document.js'
import type { ObjectStore } from '../../src/store/index.js'

/** A small object for a key. */
export function objectFor(key: ObjectKey, data: Record<string, unknown> = {}): KubeObject {
  const { namespace, name } = keyParts(key)
  return { apiVersion: 'v1', kind: 'Thing', metadata: namespace === '' ? { name } : { name, namespace }, ...data }
}

/** What a disk would hold after a save. */
export function saved(document: Document, store: ObjectStore, header: Document['header'] = {}): Buffer {
  const chunks = renderDocument(store.revision, header, [], spliced(document.lines, store.changedLines()))
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
}

export function reread(bytes: Buffer): Document {
  return parseDocument(bytes, 'test.json', true)
}
