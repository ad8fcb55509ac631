/** How containers, volumes and templates are described; loaded only by `describe` and `rollout history`. */
export { containerLines } from './containers.js'
export { podTemplateLines, spreadLines } from './template.js'
export { volumeLines } from './volumes.js'
