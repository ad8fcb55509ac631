/**
 * What every pod and every pod template has in common: defaults and validation, and what the kinds that keep pods of one
 * template share. What only a running pod has belongs to kinds/pod. How templates are described lies in `describe.ts`,
 * apart, because only `describe` loads it.
 */
export { containerPorts, labelsToSelect, workloadCapabilities, workloadReplicas } from './capabilities.js'
export { containerColumns } from './columns.js'
export { canonicalResources, quantityIn } from './containers/resource-lists.js'
export { validateQuantity } from './containers/resource-validation.js'
export { setPodSpecDefaults, setPodTemplateDefaults, setServiceAccount } from './defaults.js'
export { dropDisabled } from './disabled.js'
export {
  validateImmutableSelector,
  validateNotNegative,
  validateReplicaCounts,
  validateSelectorAndTemplate,
  validateTemplateFor,
} from './replica-validation.js'
export { validateLabelSelector } from './scheduling/label-validation.js'
export { validateTaints } from './scheduling/scheduling-validation.js'
export { exampleTemplate, workloadStrategy } from './strategy.js'
export { validatePodSpec } from './validation.js'
export { nameWarnings, podWarnings } from './warnings.js'
