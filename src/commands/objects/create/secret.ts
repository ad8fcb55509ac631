/** `create secret generic|tls|docker-registry` (kubectl `pkg/cmd/create/create_secret*.go`). */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { UsageError } from '../../../api/contract/errors.js'
import type { KubeObject } from '../../../model/objects/object.js'
import { fileReason } from '../../../model/values/file-errors.js'
import type { Context, FlagValues } from '../../command.js'
import { nameHash } from '../../manifests/name-hash.js'
import { appendHashFlag, base64, dataFlags, fromFileFlag, readData, readFiles, sortedEntries } from './data-sources.js'
import { generatorCommand } from './generator.js'

async function secretOf(name: string, type: string, data: ReadonlyMap<string, Uint8Array>, hashed: boolean) {
  const encoded = sortedEntries(new Map([...data].map(([key, bytes]) => [key, base64(bytes)])))
  const suffix = hashed ? `-${await nameHash({ data: encoded, kind: 'Secret', name, type })}` : ''
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name: `${name}${suffix}` },
    ...(data.size > 0 ? { data: encoded } : {}),
    ...(type === '' ? {} : { type }),
  } as unknown as KubeObject
}

export const generic = generatorCommand({
  description: 'Create a secret from files, directories, literal values or env files.',
  examples: `
# Keys and values on the command line
kubectl create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret

# A key for a file
kubectl create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa`,
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  failure: 'failed to create secret',
  flags: [...dataFlags, { name: 'type', type: 'string', description: 'The type of secret to create.' }],
  build: async ({ name, flags, context }) =>
    secretOf(
      name,
      flags.string('type'),
      await readData({ kind: 'Secret', name }, flags, context),
      flags.bool('append-hash'),
    ),
})

export const tls = generatorCommand({
  description: 'Create a secret of a certificate and its private key, both PEM files that belong together.',
  examples: `
# The secret of a web site
kubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key`,
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  failure: 'failed to create secret',
  flags: [
    appendHashFlag,
    { name: 'cert', type: 'string', description: 'Path to PEM encoded public key certificate.' },
    { name: 'key', type: 'string', description: 'Path to private key associated with given certificate.' },
  ],
  check: (flags) => {
    if (flags.string('key') === '' || flags.string('cert') === '')
      throw new UsageError('key and cert must be specified')
  },
  build: async ({ name, flags, context }) => {
    const certificate = await readPem(flags.string('cert'), context)
    const key = await readPem(flags.string('key'), context)
    await checkPair(certificate, key)
    return secretOf(
      name,
      'kubernetes.io/tls',
      new Map([
        ['tls.crt', certificate],
        ['tls.key', key],
      ]),
      flags.bool('append-hash'),
    )
  },
})

function readPem(path: string, { files }: Context): Promise<Uint8Array> {
  return files.readBytes(path).catch((error: unknown) => {
    throw new UsageError(`Cannot read file ${path}, open ${path}: ${fileReason(error)}`)
  })
}

async function checkPair(certificate: Uint8Array, key: Uint8Array): Promise<void> {
  try {
    if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(Buffer.from(key)))) return
  } catch {
    throw new UsageError('tls: failed to find any PEM data in certificate input')
  }
  throw new UsageError('tls: private key does not match public key')
}

export const dockerRegistry = generatorCommand({
  description: 'Create a secret with which nodes may pull images from a registry.',
  examples: `
# From a name and a password
kubectl create secret docker-registry my-secret --docker-server=DOCKER_SERVER --docker-username=USER --docker-password=PASSWORD

# From a file that docker login has written
kubectl create secret docker-registry my-secret --from-file=.dockerconfigjson=path/to/.docker/config.json`,
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  failure: 'failed to create secret',
  flags: [
    appendHashFlag,
    fromFileFlag,
    { name: 'docker-email', type: 'string', description: 'Email for the registry.' },
    { name: 'docker-password', type: 'string', description: 'Password for registry authentication.' },
    {
      name: 'docker-server',
      type: 'string',
      default: 'https://index.docker.io/v1/',
      description: 'Server location of the registry.',
    },
    { name: 'docker-username', type: 'string', description: 'Username for registry authentication.' },
  ],
  check: (flags) => {
    const credentials = ['docker-username', 'docker-password', 'docker-server'].every(
      (name) => flags.string(name) !== '',
    )
    if (!credentials && flags.strings('from-file').length === 0) {
      throw new UsageError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    }
  },
  build: async ({ name, flags, context }) => {
    const files = flags.strings('from-file').map((file) => (file.includes('=') ? file : `.dockerconfigjson=${file}`))
    const data =
      files.length > 0
        ? await readFiles({ kind: 'Secret', name }, files, context)
        : new Map([['.dockerconfigjson', dockerConfig(flags)]])
    return secretOf(name, 'kubernetes.io/dockerconfigjson', data, flags.bool('append-hash'))
  },
})

function dockerConfig(flags: FlagValues): Uint8Array {
  const [server, username, password, email] = ['server', 'username', 'password', 'email'].map((part) =>
    flags.string(`docker-${part}`),
  ) as [string, string, string, string]
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const entry = { username, password, ...(email === '' ? {} : { email }), auth }
  return Buffer.from(JSON.stringify({ auths: { [server]: entry } }))
}
