/** Structural schemas by definition name; loaded by whoever wires the api. */
export interface SchemaSource {
  readonly definitions: Readonly<Record<string, unknown>>
}
