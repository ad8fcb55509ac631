/** `-o json`. */
import { formatJson } from '../model/json/json.js'
import type { MakePrinter } from './contract.js'
import { shownObject } from './shown-object.js'

export const printer: MakePrinter =
  ({ request }) =>
  (object) =>
    `${formatJson(shownObject(object, request), { indent: '    ', keepOrder: request.keepOrder === true })}\n`
