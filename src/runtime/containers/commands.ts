import type { Millis } from '../../model/objects/object.js'
import type { Question } from '../../network/contract.js'
import type { FileSystem } from '../processes/file-system.js'
import { runProcess } from '../shell/execute.js'
import { type ContainerView, processOf, surroundingsOf } from './container.js'
import { presentFiles } from './present-files.js'
import { missingExecutable } from './runs.js'
import { Trace } from './trace.js'

/** How a command is run that the kubelet has a container run. */
export interface CommandOptions {
  /** Which part of a processor's time it has. */
  readonly share: number
  /** It is not followed for longer. */
  readonly timeout: Millis
  /** What the network answers it; without, it goes no further than to its first question. */
  readonly answer?: (question: Question) => unknown
}

/** What came of it. */
export interface CommandRun {
  readonly trace: Trace
  /** Files that it has written. */
  readonly changes: ReadonlyMap<string, string | null>
}

/** A command puts so many questions to the network at most. */
const MOST_QUESTIONS = 1_000

/** Runs a command in a container as it is now, without an input; a string is the runtime's word of why it cannot be. */
export function runCommand(
  view: ContainerView,
  command: readonly string[],
  { share, timeout, answer }: CommandOptions,
): CommandRun | string {
  const { container, image, world } = view
  let files: FileSystem | undefined
  const surroundings = surroundingsOf(
    view,
    () => {
      files = presentFiles(view)
      return files
    },
    () => world.now,
    'content',
  )
  const [name = ''] = command
  if (surroundings.find(name, container.workingDir ?? image.workingDirectory) === undefined)
    return missingExecutable(name)
  const process = processOf(view, command, surroundings, { in: false, out: false })
  const trace = new Trace(runProcess(process), {
    share,
    answers: [],
    inputOpen: false,
    isTaken: () => false,
    fill: (text) => text,
  })
  trace.advance(timeout)
  while (answer !== undefined && trace.halt?.because === 'asks' && trace.answers.length < MOST_QUESTIONS) {
    trace.receive(answer(trace.halt.question))
    trace.advance(timeout)
  }
  return { trace, changes: files?.changes ?? new Map() }
}
