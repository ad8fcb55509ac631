import { formatJson } from '../../model/json/json.js'

/** A struct of the server's own: its fields by their names in Go, in Go's order. What is not set is null. */
export class GoStruct {
  constructor(readonly fields: Readonly<Record<string, unknown>>) {}
}

/** A value as messages show it that is neither text nor number: Go's JSON (`field.Error.ErrorBody`). */
export function goJson(value: unknown): string {
  if (value instanceof GoStruct) {
    const fields = Object.entries(value.fields).map(([name, field]) => `${formatJson(name)}:${goJson(field)}`)
    return `{${fields.join(',')}}`
  }
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  return value === undefined ? 'null' : formatJson(value)
}

interface Selector {
  matchLabels?: Record<string, string>
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

/** `{"matchLabels":{"app":"api2"}}`: a type that the server has in common with its clients. */
export function goLabelSelector({ matchLabels = {}, matchExpressions = [] }: Selector): GoStruct {
  return new GoStruct({
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0
      ? {}
      : {
          matchExpressions: matchExpressions.map(
            ({ key, operator, values = [] }) =>
              new GoStruct({ key, operator, ...(values.length === 0 ? {} : { values }) }),
          ),
        }),
  })
}
