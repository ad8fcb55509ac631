/**
 * What every pod and every pod template has in common: defaults and validation. What only a running pod has belongs to
 * kinds/pod. How they are described lies in `describe.ts`, apart, because only `describe` loads it.
 */
export { setPodSpecDefaults, setPodTemplateDefaults } from './defaults.js'
export { validateLabelSelector } from './label-validation.js'
export { canonicalResources } from './resource-lists.js'
export { isNegativeText, validateQuantity } from './resource-validation.js'
export { validateTaints, validateTolerations } from './scheduling-validation.js'
export { validateAlwaysRestarting, validatePodSpec, validatePodTemplate } from './validation.js'
