import { timeForms } from '../catalogue/placeholders.js'
import { complain, type Run, readAll, sleep, write } from '../processes/effects.js'
import { mostText, OutOfMemory } from '../processes/memory.js'
import type { Command, Process } from '../processes/process.js'
import { runExecutable } from '../shell/execute.js'
import { readOptions } from './options.js'
import { testCommand } from './test-command.js'

/** Commands about the system, its processes and its time. */
export const systemCommands: Readonly<Record<string, Command>> = {
  '[': testCommand,
  test: testCommand,
  *true() {
    yield* write('')
    return 0
  },
  *false() {
    yield* write('')
    return 1
  },
  date,
  env,
  *printenv({ argv, environment }) {
    if (argv.length === 1) {
      yield* write([...environment].map(([name, value]) => `${name}=${value}\n`).join(''))
      return 0
    }
    const values = argv.slice(1).map((name) => environment.get(name))
    yield* write(values.map((value) => (value === undefined ? '' : `${value}\n`)).join(''))
    return values.includes(undefined) ? 1 : 0
  },
  *hostname({ argv, surroundings }) {
    const wantsAddress = argv[1] === '-i' || argv[1] === '-I'
    yield* write(
      wantsAddress
        ? `${surroundings.addresses.join(' ')}${argv[1] === '-I' ? ' ' : ''}\n`
        : `${surroundings.hostname}\n`,
    )
    return 0
  },
  *uname({ argv, surroundings }) {
    const release = '6.8.0-60-generic'
    const all = `Linux ${surroundings.hostname} ${release} #63-Ubuntu SMP PREEMPT_DYNAMIC x86_64 GNU/Linux`
    const answers: Record<string, string> = { '-a': all, '-r': release, '-m': 'x86_64', '-n': surroundings.hostname }
    yield* write(`${answers[argv[1] ?? ''] ?? 'Linux'}\n`)
    return 0
  },
  *nproc() {
    yield* write('2\n')
    return 0
  },
  *sleep(self) {
    const lengths = self.argv.slice(1).map(duration)
    if (lengths.length === 0 || lengths.includes(undefined)) {
      const wrong = self.argv[1 + Math.max(lengths.indexOf(undefined), 0)] ?? ''
      yield* complain(
        self.surroundings.tools === 'busybox'
          ? `sleep: invalid number '${wrong}'\n`
          : lengths.length === 0
            ? "sleep: missing operand\nTry 'sleep --help' for more information.\n"
            : `sleep: invalid time interval '${wrong}'\nTry 'sleep --help' for more information.\n`,
      )
      return 1
    }
    yield* sleep(lengths.reduce((sum: number, one) => sum + (one ?? 0), 0))
    return 0
  },
  ps,
  kill,
  *which(self) {
    let status = 0
    for (const name of self.argv.slice(1)) {
      if (self.surroundings.find(name, self.directory) === undefined) status = 1
      else yield* write(name.startsWith('/') ? `${name}\n` : `/usr/bin/${name}\n`)
    }
    return status
  },
  xargs,
  *'entrypoint.sh'(self) {
    return yield* startOther(self, self.argv.slice(1))
  },
  busybox: (self) => startOther(self, self.argv.slice(1)),
}

/** `10`, `1.5`, `2m`, `infinity`. */
function duration(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return Number.POSITIVE_INFINITY
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text)
  if (match === null) return undefined
  const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }
  return Number(match[1]) * (units[match[2] || 's'] ?? 1) * 1000
}

/** Runs another command as this process. */
function* startOther(self: Process, argv: readonly string[], environment = self.environment): Run {
  const status = yield* runExecutable({ ...self, argv, environment })
  if (status !== undefined) return status
  const missing =
    self.surroundings.tools === 'busybox'
      ? `can't execute '${argv[0]}': No such file or directory`
      : `‘${argv[0]}’: No such file or directory`
  yield* complain(`${self.argv[0]}: ${missing}\n`)
  return 127
}

function* env(self: Process): Run {
  const environment = new Map(self.argv[1] === '-i' || self.argv[1] === '-' ? [] : self.environment)
  let at = environment.size === 0 && self.argv.length > 1 ? 2 : 1
  for (; /^(-u$|[A-Za-z_]\w*=)/.test(self.argv[at] ?? ''); at++) {
    const arg = self.argv[at] ?? ''
    if (arg === '-u') environment.delete(self.argv[++at] ?? '')
    else environment.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1))
  }
  if (at < self.argv.length) return yield* startOther(self, self.argv.slice(at), environment)
  yield* write([...environment].map(([name, value]) => `${name}=${value}\n`).join(''))
  return 0
}

