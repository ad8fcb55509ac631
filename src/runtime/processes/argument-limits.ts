/** What Linux starts a program with at most (`execve`, E2BIG). */

/** The longest argument or variable, its end included (`MAX_ARG_STRLEN`). */
export const LONGEST_ARGUMENT = 32 * 4096
/** All of them together: a quarter of the stack, whose limit is 8 MB (`bprm_stack_limits` in Linux' `fs/exec.c`). */
export const MOST_ARGUMENTS = (8 * 1024 * 1024) / 4
