/** `-o go-template` and `go-template-file` (cli-runtime `pkg/genericclioptions/template_flags.go`). */
import { UsageError } from '../api/contract/errors.js'
import type { MakePrinter } from './contract.js'
import { executionError, GoTemplate } from './go-template/template.js'
import { readTemplate } from './template-file.js'

export const printer: MakePrinter = ({ request, template }) => {
  const parsed = parse(template, request.allowMissingKeys)
  return (object) => {
    try {
      return parsed.execute(object)
    } catch (error) {
      throw new UsageError(executionError(template, error as Error))
    }
  }
}

export const filePrinter: MakePrinter = async (input) => printer({ ...input, template: await readTemplate(input) })

function parse(template: string, allowMissingKeys: boolean): GoTemplate {
  try {
    return new GoTemplate(template, { allowMissingKeys })
  } catch (error) {
    throw new UsageError(`error parsing template ${template}, ${(error as Error).message}`)
  }
}
