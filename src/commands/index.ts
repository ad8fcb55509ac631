/**
 * The commands, one file per verb (a folder where a verb has subcommands). A command turns its flags into a request,
 * purely, and runs it against a Client. It knows no kind by name: what a verb means for a kind is in the kind's
 * capabilities. Modules are loaded when they are called, so that one command's start does not pay for the others.
 */
import type { CommandEntry } from './command.js'

const beginner = 'Basic Commands (Beginner)'
const intermediate = 'Basic Commands (Intermediate)'
const deploy = 'Deploy Commands'
const troubleshooting = 'Troubleshooting and Debugging Commands'
const advanced = 'Advanced Commands'
const settings = 'Settings Commands'
const simulation = 'Simulation Commands'

export const commands: readonly CommandEntry[] = []
export { advanced, beginner, deploy, intermediate, settings, simulation, troubleshooting }
