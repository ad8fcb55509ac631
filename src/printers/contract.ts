/** What -o and its companions ask for. */
export interface PrintRequest {
  /** `yaml`, `jsonpath={.metadata.name}`; empty with a template alone. */
  readonly format: string
  /** `--template`. */
  readonly template: string
  readonly allowMissingKeys: boolean
  readonly showManagedFields: boolean
  /** Keys of JSON in the order they were set, as kubectl prints objects that it made itself. */
  readonly keepOrder?: boolean
  /** As `get` has it: custom columns too, and `wide` among the allowed formats that an error lists. */
  readonly columns?: boolean
  readonly noHeaders?: boolean
}

/** Prints an object or a List; printing again may differ (`---` between documents, no second headers). */
export type ObjectPrinter = (object: unknown) => string

export type ReadFile = (path: string) => Promise<string>

/** What a format is given to make its printer of. */
export interface FormatInput {
  readonly request: PrintRequest
  /** Behind the format's name, or of --template: a template, or the path of the file that holds it. */
  readonly template: string
  readonly readFile: ReadFile
}

/** Makes the printer of a format; throws kubectl's errors about templates. */
export type MakePrinter = (input: FormatInput) => ObjectPrinter | Promise<ObjectPrinter>

/** One format of -o. */
export interface Format {
  readonly name: string
  /** Writes whole objects, which can be read again. */
  readonly document?: true
  /** What is said when it is given no template; absent when it takes none. */
  readonly withoutTemplate?: string
  /** Only `get` has it. */
  readonly onlyGet?: true
  /** Loads its file; absent where the API prints, as a table, and not the client. */
  readonly load?: () => Promise<MakePrinter>
}
