import type { Flag } from '../../command.js'

/** Of all commands that open an editor. */
export const windowsLineEndingsFlag: Flag = {
  name: 'windows-line-endings',
  type: 'bool',
  default: 'false',
  description: 'End the lines of the draft as Windows does.',
}
