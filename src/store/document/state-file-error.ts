/** A state file that cannot be read or written. The message names the file and, where there is one, the line. */
export class StateFileError extends Error {
  constructor(
    readonly file: string,
    /** Counted from 1; undefined when the file as a whole is meant. */
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    super(`state file ${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`)
    this.name = 'StateFileError'
  }
}
