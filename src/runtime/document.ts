/** An image as a file describes it. */
export interface ImageDocument {
  readonly name: string
}

/** Reads a user's file of images (YAML already parsed, or JSON); throws an Error that names the file and the field. */
export function readImageDocuments(_content: unknown, _source: string): readonly ImageDocument[] {
  return []
}
