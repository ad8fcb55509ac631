import { complain, type Part, type Run, write } from '../processes/effects.js'
import { type Command, type Process, root, type User } from '../processes/process.js'
import { readOptions } from './options.js'

/** Who somebody is: `id`, `whoami`. Names are those of the place's /etc/passwd and /etc/group. */
export const userCommands: Readonly<Record<string, Command>> = {
  *whoami(self) {
    const name = namesIn(self, '/etc/passwd').get(self.surroundings.user.uid)
    if (name === undefined) return yield* unknownUser(self)
    yield* write(`${name}\n`)
    return 0
  },
  *id(self): Run {
    const { flags, operands, unknown } = readOptions(self.argv.slice(1), ['u', 'g', 'G', 'n', 'r'])
    if (unknown !== undefined) return yield* wrongOption(self, unknown)
    const user = operands.length === 0 ? self.surroundings.user : accountOf(self, operands[0]!)
    if (user === undefined) return yield* noSuchUser(self, operands[0]!)
    const [users, groups] = [namesIn(self, '/etc/passwd'), namesIn(self, '/etc/group')]
    const wanted = flags.has('u') ? [user.uid] : flags.has('g') ? [user.gid] : flags.has('G') ? user.groups : undefined
    if (wanted === undefined) {
      const named = (id: number, names: ReadonlyMap<number, string>) =>
        names.has(id) ? `${id}(${names.get(id)})` : `${id}`
      const all = user.groups.map((group) => named(group, groups)).join(',')
      yield* write(`uid=${named(user.uid, users)} gid=${named(user.gid, groups)} groups=${all}\n`)
      return 0
    }
    const names = flags.has('u') ? users : groups
    if (!flags.has('n')) {
      yield* write(`${wanted.join(' ')}\n`)
      return 0
    }
    return yield* sayNames(self, wanted, names, flags.has('u') ? 'user' : 'group')
  },
}

/** What has no name is told as a number, and complained of. */
function* sayNames(
  { surroundings }: Process,
  ids: readonly number[],
  names: ReadonlyMap<number, string>,
  what: 'user' | 'group',
): Part<number> {
  const unknown = ids.filter((id) => !names.has(id))
  const short = what === 'user' ? 'uid' : 'gid'
  for (const id of unknown) {
    yield* complain(
      surroundings.tools === 'busybox' ? `id: unknown ${short} ${id}\n` : `id: cannot find name for ${what} ID ${id}\n`,
    )
  }
  yield* write(`${ids.map((id) => names.get(id) ?? id).join(' ')}\n`)
  return unknown.length > 0 ? 1 : 0
}

function* unknownUser({ surroundings: { tools, user } }: Process): Part<number> {
  yield* complain(
    tools === 'busybox' ? `whoami: unknown uid ${user.uid}\n` : `whoami: cannot find name for user ID ${user.uid}\n`,
  )
  return 1
}

function* wrongOption({ surroundings: { tools } }: Process, option: string): Part<number> {
  const letter = option.replace(/^-+/, '')
  yield* complain(
    tools === 'busybox'
      ? `id: unrecognized option: ${letter}\n`
      : `id: invalid option -- '${letter}'\nTry 'id --help' for more information.\n`,
  )
  return 1
}

function* noSuchUser({ surroundings: { tools } }: Process, name: string): Part<number> {
  yield* complain(tools === 'busybox' ? `id: unknown user ${name}\n` : `id: '${name}': no such user\n`)
  return 1
}

/** Numbers → names, of a file with `name:password:number:…` in each line. */
function namesIn({ surroundings }: Process, path: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const [name, id] of accounts(surroundings.files.read(path))) if (!names.has(id)) names.set(id, name)
  // A machine that says nothing of its users has one.
  if (!names.has(root.uid) && !surroundings.files.exists(path)) names.set(root.uid, 'root')
  return names
}

function accounts(text = ''): [name: string, id: number, group: number][] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , id = '', group = ''] = line.split(':')
    return /^\d+$/.test(id) ? [[name, Number(id), Number(group)] as [string, number, number]] : []
  })
}

function accountOf({ surroundings }: Process, name: string): User | undefined {
  const found = accounts(surroundings.files.read('/etc/passwd')).find(([one]) => one === name)
  return found && { uid: found[1], gid: found[2], groups: [found[2]] }
}
