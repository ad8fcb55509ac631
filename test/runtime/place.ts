/** A container to try programs in, without a cluster: answers to what they ask are given by the test. */
import type { Answers, AnswerTo, Question } from '../../src/network/contract.js'
import { createCatalogue } from '../../src/runtime/catalogue/catalogue.js'
import { isPullFailure } from '../../src/runtime/catalogue/image.js'
import { findExecutable } from '../../src/runtime/containers/executables.js'
import type { Effect } from '../../src/runtime/processes/effects.js'
import { FileSystem } from '../../src/runtime/processes/file-system.js'
import { Pipe } from '../../src/runtime/processes/pipes.js'
import { type Process, root, type Surroundings, type User } from '../../src/runtime/processes/process.js'
import { StepCounter, stepsOf } from '../../src/runtime/processes/processor-time.js'
import { runExecutable } from '../../src/runtime/shell/execute.js'

export const noon = Date.UTC(2026, 10, 20, 12, 0, 0)

export interface Tried {
  readonly out: string
  readonly err: string
  readonly code: number
  readonly asked: readonly Question[]
  /** How long it slept, milliseconds; infinite when it never ended. */
  readonly slept: number
  readonly files: FileSystem
}

export interface TryOptions {
  readonly image?: string
  readonly stdin?: string
  readonly terminal?: { in: boolean; out: boolean }
  readonly environment?: Readonly<Record<string, string>>
  readonly user?: User
  readonly files?: Readonly<Record<string, string>>
  /** Answers what the network is asked; unknown names and refused connections otherwise. */
  readonly network?: <Q extends Question>(question: Q) => AnswerTo<Q> | undefined
}

/** A process in a container of the image. `done` tells how long it slept. */
export function shellProcess(argv: readonly string[], options: TryOptions = {}, done = { slept: 0 }): Process {
  const image = createCatalogue().resolve(options.image ?? 'busybox')
  if (isPullFailure(image)) throw new Error(image.message)
  const resolvConf =
    'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'
  const files = new FileSystem(
    [image.base.files, { '/etc/resolv.conf': resolvConf, ...options.files }],
    image.base.directories,
  )
  const surroundings: Surroundings = {
    files,
    hostname: 'web-1',
    addresses: ['10.244.1.7'],
    tools: image.base.tools,
    pointOfView: 'container',
    user: options.user ?? root,
    init: ['sleep', 'infinity'],
    steps: new StepCounter(),
    now: () => noon + done.slept,
    find: (name, directory) => findExecutable(image, name, directory, () => files),
  }
  const environment = { PATH: '/usr/bin:/bin', HOSTNAME: 'web-1', HOME: '/root', ...options.environment }
  return {
    argv,
    environment: new Map(Object.entries(environment)),
    directory: '/',
    surroundings,
    terminal: options.terminal ?? { in: false, out: true },
    background: false,
  }
}

/** Runs a command line in a container of the image and collects what it does. */
export function tryCommand(argv: readonly string[], options: TryOptions = {}): Tried {
  const done = { out: '', err: '', asked: [] as Question[], slept: 0 }
  const process = shellProcess(argv, options, done)
  const { files } = process.surroundings
  const input = new Pipe()
  input.push(options.stdin ?? '')
  input.close()
  const program = runExecutable(process)
  let result: unknown
  for (let steps = 0; ; ) {
    const step = program.next(result)
    if (step.done === true) return { ...done, code: step.value ?? 127, files }
    steps += stepsOf(step.value)
    if (steps > 200_000) done.slept = Number.POSITIVE_INFINITY
    result = perform(step.value)
    if (done.slept === Number.POSITIVE_INFINITY) return { ...done, code: -1, files }
  }

  function perform(effect: Effect): unknown {
    if (effect.do === 'write') done[effect.stream === 1 ? 'out' : 'err'] += effect.text
    if (effect.do === 'read') return input.take(effect.line)
    if (effect.do === 'sleep') done.slept += effect.millis
    if (effect.do === 'serve') done.slept = Number.POSITIVE_INFINITY
    if (effect.do !== 'ask') return undefined
    done.asked.push(effect.question)
    return options.network?.(effect.question) ?? otherwise[effect.question.ask]
  }
}

/** `sh -c`. */
export const shell = (script: string, options: TryOptions = {}) => tryCommand(['sh', '-c', script], options)

const otherwise: Answers = {
  lookup: { outcome: 'unknown' },
  dns: { outcome: 'answered', server: '10.96.0.10', code: 'NXDOMAIN', records: [], authoritative: true },
  connect: { outcome: 'refused' },
  ping: { outcome: 'timeout' },
  http: { outcome: 'refused' },
}
