import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField, invalidValue, notSupported, required } from '../../../api/contract/field-errors.js'
import { GoStruct } from '../../../api/contract/go-values.js'
import { goQuote } from '../../../model/go/quote.js'
import type { JsonSchema, ValidationRule } from '../../../model/json/json-schema.js'
import { parseCel } from '../customresource/cel/parser.js'
import { celProblem } from '../customresource/cel/problems.js'
import { usesOldSelf } from '../customresource/cel/rules.js'

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** What is wrong with the rules of a schema. `uncorrelatable`: where values stop to have a past that can be told. */
export function ruleErrors(schema: JsonSchema, path: string, uncorrelatable: string | undefined): FieldError[] {
  return (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`
    const errors = [...textErrors(rule, at), ...fieldErrors(rule, at)]
    return errors.length > 0 ? errors : expressionErrors(rule, at, uncorrelatable)
  })
}

function textErrors({ rule, message = '' }: ValidationRule, at: string): FieldError[] {
  if (rule.trim() === '') return [required(`${at}.rule`, 'rule is not specified')]
  if (message !== '' && message.trim() === '') {
    return [invalidValue(`${at}.message`, message, 'message must be non-empty if specified')]
  }
  if (/[\n\r]/.test(message.trim())) {
    return [invalidValue(`${at}.message`, message, 'message must not contain line breaks')]
  }
  const lines = /[\n\r]/.test(rule.trim())
  if (!lines || message.trim() !== '') return []
  return [required(`${at}.message`, 'message must be specified if rule contains line breaks')]
}

function fieldErrors({ messageExpression, reason, fieldPath = '' }: ValidationRule, at: string): FieldError[] {
  const detail = 'messageExpression must be non-empty if specified'
  const blank = messageExpression !== undefined && messageExpression !== '' && messageExpression.trim() === ''
  return [
    ...(blank ? [required(`${at}.messageExpression`, detail)] : []),
    ...(reason === undefined || reasons.includes(reason) ? [] : [notSupported(`${at}.reason`, reason, reasons)]),
    ...(fieldPath !== '' && !/^\s*[.[]/.test(fieldPath)
      ? [invalidValue(`${at}.fieldPath`, fieldPath, 'fieldPath must be a valid path')]
      : []),
  ]
}

function expressionErrors(rule: ValidationRule, at: string, uncorrelatable: string | undefined): FieldError[] {
  const { messageExpression = '', optionalOldSelf } = rule
  const errors = [
    ...compilationErrors(rule.rule, `${at}.rule`, rule),
    ...(messageExpression === '' ? [] : compilationErrors(messageExpression, `${at}.messageExpression`, rule)),
  ]
  if (errors.length > 0) return errors
  const transition = usesOldSelf(parseCel(rule.rule))
  if (transition && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
    return [invalidValue(`${at}.rule`, rule.rule, detail)]
  }
  if (transition || optionalOldSelf === undefined) return []
  return [invalidValue(`${at}.optionalOldSelf`, optionalOldSelf, 'may not be set if oldSelf is not used in rule')]
}

function compilationErrors(source: string, field: string, rule: ValidationRule): FieldError[] {
  const problem = celProblem(source)
  if (problem === undefined) return []
  if ('syntax' in problem) return [invalidValue(field, goRule(rule), `compilation failed: ${problem.syntax}`)]
  const detail = `${goQuote(problem.missing)} is left out of the Common Expression Language of this simulated cluster`
  return [forbiddenField(field, detail)]
}

function goRule({ rule, message = '', messageExpression = '', fieldPath = '' }: ValidationRule): GoStruct {
  return new GoStruct({
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: null,
    FieldPath: fieldPath,
    OptionalOldSelf: null,
  })
}
