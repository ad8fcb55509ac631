import { describe, expect, test } from 'vitest'
import { ApiError, UsageError } from '../../src/api/contract/errors.js'
import { renderError } from '../../src/cli/render-error.js'
import { ExitCode } from '../../src/commands/command.js'

const invalid = (...causes: { field: string; message: string }[]) =>
  new ApiError(422, 'Invalid', 'Pod "x" is invalid: …', { kind: 'Pod', name: 'x', causes })
const render = (error: unknown) => renderError(error, 'kubesim get')

describe('errors as kubectl prints them', () => {
  test.each([
    [new ApiError(404, 'NotFound', 'pods "x" not found'), 'Error from server (NotFound): pods "x" not found\n'],
    [new ApiError(401, 'Unauthorized', 'nope'), 'error: You must be logged in to the server (nope)\n'],
    [invalid({ field: 'spec', message: 'Required value' }), 'The Pod "x" is invalid: spec: Required value\n'],
    [
      invalid({ field: 'a', message: 'Required value' }, { field: 'b', message: 'Required value' }),
      'The Pod "x" is invalid: \n* a: Required value\n* b: Required value\n',
    ],
    [new UsageError('no'), 'error: no\n'],
    [new UsageError('no', true), "error: no\nSee 'kubesim get -h' for help and examples\n"],
    [
      new AggregateError([new ApiError(404, 'NotFound', 'pods "x" not found'), new UsageError('no')]),
      'Error from server (NotFound): pods "x" not found\nno\n',
    ],
    [new AggregateError([new UsageError('no')]), 'error: no\n'],
    [
      new AggregateError([
        new AggregateError([new UsageError('one')]),
        new AggregateError([new UsageError('two'), new UsageError('three')]),
      ]),
      'one\n[two, three]\n',
    ],
  ])('%s', (error, text) => {
    expect(render(error)).toEqual({ text, code: 1 })
  })

  test('an exit code is passed on in silence', () => {
    expect(render(new ExitCode(42))).toEqual({ text: '', code: 42 })
  })

  test('a bug is not dressed up as an answer', () => {
    expect(() => render(new TypeError('x is not a function'))).toThrow(TypeError)
  })
})
