import type { FieldError } from '../../../api/contract/errors.js'
import { notSupported, required, tooMany } from '../../../api/contract/field-errors.js'
import type { Container } from '../../../model/objects/types.js'

type Rule = NonNullable<Container['restartPolicyRules']>[number]

const policies = ['Always', 'Never', 'OnFailure']
const actions = ['Restart', 'RestartAllContainers']
const operators = ['In', 'NotIn']
const mostRules = 20
const mostCodes = 255

/** `validateContainerRestartPolicy`: when a container runs again that has ended, whatever its pod says. */
export function validateRestart(container: Container, path: string): FieldError[] {
  const { restartPolicy: policy, restartPolicyRules: rules = [] } = container
  const at = `${path}.restartPolicy`
  if (policy == null && rules.length === 0) return []
  const errors: FieldError[] = []
  if (policy == null) errors.push(required(at, 'must specify restartPolicy when restart rules are used'))
  else if (!policies.includes(policy)) errors.push(notSupported(at, policy, policies))
  if (rules.length > mostRules) errors.push(tooMany(`${at}Rules`, rules.length, mostRules))
  return [...errors, ...rules.flatMap((rule, index) => ruleErrors(rule, `${at}Rules[${index}]`))]
}

function ruleErrors({ action = '' as Rule['action'], exitCodes }: Rule, path: string): FieldError[] {
  const errors = actions.includes(action) ? [] : [notSupported(`${path}.action`, action, actions)]
  if (exitCodes == null) return [...errors, required(`${path}.exitCodes`, 'must be specified')]
  const { operator = '', values = [] } = exitCodes
  if (!operators.includes(operator)) errors.push(notSupported(`${path}.exitCodes.operator`, operator, operators))
  if (values.length > mostCodes) errors.push(tooMany(`${path}.exitCodes.values`, values.length, mostCodes))
  return errors
}
