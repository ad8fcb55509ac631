/** Structural schemas as data; `structure.ts` explains their notation. */
export interface SchemaSource {
  readonly definitions: Readonly<Record<string, string>>
}

/** What came of decoding: the value in the server's own form, and what strict servers complain about. */
export interface Decoded {
  readonly value: Record<string, unknown>
  /** `spec.containers[0].foo` */
  readonly unknownFields: readonly string[]
}
