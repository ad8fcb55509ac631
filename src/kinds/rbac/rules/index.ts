/** What roles and cluster roles, and their bindings, have in common. */
export { bindingColumns, roleColumns } from './columns.js'
export { checkBinding, checkRole } from './escalation.js'
export { bindingErrors, ruleErrors, setBindingDefaults } from './validation.js'
