/** What Linux starts a program with at most (`execve`, E2BIG). */

/** The longest argument or variable, its end included (`MAX_ARG_STRLEN`). */
export const LONGEST_ARGUMENT = 32 * 4096
/** All of them together: a quarter of the stack, whose limit is 8 MB (`bprm_stack_limits` in Linux' `fs/exec.c`). */
export const MOST_ARGUMENTS = (8 * 1024 * 1024) / 4

/** What Linux counts beside each argument: where it is. */
const POINTER = 8

/** Whether they are more than a program can be started with. */
export function tooLong(argv: readonly string[]): boolean {
  let length = 0
  for (const argument of argv) {
    if (argument.length >= LONGEST_ARGUMENT) return true
    length += argument.length + 1 + POINTER
  }
  return length > MOST_ARGUMENTS
}

/** How long they are together. */
export function lengthOf(argv: readonly string[]): number {
  let length = 0
  for (const argument of argv) length += argument.length
  return length
}
