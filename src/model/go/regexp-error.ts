/** A regular expression that Go does not understand, in Go's words, or one that is not matched. */
export class RegexpError extends Error {}
