/**
 * What runs in containers: images as data, the programs in them, their shell, files and logs. It knows what a program
 * does and answers, never when the kubelet starts or stops it (controllers/), nor how traffic finds it (network/).
 *
 * `cluster/` gives it a Host and serves `Client.exec`, `attach` and `logs` with `execute`, `attach` and `readLogs`; the
 * kubelet asks `startRun` and `planOf`.
 */

export { type CatalogueOptions, createCatalogue } from './catalogue/catalogue.js'
export { readImageDocuments } from './catalogue/catalogue-file.js'
export type { ImageDocument } from './catalogue/document.js'
export { type Image, type ImageCatalogue, isPullFailure, type PullFailure } from './catalogue/image.js'
export { network } from './containers/applications.js'
export { environmentOf, hostnameOf, serviceLinks } from './containers/environment.js'
export { answerPending } from './containers/pending-questions.js'
export type { ProcessPlan } from './containers/process-plan.js'
export { planOf, startRun } from './containers/runs.js'
export type { RuntimeWorld } from './containers/world.js'
export type { Host } from './sessions/host.js'
export { attach, execute, readLogs, runOnMachine } from './sessions/index.js'
