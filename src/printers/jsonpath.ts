/** `-o jsonpath`, `jsonpath-as-json` and `jsonpath-file` (cli-runtime `pkg/genericclioptions/jsonpath_flags.go`). */
import { UsageError } from '../api/contract/errors.js'
import { executionError, JsonPath } from '../model/jsonpath/jsonpath.js'
import type { MakePrinter, PrintRequest } from './contract.js'
import { readTemplate } from './template-file.js'

export const printer: MakePrinter = ({ request, template }) =>
  applied(template, request, (path, object) => path.print(object))

export const jsonPrinter: MakePrinter = ({ request, template }) =>
  applied(template, request, (path, object) => path.printAsJson(object))

export const filePrinter: MakePrinter = async (input) => printer({ ...input, template: await readTemplate(input) })

function applied(
  template: string,
  { allowMissingKeys }: PrintRequest,
  print: (path: JsonPath, object: unknown) => string,
) {
  const path = parsed(template, allowMissingKeys)
  return (object: unknown) => {
    try {
      return print(path, object)
    } catch (error) {
      throw new UsageError(executionError(path, object, error as Error))
    }
  }
}

function parsed(template: string, allowMissingKeys: boolean): JsonPath {
  try {
    return new JsonPath(template, { allowMissingKeys })
  } catch (error) {
    throw new UsageError(`error parsing jsonpath ${template}, ${(error as Error).message}`)
  }
}
