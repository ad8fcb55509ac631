/**
 * What runs in containers: images as data, the programs in them, their shell, files and logs. It knows what a program
 * does and answers, never when the kubelet starts or stops it (controllers/), nor how traffic finds it (network/).
 *
 * `cluster/` gives it a Host and serves `Client.exec`, `attach` and `logs` with `execute`, `attach` and `readLogs`; the
 * kubelet asks `startRun` and `planOf`.
 */

export { network } from './applications.js'
export { type CatalogueOptions, createCatalogue } from './catalogue.js'
export { readImageDocuments } from './catalogue-file.js'
export { planOf, startRun } from './containers.js'
export type { ImageDocument } from './document.js'
export { environmentOf, hostnameOf, serviceLinks } from './environment.js'
export type { Host, RuntimeWorld } from './host.js'
export { type Image, type ImageCatalogue, isPullFailure, type PullFailure } from './image.js'
export { proceed } from './proceed.js'
export type { ProcessPlan } from './process.js'
export { attach, execute, readLogs, runOnMachine } from './sessions.js'
