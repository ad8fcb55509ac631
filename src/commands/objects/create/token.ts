/** `create token SERVICE_ACCOUNT_NAME` (kubectl `pkg/cmd/create/create_token.go`). */
import { ApiError, UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import type { Command, FlagValues } from '../../command.js'
import { type OutputRequest, outputFlags, outputOf, printFormatted } from '../../output/result.js'
import { resourceNamed } from '../../resources/named.js'

interface Request {
  readonly name: string
  readonly spec: object
  readonly output: OutputRequest
}

const kinds = ['Node', 'Pod', 'Secret']

export const command: Command<Request> = {
  description: 'Ask for a token by which programs show that they are a service account.',
  examples: `
# For the account "myapp" of the namespace
kubectl create token myapp

# For ten minutes
kubectl create token myapp --duration 10m

# One that ends with a secret
kubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret`,
  usage: 'SERVICE_ACCOUNT_NAME',
  flags: [
    {
      name: 'audience',
      type: 'strings',
      description:
        'Audience of the requested token. If unset, defaults to requesting a token for use with the Kubernetes API server. May be repeated to request a token valid for multiple audiences.',
    },
    {
      name: 'bound-object-kind',
      type: 'string',
      description: `Kind of an object to bind the token to. Supported kinds are ${kinds.join(', ')}. If set, --bound-object-name must be provided.`,
    },
    {
      name: 'bound-object-name',
      type: 'string',
      description:
        'Name of an object to bind the token to. The token will expire when the object is deleted. Requires --bound-object-kind.',
    },
    {
      name: 'bound-object-uid',
      type: 'string',
      description:
        'UID of an object to bind the token to. Requires --bound-object-kind and --bound-object-name. If unset, the UID of the existing object is used.',
    },
    {
      name: 'duration',
      type: 'duration',
      default: '0s',
      description:
        'Requested lifetime of the issued token. If not set or if set to 0, the lifetime will be determined by the server automatically. The server may return a token with a longer or shorter lifetime.',
    },
    ...outputFlags,
  ],
  parse({ positional, dash }, flags) {
    const end = dash ?? positional.length
    if (end !== 1) throw new UsageError(`exactly one NAME is required, got ${end}`, true)
    return { name: positional[0]!, spec: specOf(flags), output: outputOf(flags) }
  },
  async run({ name, spec, output }, context) {
    const { client, namespace, io } = context
    const accounts = resourceNamed('serviceaccounts', await client.resources())
    const request = {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace },
      spec,
    } as unknown as KubeObject
    const answer = await client
      .create(accounts, namespace, request, { subresource: 'token' })
      .catch((error: unknown) => {
        throw error instanceof ApiError ? new UsageError(`failed to create token: ${error.message}`) : error
      })
    if (output.format !== '' || output.template !== '') return printFormatted(answer, output, context)
    io.out(`${answer.status.token}${io.terminal.out ? '\n' : ''}`)
  },
}

function specOf(flags: FlagValues): object {
  const milliseconds = flags.duration('duration')
  if (milliseconds < 0) throw new UsageError('--duration must be greater than or equal to 0')
  if (milliseconds % 1000 !== 0) throw new UsageError('--duration cannot be expressed in units less than seconds')
  const audiences = flags.strings('audience')
  if (audiences.includes('')) throw new UsageError('--audience must not be an empty string')
  const bound = boundObject(flags)
  return {
    ...(audiences.length === 0 ? {} : { audiences }),
    ...(milliseconds === 0 ? {} : { expirationSeconds: milliseconds / 1000 }),
    ...(bound === undefined ? {} : { boundObjectRef: bound }),
  }
}

function boundObject(flags: FlagValues): object | undefined {
  const [kind, name, uid] = ['kind', 'name', 'uid'].map((part) => flags.string(`bound-object-${part}`)) as [
    string,
    string,
    string,
  ]
  if (kind === '') {
    const lone = name !== '' ? 'name' : uid !== '' ? 'uid' : ''
    if (lone === '') return undefined
    throw new UsageError(`--bound-object-${lone} can only be set if --bound-object-kind is provided`)
  }
  if (!kinds.includes(kind)) throw new UsageError(`supported --bound-object-kind values are ${kinds.join(', ')}`)
  if (name === '') throw new UsageError('--bound-object-name is required if --bound-object-kind is provided')
  return { kind, apiVersion: 'v1', name, ...(uid === '' ? {} : { uid }) }
}
