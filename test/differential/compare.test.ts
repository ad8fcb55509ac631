/** When kubectl is run, and what is done with what it does. */
import { describe, expect, test } from 'vitest'
import { type Comparison, compare, type Means, modeOf, Outdated } from './compare.js'
import { locally } from './ours.js'
import { format, type Recording } from './recording/recording.js'
import { parseScenario } from './scenarios.js'

const lines = parseScenario('$ kubectl get namespaces -o name\n')
const comparison: Comparison = { name: 'namespaces', lines, release: '1.36', kubectl: '/kubectl' }
const { outcomes, revisions } = await locally(lines)
const right: Recording = {
  format,
  kubectl: 'v1.36.3',
  commands: [{ line: lines[0]!.text, revision: revisions[0]!, clock: 0, events: [], outcome: outcomes[0]! }],
}
const printed = (stdout: string): Recording => ({
  ...right,
  commands: right.commands.map((each) => ({ ...each, outcome: { stdout, stderr: '', exitCode: 0 } })),
})

/** Plays no requests and runs no program, but tells what would be done. */
function means(known: Recording | undefined, { mode = 'changed', fresh = right, change }: Partial<Given> = {}) {
  const done: string[] = []
  const changes = known === undefined ? [] : [change]
  const all: Means = {
    mode,
    read: () => known,
    write: (_name, recording) => void done.push(recording === fresh ? 'written' : 'something else is written'),
    // First of what is known, then of what kubectl has just done.
    replay: async () => changes.shift(),
    record: async () => {
      done.push('run')
      return fresh
    },
  }
  return { means: all, done }
}

interface Given {
  readonly mode: Means['mode']
  readonly fresh: Recording
  /** Why the recording does not hold. */
  readonly change: string
}

describe('kubectl', () => {
  test('is not run where nothing has changed', async () => {
    const { means: all, done } = means(right)
    await compare(comparison, all)
    expect(done).toEqual([])
  })

  test.each<[why: string, known: Recording | undefined, given: Partial<Given>]>([
    ['there is no recording', undefined, {}],
    ['a recording is of another format', { ...right, format: format + 1 }, {}],
    ['a recording is of another release', { ...right, kubectl: 'v1.35.0' }, {}],
    ['an answer is another', right, { change: 'the answer is another' }],
    ['we say something else', printed('something else\n'), {}],
    ['everything is recorded anew', right, { mode: 'anew' }],
  ])('is run, and recorded, when %s', async (_why, known, given) => {
    const { means: all, done } = means(known, given)
    await compare(comparison, all)
    expect(done).toEqual(['run', 'written'])
  })

  test('is right: when it says something else than we do nothing is written', async () => {
    const { means: all, done } = means(right, { change: 'the answer is another', fresh: printed('something else\n') })
    await expect(compare(comparison, all)).rejects.toThrow(/^expected '\$ kubectl get namespaces -o name\\n/)
    expect(done).toEqual(['run'])
  })

  test('is run for everything when all is asked for, and nothing is written', async () => {
    const { means: all, done } = means(right, { mode: 'all' })
    await compare(comparison, all)
    expect(done).toEqual(['run'])
  })

  test.each<[what: string, known: Recording, given: Partial<Given>, told: RegExp]>([
    ['does not hold', right, { change: 'the answer is another' }, /does not hold/],
    ['is not what kubectl prints', printed('other\n'), {}, /kubectl does something else than in the recording/],
  ])('when all is asked for, a recording that %s is an error', async (_what, known, given, told) => {
    const { means: all, done } = means(known, { ...given, mode: 'all' })
    await expect(compare(comparison, all)).rejects.toThrow(told)
    expect(done).toEqual(['run'])
  })
})

describe('where there is no kubectl', () => {
  const without = { ...comparison, kubectl: undefined }

  test('a recording that holds is enough', async () => {
    for (const mode of ['changed', 'all', 'anew'] as const) await compare(without, means(right, { mode }).means)
  })

  test('one that does not is an error that says how to renew it', async () => {
    const outdated = () => compare(without, means(right, { change: 'the answer is another' }).means)
    await expect(outdated()).rejects.toThrow(Outdated)
    await expect(outdated()).rejects.toThrow(/namespaces: the answer is another\n.*\.ci\/kubectl/)
  })

  test('what we say must be what kubectl has printed', async () => {
    await expect(compare(without, means(printed('something else\n')).means)).rejects.toThrow(
      /^expected '\$ kubectl get namespaces -o name\\n/,
    )
  })
})

test.each([
  [{}, 'changed'],
  [{ CI: 'true' }, 'all'],
  [{ CI: 'true', KUBESIM_DIFFERENTIAL: 'changed' }, 'changed'],
  [{ KUBESIM_DIFFERENTIAL: 'all' }, 'all'],
  [{ KUBESIM_DIFFERENTIAL: 'anew' }, 'anew'],
])('with %o the mode is %s', (environment, mode) => {
  expect(modeOf(environment)).toBe(mode)
})

test('a mode that there is not is refused', () => {
  expect(() => modeOf({ KUBESIM_DIFFERENTIAL: 'some' })).toThrow('all, anew or changed, not some')
})
