/** For `managedFields`: what of an object was written by whom. Fields in the form of `fieldsV1`. */
export interface Writers {
  readonly creator?: string
  /** Absent: the creator. */
  readonly status?: string
  readonly others?: readonly {
    readonly manager: string
    readonly subresource?: 'status'
    readonly fields: OwnedFields
  }[]
  /** What admission, the registry or a binding filled in: nobody is told to own it. */
  readonly nobody?: OwnedFields
  /** What is owned though it is as empty as in a new object, because it was not always. */
  readonly emptied?: OwnedFields
}

export type OwnedFields = { readonly [element: string]: OwnedFields }
