import { humanDuration } from '../../model/objects/duration.js'
import { complain, type Part, type Run, type UnitState, write } from '../processes/effects.js'
import type { Process } from '../processes/process.js'

type Verb = 'start' | 'stop' | 'status'

const descriptions: Readonly<Record<string, string>> = {
  kubelet: 'kubelet: The Kubernetes Node Agent',
  'kube-proxy': 'Kubernetes Kube-Proxy Server',
}

function* control(unit: string, verb: Verb): Part<UnitState | undefined> {
  return (yield { do: 'control', unit, verb }) as UnitState | undefined
}

/** systemctl on a node, for the units that a cluster is made of: `systemctl stop kubelet kube-proxy`. */
export function* systemctl(self: Process): Run {
  const [verb = 'list-units', ...names] = self.argv.slice(1).filter((arg) => !arg.startsWith('-'))
  return yield* act(verb, names, self)
}

/** The older `service kubelet stop`. */
export function* service(self: Process): Run {
  const [, name = '', verb = ''] = self.argv
  return yield* act(verb, [name], self)
}

function* act(verb: string, names: readonly string[], self: Process): Run {
  if (verb === 'daemon-reload') return 0
  if (!['start', 'stop', 'restart', 'status', 'is-active', 'enable', 'disable'].includes(verb)) {
    yield* complain(`Unknown command verb ${verb}.\n`)
    return 1
  }
  if (names.length === 0) {
    yield* complain('Too few arguments.\n')
    return 1
  }
  let status = 0
  for (const name of names) status = (yield* actOn(verb, name.replace(/\.service$/, ''), self)) || status
  return status
}

function* actOn(verb: string, unit: string, self: Process): Run {
  const state = yield* control(unit, 'status')
  if (state === undefined) {
    if (verb === 'is-active') yield* write('inactive\n')
    else
      yield* complain(
        verb === 'status'
          ? `Unit ${unit}.service could not be found.\n`
          : `Failed to ${verb} ${unit}.service: Unit ${unit}.service not ${verb === 'stop' ? 'loaded' : 'found'}.\n`,
      )
    return verb === 'status' ? 4 : verb === 'is-active' ? 3 : 5
  }
  if (verb === 'is-active') yield* write(state.running ? 'active\n' : 'inactive\n')
  else if (verb === 'status') yield* write(description(unit, state, self))
  else if (verb === 'restart') {
    yield* control(unit, 'stop')
    yield* control(unit, 'start')
  } else if (verb === 'start' || verb === 'stop') yield* control(unit, verb)
  return (verb === 'status' || verb === 'is-active') && !state.running ? 3 : 0
}

function description(unit: string, { running, since }: UnitState, self: Process): string {
  const when = `${new Date(since).toUTCString().slice(0, 3)} ${new Date(since).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const ago = `${humanDuration(self.surroundings.now() - since)} ago`
  const active = running ? `active (running) since ${when}; ${ago}` : `inactive (dead) since ${when}; ${ago}`
  return `${running ? '●' : '○'} ${unit}.service - ${descriptions[unit] ?? unit}\n     Loaded: loaded (/lib/systemd/system/${unit}.service; enabled; preset: enabled)\n     Active: ${active}\n`
}
