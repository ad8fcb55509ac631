import { Chalk, type ColorSupportLevel } from 'chalk'

/** The word before a warning, bold and yellow as kubectl has it (client-go `rest/warnings.go`). */
export function warningWord(level: ColorSupportLevel): string {
  return new Chalk({ level }).yellow.bold('Warning:')
}
