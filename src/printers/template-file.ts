import { UsageError } from '../api/contract/errors.js'
import type { FormatInput } from './contract.js'

/** The template in a file, for the formats whose names end with `file`. */
export async function readTemplate({ template, readFile }: FormatInput): Promise<string> {
  try {
    return await readFile(template)
  } catch (error) {
    throw new UsageError(`error reading --template ${template}, ${fileProblem(error, template)}`)
  }
}

/** Go's words for a file that cannot be read. */
export function fileProblem(error: unknown, path: string): string {
  const { code, message } = error as Error & { code?: string }
  return code === 'ENOENT' ? `open ${path}: no such file or directory` : message
}
