import type { KubeObject } from '../../model/objects/object.js'

/** What -f, -k and -R ask for. */
export interface FileOptions {
  readonly filenames: readonly string[]
  readonly kustomize: string
  readonly recursive: boolean
  /** Documents without apiVersion or kind are told as failed validation (`create`, `apply`). */
  readonly validate?: boolean
  /** Objects are decoded by their types (`resource.Builder.WithScheme`), and not taken as they come (`Unstructured`). */
  readonly typed?: boolean
}

export interface Manifest {
  readonly object: KubeObject
  /** The file's name as given, a URL, or `STDIN`; messages name it. */
  readonly source: string
  /** It is an item of a List. */
  readonly inList?: boolean
}

export interface Manifests {
  /** One file, which is neither a directory nor standard input: its object is printed alone. */
  readonly singleItem: boolean
  /** Objects in order; after an error in one document the next follow, after one in the syntax the next file. */
  documents(): AsyncGenerator<Manifest | { readonly error: unknown }>
}
