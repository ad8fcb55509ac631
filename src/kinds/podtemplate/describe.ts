/** How containers, volumes and templates are described; loaded only by `describe` and `rollout history`. */
export { containerLines } from './describe-containers.js'
export { podTemplateLines, spreadLines } from './describe-template.js'
export { volumeLines } from './describe-volumes.js'
