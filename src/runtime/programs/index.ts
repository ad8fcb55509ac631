/** The commands that are simulated, by name. Which of them a container has, its image says. */

import type { Command } from '../processes/process.js'
import { fileCommands } from './file-commands.js'
import { filterCommands } from './filter-commands.js'
import { networkCommands } from './network-commands.js'
import { systemCommands } from './system-commands.js'
import { service, systemctl } from './systemctl.js'
import { tar } from './tar.js'
import { textCommands } from './text-commands.js'
import { userCommands } from './users.js'

export const commands: Readonly<Record<string, Command>> = {
  ...textCommands,
  ...filterCommands,
  ...fileCommands,
  ...systemCommands,
  ...networkCommands,
  ...userCommands,
  systemctl,
  tar,
  service,
}
