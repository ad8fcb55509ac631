/** What lasts: sessions in containers and on machines, and logs that are followed. Loaded when one begins. */
export { attach } from './attach.js'
export { chosenContainer } from './chosen-container.js'
export { execute } from './exec.js'
export { forward } from './forward.js'
export { readLogs } from './logs.js'
export { type MachinePlace, runOnMachine } from './machines.js'
