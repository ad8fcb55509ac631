/** Whoever writes has a name: the `fieldManager` of the request, or that of the program. */
import type { FieldError } from '../../api/contract/errors.js'
import { invalidValue, tooLong } from '../../api/contract/field-errors.js'

/** `FieldManagerMaxLength`, in bytes. */
const longest = 128

/** `unicode.IsPrint`: of all that is blank only the space. */
const isPrintable = (letter: string) => letter === ' ' || !/[\p{C}\p{Z}]/u.test(letter)

/** Who sends no field manager goes by the first word of its `User-Agent` (apiserver `handlers/create.go`). */
export function managerOf(userAgent = ''): string {
  let name = ''
  for (const letter of userAgent.split('/', 1)[0]!) {
    if (!isPrintable(letter)) continue
    if (Buffer.byteLength(name + letter) > longest) break
    name += letter
  }
  return name
}

/** `ValidateFieldManager`: 128 bytes at most, all of them printable. Of what is longer nobody is told each letter. */
export function fieldManagerErrors(manager: string): FieldError[] {
  if (Buffer.byteLength(manager) > longest) return [tooLong('fieldManager', longest)]
  const errors: FieldError[] = []
  let position = 0
  for (const letter of manager) {
    if (!isPrintable(letter)) {
      const code = letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
      errors.push(invalidValue('fieldManager', manager, `invalid character U+${code} (at position ${position})`))
    }
    position += Buffer.byteLength(letter)
  }
  return errors
}