function* xargs(self: Process): Run {
  const { values, operands } = readOptions(self.argv.slice(1), ['n:', 'I:', 'r', '0', 'P:'], true)
  const words = (yield* readAll()).split(/\s+/).filter(Boolean)
  const size = Number(values.get('n') ?? words.length)
  if (values.has('n') && !(size >= 1)) {
    yield* complain(`xargs: invalid number '${values.get('n')}'\n`)
    return 1
  }
  const command = operands.length === 0 ? ['echo'] : operands
  const place = values.get('I')
  let status = 0
  for (
    let at = 0;
    at < Math.max(words.length, place === undefined ? 1 : 0);
    at += place === undefined ? size || 1 : 1
  ) {
    const argv =
      place === undefined
        ? [...command, ...words.slice(at, at + size)]
        : command.map((one) => filledIn(one, place, words[at] ?? ''))
    status = (yield* startOther(self, argv)) || status
  }
  return status
}

/** A word of a command with another in all its places, when there is memory for it. */
function filledIn(text: string, place: string, word: string): string {
  const pieces = place === '' ? [text] : text.split(place)
  const length = text.length + (pieces.length - 1) * word.length
  if (length > mostText) throw new OutOfMemory(`a word of ${length} characters`)
  return pieces.join(word)
}

function* ps(self: Process): Run {
  const { init, tools } = self.surroundings
  const own = self.argv.join(' ')
  if (tools === 'busybox')
    yield* write(`PID   USER     TIME  COMMAND\n    1 root      0:00 ${init.join(' ')}\n   12 root      0:00 ${own}\n`)
  else if (self.argv.length > 1) {
    const row = (pid: number, command: string) =>
      `root      ${String(pid).padStart(8)}  0.0  0.1   4500  3400 ?        Ss   00:00   0:00 ${command}\n`
    yield* write(
      `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${row(1, init.join(' '))}${row(12, own)}`,
    )
  } else
    yield* write(`    PID TTY          TIME CMD\n      1 ?        00:00:00 ${init[0]}\n     12 ?        00:00:00 ps\n`)
  return 0
}

/** The calendar's last instant (ECMAScript's "time values"). */
const LAST_DAY = 8_640_000_000_000_000

function* date(self: Process): Run {
  const { values, operands } = readOptions(self.argv.slice(1), ['u', 'R', 'd:', 'I'])
  const given = values.get('d')
  const instant =
    given === undefined
      ? self.surroundings.now()
      : given.startsWith('@')
        ? Number(given.slice(1)) * 1000
        : Date.parse(given)
  if (Number.isNaN(instant)) {
    yield* complain(`date: invalid date '${given}'\n`)
    return 1
  }
  if (Math.abs(instant) > LAST_DAY) {
    yield* complain('date: kubesim does not know days after the year 275760\n')
    return 1
  }
  const form = operands.find((one) => one.startsWith('+'))
  yield* write(`${form === undefined ? timeForms.date?.(instant) : formatDate(form.slice(1), instant)}\n`)
  return 0
}

function formatDate(form: string, instant: number): string {
  const iso = new Date(instant).toISOString()
  const [weekday = '', , month = ''] = new Date(instant).toUTCString().split(/[ ,]+/)
  const values: Record<string, string> = {
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    R: iso.slice(11, 16),
    D: `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(2, 4)}`,
    s: String(Math.floor(instant / 1000)),
    N: `${iso.slice(20, 23)}000000`,
    a: weekday,
    b: month,
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    '%': '%',
  }
  return form.replace(/%(3N|.)/g, (whole, letter: string) =>
    letter === '3N' ? iso.slice(20, 23) : (values[letter] ?? whole),
  )
}

function* kill(self: Process): Run {
  const pids = self.argv.slice(1).filter((arg) => !arg.startsWith('-'))
  const signal = self.argv[1]?.startsWith('-') ? self.argv[1].slice(1).replace(/^SIG/, '') : 'TERM'
  for (const pid of pids) {
    if (pid !== '1') {
      yield* complain(`kill: can't kill pid ${pid}: No such process\n`)
      return 1
    }
    yield { do: 'signal', signal: signal === '9' || signal === 'KILL' ? 'KILL' : 'TERM' }
  }
  return 0
}
