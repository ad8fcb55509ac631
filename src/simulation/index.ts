/**
 * Time and chance: the clocks, the wakeups that are still to come, and randomness that follows from the seed. Nothing
 * outside this folder asks the machine for the time or for a random number. What is done at a wakeup is not known here.
 */
export { type Clock, machineTime, pause, virtualClock, wallClock, yieldToEventLoop } from './clock.js'
export { createRandom, type Random, type RandomSource } from './random.js'
export { createWakeups, type Wakeup, type WakeupQueue } from './wakeups.js'
