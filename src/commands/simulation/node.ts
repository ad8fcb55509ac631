/** `kubesim node …`: the machines under the nodes. */
import { UsageError } from '../../api/contract/errors.js'
import { isDNS1123Subdomain } from '../../model/objects/names.js'
import { timestamp } from '../../model/objects/time.js'
import type { Command, HelpText } from '../command.js'
import { framedTable } from '../output/framed-table.js'
import { simulationOf } from '../state-file.js'

type Verb = 'add' | 'remove' | 'stop' | 'start'
const past: Readonly<Record<Verb, string>> = { add: 'added', remove: 'removed', stop: 'stopped', start: 'started' }

function machineCommand(verb: Verb, help: HelpText): Command<readonly string[]> {
  return {
    ...help,
    onFile: true,
    usage: 'NAME...',
    flags: [],
    parse: ({ positional }) => {
      if (positional.length === 0) throw new UsageError('at least one NAME is required')
      for (const name of positional) {
        const [problem] = isDNS1123Subdomain(name)
        if (problem !== undefined) throw new UsageError(`invalid node name "${name}": ${problem}`)
      }
      return positional
    },
    run: async (names, context) => {
      const { machines } = simulationOf(context)
      for (const name of names) {
        await machines[verb](name)
        context.io.out(`node/${name} ${past[verb]}\n`)
      }
    },
  }
}

export const add = machineCommand('add', {
  description: 'Add machines, which join the cluster as worker nodes.',
  examples: `
# A fourth worker
kubesim node add worker-4`,
})
export const remove = machineCommand('remove', { description: 'Remove machines together with their nodes.' })
export const stop = machineCommand('stop', {
  description: 'Switch machines off. After the grace period their nodes are NotReady and their pods are replaced.',
  examples: `
# See what becomes of its pods
kubesim node stop worker-2`,
})
export const start = machineCommand('start', { description: 'Switch machines on. Their nodes become ready again.' })

export const list: Command<void> = {
  description: 'List the machines: whether they are on, and what runs on them.',
  onFile: true,
  usage: '',
  flags: [],
  parse: () => undefined,
  run: async (_request, context) => {
    const machines = await simulationOf(context).machines.list()
    const service = ({ running, since }: { running: boolean; since: number }) =>
      running ? 'running' : `stopped since ${timestamp(since)}`
    const rows = machines.map((machine) => [
      machine.metadata.name,
      machine.power.on ? 'on' : `off since ${timestamp(machine.power.since)}`,
      service(machine.kubelet),
      service(machine.kubeProxy),
    ])
    context.io.out(framedTable(['Machine', 'Power', 'kubelet', 'kube-proxy'], rows))
  },
}
