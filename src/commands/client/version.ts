import type { VersionInfo } from '../../api/contract/client.js'
import { UsageError } from '../../api/contract/errors.js'
import type { Command, Context } from '../command.js'

interface Request {
  readonly clientOnly: boolean
  readonly format: string
}

/** The kubectl release whose behaviour these commands follow. */
const behaviour: VersionInfo = { major: '1', minor: '36', gitVersion: 'v1.36.4' }
const kustomize = 'v5.8.1'

/** `version` (kubectl `pkg/cmd/version/version.go`). */
export const command: Command<Request> = {
  description: 'Print the client and server version.',
  usage: '',
  flags: [
    { name: 'client', type: 'bool', default: 'false', description: 'Show the client version only.' },
    { name: 'output', short: 'o', type: 'string', description: "One of 'yaml' or 'json'." },
  ],
  parse: ({ positional }, flags) => {
    if (positional.length > 0) throw new UsageError(`extra arguments: [${positional.join(' ')}]`)
    const format = flags.string('output')
    if (!['', 'yaml', 'json'].includes(format)) throw new UsageError("--output must be 'yaml' or 'json'")
    return { clientOnly: flags.bool('client'), format }
  },
  run: async ({ clientOnly, format }, context) => {
    const server = clientOnly ? undefined : await context.client.version()
    if (format !== '') return printDocument(server, format, context)
    context.io.out(`Client Version: ${behaviour.gitVersion}\nKustomize Version: ${kustomize}\n`)
    if (server !== undefined) context.io.out(`Server Version: ${server.gitVersion}\n`)
  },
}

async function printDocument(server: VersionInfo | undefined, format: string, { io }: Context): Promise<void> {
  const document = {
    clientVersion: behaviour,
    kustomizeVersion: kustomize,
    ...(server === undefined ? {} : { serverVersion: server }),
  }
  if (format === 'json') io.out(`${JSON.stringify(document, undefined, 2)}\n`)
  else io.out(`${(await import('../../printers/yaml.js')).printYaml(document)}\n`)
}
