/** What the rules of a definition may cost (`cel_validation.go` and `validation.go` of apiextensions-apiserver). */
import type { FieldError } from '../../../api/contract/errors.js'
import { forbiddenField } from '../../../api/contract/field-errors.js'
import { mostBody } from '../../../api/contract/limits.js'
import type { JsonSchema } from '../../../model/json/json-schema.js'
import type { DeclaredType } from '../customresource/cel/declared-types.js'
import { mostCost } from '../customresource/cel/estimate.js'
import { parseCel } from '../customresource/cel/parser.js'
import { capped } from '../customresource/cel/ranges.js'

/** `StaticEstimatedCostLimit`: of one rule. */
const mostOfRule = 10_000_000
/** `StaticEstimatedCRDCostLimit`: of all rules of a schema. */
const mostOfSchema = 100_000_000
/** So many of the most expensive rules are told. */
const mostTold = 4

/** How often a value can be there, by the limits of the maps and lists that it is in; undefined where one has none. */
export type Cardinality = number | undefined

/** `extractMaxElements`: how often what is in a value of a schema can be there, for each time that the value is. */
export function within(schema: JsonSchema, outer: Cardinality): Cardinality {
  const { type, additionalProperties, maxProperties, maxItems } = schema
  const most = type === 'array' ? maxItems : type === 'object' && additionalProperties !== undefined ? maxProperties : 1
  return outer === undefined || most === undefined ? undefined : capped(outer * Math.max(0, most))
}

/** The costs of all rules of a schema, as they are met. */
export class RuleCosts {
  private total = 0
  private expensive: { readonly path: string; readonly cost: number }[] = []

  /** `unchanged`: the schema has been accepted before, and each rule of it with it. */
  constructor(private readonly unchanged: boolean) {}

  ofRule(source: string, type: DeclaredType, cardinality: Cardinality, path: string): FieldError[] {
    const often = cardinality ?? Math.floor(mostBody / (type.smallest + 1))
    return this.observe('estimated rule cost', capped(mostCost(parseCel(source), type) * often), path)
  }

  ofMessage(source: string, type: DeclaredType, path: string): FieldError[] {
    return this.observe('estimated messageExpression cost', mostCost(parseCel(source), type), path)
  }

  /** What is said of all of them together, at the path of the schema. */
  totalErrors(path: string): FieldError[] {
    if (this.total <= mostOfSchema) return []
    const detail = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
    const whole = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'
    return [
      ...this.expensive.map((each) => forbiddenField(each.path, detail)),
      forbiddenField(path, exceeded(whole, this.total, mostOfSchema)),
    ]
  }

  private observe(what: string, cost: number, path: string): FieldError[] {
    this.total = capped(this.total + cost)
    if (cost >= mostOfSchema / 100) {
      this.expensive = [...this.expensive, { path, cost }].sort((a, b) => b.cost - a.cost).slice(0, mostTold)
    }
    return this.unchanged || cost <= mostOfRule ? [] : [forbiddenField(path, exceeded(what, cost, mostOfRule))]
  }
}

/** `getCostErrorMessage` */
function exceeded(what: string, cost: number, most: number): string {
  const factor = cost / most
  const shown = factor > 100 ? 'more than 100' : factor < 1.5 ? factor.toFixed(6) : factor.toFixed(1)
  const advice =
    'try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared'
  return `${what} exceeds budget by factor of ${shown}x (${advice})`
}
